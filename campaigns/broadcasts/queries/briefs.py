"""Briefs and clauses with their coverage: by outlet and medium, what was aired, and the gaps."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import queries as audit_queries
from campaigns.broadcasts import models
from campaigns.broadcasts.queries import coverage, newsrooms
from campaigns.directives import models as directives_models
from campaigns.directives import queries as directives_queries
from campaigns.units import models as units_models

State = models.CoverageState


@dataclass(frozen=True)
class MatrixRow:
    """An outlet with its cells, one a medium; None where the outlet has not the medium."""

    outlet_pk: int
    outlet_name: str
    cells: tuple[tuple[coverage.Card, ...] | None, ...]


@dataclass(frozen=True)
class Matrix:
    """Outlets × media of one matter; what was cancelled is left out."""

    mediums: tuple[models.Medium, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True)
class Told:
    """How a brief came on air: its airings by time, and hours from issue to the first."""

    airings: tuple[models.Airing, ...]
    hours_to_first: float | None


@dataclass(frozen=True)
class ClauseLine:
    """A clause with how much coverage it has at the outlets that the reader sees."""

    pk: int
    number: str
    position: int
    symbol: str
    text: str
    open: int
    delivered: int
    last_due_at: datetime | None

    @property
    def is_gap(self) -> bool:
        return not (self.open or self.delivered)


@dataclass(frozen=True)
class HistoryLine:
    """What happened to a coverage or a brief, as the timeline shows it."""

    at: datetime
    who: str
    what: str
    note: str
    icon: str
    tone: str


def matrix(rows: models.CoverageQuerySet, units: units_models.UnitQuerySet, at: datetime) -> Matrix:
    """Where the matter of the rows stands at the active outlets of the units; two queries."""
    outlets = models.Outlet.objects.active().filter(unit__in=units).select_related("unit")
    shown = list(outlets.order_by("unit__name_vi", "pk"))
    used = {medium for outlet in shown for medium in outlet.mediums}
    mediums = tuple(medium for medium in models.Medium if medium in used)
    cells: dict[tuple[int, str], list[coverage.Card]] = defaultdict(list)
    for row in rows.exclude(state=State.CANCELLED).order_by("due_at", "pk"):
        cells[row.outlet_id, row.medium].append(coverage.card_of(row, at))
    return Matrix(
        mediums,
        tuple(
            MatrixRow(
                o.pk,
                o.unit.name_vi,
                tuple(tuple(cells[o.pk, m]) if m in o.mediums else None for m in mediums),
            )
            for o in shown
        ),
    )


def told(brief: models.Brief) -> Told:
    """What was aired of a brief since it was issued: its delivered scripts and their later texts."""
    delivered = models.Coverage.objects.filter(
        brief=brief,
        script__page_id=OuterRef("script__page_id"),
        script__medium=OuterRef("script__medium"),
        script__language=OuterRef("script__language"),
    )
    aired = models.Airing.objects.counted().filter(Exists(delivered), aired_at__gte=brief.issued_at)
    airings = tuple(aired.select_related("outlet__unit", "script").order_by("aired_at", "pk"))
    if not airings:
        return Told((), None)
    return Told(airings, (airings[0].aired_at - brief.issued_at).total_seconds() / 3600)


def airings_of_coverage(row: models.Coverage) -> list[models.Airing]:
    """Where the delivered piece went on air since it was planned, also in a later text of it."""
    if row.script is None:
        return []
    aired = models.Airing.objects.counted().filter(
        script__page_id=row.script.page_id,
        script__medium=row.script.medium,
        script__language=row.script.language,
        aired_at__gte=row.planned_at,
    )
    return list(aired.select_related("outlet__unit", "script").order_by("aired_at", "pk")[:50])


def brief_of_citation(kind: str, citation_id: int) -> models.Brief | None:
    """The brief that stands; where none does, the last that was withdrawn."""
    found = models.Brief.objects.filter(citation_kind=kind, citation_id=citation_id)
    return found.order_by(F("withdrawn_at").desc(nulls_first=True), "-pk").first()


def briefs_counted(
    briefs: models.BriefQuerySet, units: units_models.UnitQuerySet
) -> QuerySet[models.Brief]:
    """Briefs with `open_count` and `delivered_count` at outlets of the units."""
    here = Q(coverage__outlet__unit__in=units)
    return briefs.select_related("unit", "clause__directive").annotate(
        open_count=Count(
            "coverage", filter=here & Q(coverage__state__in=models.OPEN_STATES), distinct=True
        ),
        delivered_count=Count(
            "coverage", filter=here & Q(coverage__state=State.DELIVERED), distinct=True
        ),
    )


def clause_lines(
    user: accounts_models.User, units: units_models.UnitQuerySet, on: date
) -> list[ClauseLine]:
    """Clauses of the directives that the user reads, in their order; three queries."""
    directives = directives_queries.directives_visible_to(user, on)
    clauses = directives_models.Clause.objects.filter(directive__in=directives)
    ordered = clauses.select_related("directive").order_by(
        "-directive__issued_date", "directive_id", "position", "pk"
    )
    counted = _counts_by_clause(units)
    return [_clause_line(clause, counted.get(clause.pk, {})) for clause in ordered]


def _counts_by_clause(units: units_models.UnitQuerySet) -> dict[int, dict[str, Any]]:
    rows = models.Coverage.objects.filter(outlet__unit__in=units)
    counted = (
        rows.annotate(about=Coalesce("clause_id", "brief__clause_id"))
        .filter(about__isnull=False)
        .order_by()
        .values("about")
        .annotate(
            open_count=Count("pk", filter=Q(state__in=models.OPEN_STATES)),
            delivered_count=Count("pk", filter=Q(state=State.DELIVERED)),
            last_due_at=Max("due_at", filter=~Q(state=State.CANCELLED)),
        )
    )
    return {line["about"]: dict(line) for line in counted}


def _clause_line(clause: directives_models.Clause, counts: dict[str, Any]) -> ClauseLine:
    return ClauseLine(
        pk=clause.pk,
        number=clause.number,
        position=clause.position,
        symbol=clause.directive.symbol,
        text=clause.text_vi,
        open=counts.get("open_count", 0),
        delivered=counts.get("delivered_count", 0),
        last_due_at=counts.get("last_due_at"),
    )


_ACTS = {
    "broadcasts.brief_opened": (_("issued the brief"), "news", "info"),
    "broadcasts.brief_withdrawn": (_("withdrew the brief"), "ban", "danger"),
    "broadcasts.coverage_planned": (_("planned the coverage"), "calendar-event", "info"),
    "broadcasts.coverage_assigned": (_("assigned it to %(whom)s"), "user", "info"),
    "broadcasts.coverage_accepted": (_("accepted it"), "check", "good"),
    "broadcasts.coverage_declined": (_("declined it"), "x", "warning"),
    "broadcasts.coverage_moved": (_("moved the due time to %(due)s"), "clock", "warning"),
    "broadcasts.coverage_delivered": (_("delivered “%(title)s”"), "circle-check", "good"),
    "broadcasts.coverage_cancelled": (_("cancelled it"), "x", "neutral"),
    "broadcasts.coverage_escalated": (_("called the %(level)s: silence"), "bell", "warning"),
}


def planning_history(row: models.Coverage | models.Brief) -> list[HistoryLine]:
    """What happened to a coverage or a brief, newest first; two queries."""
    entries = audit_queries.timeline(row._meta.label_lower, row.pk)
    names = _names(entry.after.get("assignee_id") for entry in entries)
    return [
        HistoryLine(
            entry.at,
            entry.actor_label,
            str(what) % _said(entry.after, names),
            entry.reason,
            icon,
            tone,
        )
        for entry in entries
        for what, icon, tone in [_ACTS.get(entry.verb, (entry.verb, "circle-dot", "neutral"))]
    ]


def _names(found: Iterable[int | None]) -> dict[int, str]:
    wanted = {pk for pk in found if pk is not None}
    people = accounts_models.User.objects.filter(pk__in=wanted) if wanted else ()
    return {user.pk: str(user) for user in people}


def _said(after: dict[str, Any], names: dict[int, str]) -> dict[str, str]:
    """What the words of an act may name."""
    levels = [role.label for role in newsrooms.SILENCE_LADDER]
    due = after.get("due")
    moment = datetime.fromisoformat(due).astimezone(models.AIR_ZONE) if due else None
    return {
        "whom": names.get(after.get("assignee_id", 0), "–"),
        "due": f"{moment:%H:%M %d/%m/%Y}" if moment else "",
        "title": str(after.get("title", "")),
        "level": str(levels[after["level"] - 1]).lower() if after.get("level") else "",
    }
