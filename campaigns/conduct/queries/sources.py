"""Reading what a criticism stands on: once to freeze it, later to show it beside what was frozen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.broadcasts import models as broadcasts_models
from campaigns.conduct import models
from campaigns.conduct.queries import awards
from campaigns.directives import models as directives_models
from campaigns.inspections import models as inspections_models
from campaigns.kernel import figure
from campaigns.units import models as units_models

K = models.EvidenceKind
MOST_CANDIDATES = 40
_STANDING = (inspections_models.Finding.State.OPEN, inspections_models.Finding.State.REMEDIED)


@dataclass(frozen=True)
class Candidate:
    """Something that a criticism of the unit may stand on: `source` as the draft keeps it."""

    source: Mapping[str, Any]
    reading: figure.Figure


def read(unit: units_models.Unit, source: Mapping[str, Any], *, on: date) -> figure.Figure | None:
    """The source as it is now, in Vietnamese, the language of the file; None where it is gone or
    belongs to nothing that stood under the unit on the day."""
    with translation.override("vi"):
        if source["kind"] == K.FIGURE:
            return _figure(unit, source)
        return _ROWS[source["kind"]](unit, int(source["pk"]), on)


def _figure(unit: units_models.Unit, source: Mapping[str, Any]) -> figure.Figure | None:
    start, end = date.fromisoformat(source["from_date"]), date.fromisoformat(source["to_date"])
    figures = awards.figures_of(unit, start, end)
    return next((f for f in figures if f.key == source["key"]), None)


def _finding(unit: units_models.Unit, pk: int, on: date) -> figure.Figure | None:
    row = _findings(unit, on).filter(pk=pk).first()
    return None if row is None else _read_finding(row)


def _findings(unit: units_models.Unit, on: date) -> QuerySet[inspections_models.Finding]:
    below = units_models.Unit.objects.subtree_of(unit, on).values("pk")
    here = Q(inspection__premises__commune__in=below) | Q(inspection__premises__owner__in=below)
    rows = inspections_models.Finding.objects.filter(here)
    return rows.select_related("inspection__premises")


def _read_finding(row: inspections_models.Finding) -> figure.Figure:
    found = timezone.localdate(row.found_at)
    return figure.Figure(
        key=f"inspections.finding:{row.pk}",
        label=f"{row.inspection.premises}: {row.text}",
        value=str(row.get_state_display()),
        unit_label=_("remedy due %(day)s") % {"day": date_format(row.remedy_by_date, "d/m/Y")},
        from_date=found,
        to_date=found,
        rows_count=1,
        rows_url=reverse("inspections:inspection_detail", args=[row.inspection_id]),
    )


def _assignment(unit: units_models.Unit, pk: int, on: date) -> figure.Figure | None:
    row = _assignments(unit, on).filter(pk=pk).first()
    return None if row is None else _read_assignment(row, on)


def _assignments(unit: units_models.Unit, on: date) -> directives_models.AssignmentQuerySet:
    below = units_models.Unit.objects.subtree_of(unit, on).values("pk")
    rows: directives_models.AssignmentQuerySet = (
        directives_models.Assignment.objects.all()
        .in_force()
        .filter(unit__in=below, issued_date__isnull=False)
        .select_related("unit", "obligation")
    )
    return rows


def _read_assignment(row: directives_models.Assignment, on: date) -> figure.Figure:
    due = row.current_due_date
    issued = row.issued_date or on
    said = _("due %(day)s") % {"day": date_format(due, "d/m/Y")} if due else _("no deadline")
    return figure.Figure(
        key=f"directives.assignment:{row.pk}",
        label=f"{row.unit.name_vi}: {row.obligation.task_vi}",
        value=str(row.get_state_display()),
        unit_label=said,
        from_date=issued,
        to_date=due or issued,
        rows_count=1,
        rows_url=reverse("directives:assignment", args=[row.pk]),
    )


def _airing(unit: units_models.Unit, pk: int, on: date) -> figure.Figure | None:
    rows = broadcasts_models.Airing.objects.all().with_outcome()
    below = units_models.Unit.objects.subtree_of(unit, on).values("pk")
    row = (
        rows.filter(pk=pk, outlet__unit__in=below).select_related("script", "outlet__unit").first()
    )
    if row is None:
        return None
    aired = timezone.localdate(row.aired_at)
    outcome = broadcasts_models.Outcome(getattr(row, "outcome", ""))
    title = row.script.title if row.script else row.evidence_text
    return figure.Figure(
        key=f"broadcasts.airing:{row.pk}",
        label=f"{row.outlet.unit.name_vi}: {title}",
        value=str(outcome.label),
        unit_label=date_format(timezone.localtime(row.aired_at), "H:i d/m/Y"),
        from_date=aired,
        to_date=aired,
        rows_count=row.seconds,
        rows_url=reverse("broadcasts:airings"),
    )


_ROWS: Mapping[str, Callable[[units_models.Unit, int, date], figure.Figure | None]] = {
    K.FINDING: _finding,
    K.AIRING: _airing,
    K.ASSIGNMENT: _assignment,
}


def candidates(unit: units_models.Unit, from_date: date, to_date: date) -> list[Candidate]:
    """What Loa itself knows of the unit over the period, as a criticism may stand on it: figures,
    duties past their due date, findings that nobody confirmed as remedied."""
    period = {"from_date": from_date.isoformat(), "to_date": to_date.isoformat()}
    with translation.override("vi"):
        figures = [
            Candidate({"kind": K.FIGURE, "key": f.key, **period}, f)
            for f in awards.figures_of(unit, from_date, to_date)
        ]
        late = _assignments(unit, to_date).open().filter(current_due_date__lt=to_date)
        duties = [
            Candidate({"kind": K.ASSIGNMENT, "pk": row.pk}, _read_assignment(row, to_date))
            for row in late.order_by("current_due_date", "pk")[:MOST_CANDIDATES]
        ]
        findings = [
            Candidate({"kind": K.FINDING, "pk": row.pk}, _read_finding(row))
            for row in _findings(unit, to_date)
            .filter(state__in=_STANDING)
            .order_by("remedy_by_date", "pk")[:MOST_CANDIDATES]
        ]
    return [*figures, *duties, *findings]
