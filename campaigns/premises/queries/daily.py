"""Reading what premises count by day: a commune's sheet, who is missing, totals, staff by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from campaigns.premises import models
from campaigns.units import models as units_models


@dataclass(frozen=True)
class DayLine:
    """One premises on the sheet of a day, with what was reported; None is nothing."""

    premises: models.Premises
    count: models.VisitCount | models.IsolationCount | None


@dataclass(frozen=True)
class DayTotals:
    """A day in a set of premises: how many were open, reported, said nil; and the sums."""

    open_count: int
    reported: int
    nil: int
    first: int
    second: int

    @property
    def missing(self) -> int:
        """How many open premises said nothing; nil is a report, not a gap."""
        return self.open_count - self.reported


def open_then(premises: str, day: str) -> Exists:
    """Whether the premises that a row names was open on the day that the row names."""
    return Exists(
        models.OpenRange.objects.filter(
            Q(to_date__isnull=True) | Q(to_date__gte=OuterRef(day)),
            premises=OuterRef(premises),
            from_date__lte=OuterRef(day),
            state=models.PremisesState.OPEN,
        )
    )


def open_on(rows: models.PremisesQuerySet, day: date) -> models.PremisesQuerySet:
    """Premises that were open on the day, whatever they are now."""
    days = models.OpenRange.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=day),
        premises=OuterRef("pk"),
        from_date__lte=day,
        state=models.PremisesState.OPEN,
    )
    return rows.standing().filter(Exists(days))


def sheet_rows(
    rows: models.PremisesQuerySet,
    model: type[models.VisitCount] | type[models.IsolationCount],
    day: date,
    *,
    is_missing_only: bool,
) -> models.PremisesQuerySet:
    """Premises of a day's sheet in the order of their names, or those that said nothing yet."""
    found = open_on(rows, day)
    if model is models.IsolationCount:
        found = found.filter(kind__is_isolation=True)
    if is_missing_only:
        said = model.objects.filter(premises=OuterRef("pk"), count_date=day)
        found = found.filter(~Exists(said))
    return found.select_related("kind", "commune").order_by("folded_name", "pk")


def with_counts(
    rows: list[models.Premises],
    model: type[models.VisitCount] | type[models.IsolationCount],
    day: date,
) -> list[DayLine]:
    """The premises with what each reported of the day; one query."""
    counts = {
        row.premises_id: row for row in model.objects.filter(premises__in=rows, count_date=day)
    }
    return [DayLine(row, counts.get(row.pk)) for row in rows]


def day_totals(
    rows: models.PremisesQuerySet,
    model: type[models.VisitCount] | type[models.IsolationCount],
    day: date,
) -> DayTotals:
    """What the premises open on the day reported; two queries."""
    found = sheet_rows(rows, model, day, is_missing_only=False).order_by()
    nil = Q(**{model.FIRST: 0, model.SECOND: 0})
    sums: dict[str, Any] = model.objects.filter(
        count_date=day, premises__in=found.values("pk")
    ).aggregate(
        reported=Count("pk"),
        nil=Count("pk", filter=nil),
        first=Sum(model.FIRST, default=0),
        second=Sum(model.SECOND, default=0),
    )
    return DayTotals(open_count=found.count(), **sums)


@dataclass(frozen=True)
class SilentCommune:
    """A commune that reports visits, and how many of its premises said nothing of a day."""

    commune_id: int
    name: str
    silent: int


REPORTING_DAYS = 7
"""A commune of which nothing was reported for longer does not keep this sheet: it is not asked."""


def silent_communes(communes: Sequence[int], day: date) -> list[SilentCommune]:
    """Of the communes that reported visits of one of the seven days up to the given one or since:
    those in which premises that were open on the day said nothing of it; one query, most first.
    """
    visits = models.VisitCount.objects.order_by()
    recent = visits.filter(count_date__gt=day - timedelta(days=REPORTING_DAYS))
    silent = sheet_rows(
        models.Premises.objects.filter(
            commune__in=communes, commune_id__in=recent.values("premises__commune")
        ),
        models.VisitCount,
        day,
        is_missing_only=True,
    )
    rows = silent.order_by().values("commune", "commune__short_name_vi").annotate(num=Count("pk"))
    return [
        SilentCommune(row["commune"], row["commune__short_name_vi"], row["num"])
        for row in rows.order_by("-num", "commune")
    ]


@dataclass(frozen=True)
class StaffLine:
    """A unit in a month; None where it said nothing."""

    unit: units_models.Unit
    use: models.AppUse | None

    @property
    def share(self) -> float | None:
        """Using ÷ employed, 0 to 1; None where nothing was said or nobody is employed."""
        return self.use.using / self.use.staff if self.use and self.use.staff else None


def staff_lines(units: list[units_models.Unit], month: date) -> list[StaffLine]:
    """Units with what they said of the month; one query."""
    uses = {
        use.unit_id: use
        for use in models.AppUse.objects.filter(unit__in=units, month_date=month.replace(day=1))
    }
    return [StaffLine(unit, uses.get(unit.pk)) for unit in units]
