"""Expected reports that wait for somebody: in their own units, where they collect, before them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q

from campaigns.accounts import models as accounts_models
from campaigns.directives import models
from campaigns.directives.models import outcomes
from campaigns.directives.queries import report_silences, waiting
from campaigns.kernel import roles
from campaigns.units import permissions as units_permissions

L = models.Level
P = roles.Permission


@dataclass(frozen=True)
class MissingReports:
    """Of one form, reports that are missing in one's own unit, or below.

    `unit_id` is the unit, or the form's collector; `only_id` the report where it is one alone,
    `start` its period where it is one alone.
    """

    form_id: int
    name: str
    unit_id: int
    count: int
    units_count: int
    first_due: date
    only_id: int | None
    start: date | None


def missing(rows: models.ExpectedReportQuerySet, *, at: datetime) -> models.ExpectedReportQuerySet:
    """Those that are missing: as `outcomes` derives it, in a form that indexes bear."""
    found: models.ExpectedReportQuerySet = rows.unanswered().filter(
        outcomes.expected_condition(), excused_at__isnull=True, timely_until_at__lt=at
    )
    return found


def missing_since(on: date) -> date:
    """The first due date that still presses: what was due before is left to the lists."""
    return on - report_silences.CLIMBS_FOR


def reports_due(
    unit_ids: Sequence[int], *, at: datetime, on: date, soon_until: date, limit: int
) -> list[models.ExpectedReport]:
    """What the units can send now, due soon and not missing yet; by due date."""
    rows = models.ExpectedReport.objects.all().unanswered()
    near = rows.filter(
        outcomes.expected_condition(),
        unit_id__in=unit_ids,
        excused_at__isnull=True,
        timely_until_at__gte=at,
        due_date__lte=soon_until,
        period_end_date__lte=on,
    )
    in_order = near.select_related("form", "unit").order_by("timely_until_at", "pk")
    return list(in_order[:limit])


def missing_in(
    unit_ids: Sequence[int], *, at: datetime, on: date, limit: int
) -> list[MissingReports]:
    """What the units did not send, by unit and form; the longest first."""
    rows = missing(models.ExpectedReport.objects.all(), at=at).filter(
        unit_id__in=unit_ids, due_date__gte=missing_since(on)
    )
    return _grouped(rows, "unit_id", limit)


def missing_for(
    user: accounts_models.User, own: Sequence[int], *, at: datetime, on: date, limit: int
) -> tuple[list[MissingReports], frozenset[int]]:
    """Who is missing of what the user collects, by form, the longest first: collected for a unit
    where they assign, or which is their own; and those of the collectors for which they assign."""
    managed = units_permissions.units_where(user, P.MANAGE_OBLIGATION, on=on)
    collected = Q(form__collector__in=managed.values("pk")) | Q(form__collector__in=own)
    rows = missing(models.ExpectedReport.objects.all(), at=at).filter(
        collected, due_date__gte=missing_since(on)
    )
    # One's own unit stands among what it owes, not among those whom it waits for.
    found = _grouped(rows.exclude(unit_id__in=own), "form__collector_id", limit)
    if not found:
        return [], frozenset()
    collectors = managed.filter(pk__in={one.unit_id for one in found})
    return found, frozenset(collectors.values_list("pk", flat=True))


def reports_heard_of(
    rows: models.ExpectedReportQuerySet, level: models.Level
) -> models.ExpectedReportQuerySet:
    """Those of whose present due date the level heard."""
    told = models.ReportEscalation.objects.filter(
        report=OuterRef("pk"),
        due_date=OuterRef("due_date"),
        level=level,
        act=models.ReportAct.TOLD,
        people_count__gt=0,
    )
    found: models.ExpectedReportQuerySet = rows.filter(Exists(told))
    return found


def reports_before_the_office(
    user: accounts_models.User, *, at: datetime, on: date, limit: int
) -> list[MissingReports]:
    """Missing reports that climbed to the user's office, by form."""
    reached = waiting.below_granted(user, [roles.Role.PROVINCIAL_OFFICE], on)
    if not reached:
        return []
    rows = missing(models.ExpectedReport.objects.all(), at=at).filter(unit_id__in=reached)
    return _grouped(reports_heard_of(rows, L.OFFICE), "form__collector_id", limit)


def _grouped(rows: models.ExpectedReportQuerySet, unit: str, limit: int) -> list[MissingReports]:
    grouped: Any = rows.values("form_id", name=F("form__name_vi"), where=F(unit)).annotate(
        n=Count("pk"),
        units_count=Count("unit_id", distinct=True),
        first=Min("due_date"),
        only=Min("pk"),
        start=Min("period_start_date"),
        periods=Count("period_start_date", distinct=True),
    )
    return [_missing(row) for row in grouped.order_by("first", "form_id", "where")[:limit]]


def _missing(row: Mapping[str, Any]) -> MissingReports:
    return MissingReports(
        row["form_id"],
        row["name"],
        row["where"],
        row["n"],
        row["units_count"],
        row["first"],
        row["only"] if row["n"] == 1 else None,
        row["start"] if row["periods"] == 1 else None,
    )


def reports_of_unit(
    unit_id: int, *, at: datetime, on: date, limit: int
) -> list[models.ExpectedReport]:
    """The latest reports of a unit that are due soon or were due, each with its `outcome`: its
    page shows them, what it has to do first."""
    near = models.ExpectedReport.objects.filter(
        unit_id=unit_id, period_end_date__lte=on + timedelta(days=7)
    )
    rows = near.judged(at).select_related("form").order_by("-due_date", "form__name_vi", "pk")
    return list(rows[:limit])
