"""Days of a period side by side: how many premises were open, reported and said nil, and the sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from campaigns.premises import models
from campaigns.premises.queries import daily

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DayRow:
    """One day with its totals, as a list shows it."""

    day: date
    open_count: int
    reported: int
    missing: int
    nil: int
    first: int
    second: int


def day_rows(
    rows: models.PremisesQuerySet,
    model: type[models.VisitCount] | type[models.IsolationCount],
    first: date,
    last: date,
) -> list[DayRow]:
    """A row a day, both ends included; two queries, however many days and premises.

    A report of a day on which its premises was not open (a range corrected afterwards) stands
    outside, as it does on the day's own sheet.
    """
    places = rows.standing()
    if model is models.IsolationCount:
        places = places.filter(kind__is_isolation=True)
    is_open = Q(to_date__isnull=True) | Q(to_date__gte=first)
    ranges = models.OpenRange.objects.filter(
        is_open,
        premises__in=places.values("pk"),
        state=models.PremisesState.OPEN,
        from_date__lte=last,
    )
    open_counts = _open_by_day(ranges, first, last)
    said = _said_by_day(places, model, first, last)
    days = [first + n * _DAY for n in range((last - first).days + 1)]
    return [_row(day, open_counts.get(day, 0), said.get(day, {})) for day in days]


def _row(day: date, open_count: int, said: Mapping[str, int]) -> DayRow:
    reported = said.get("reported", 0)
    return DayRow(
        day=day,
        open_count=open_count,
        reported=reported,
        missing=open_count - reported,
        nil=said.get("nil", 0),
        first=said.get("first", 0),
        second=said.get("second", 0),
    )


def _open_by_day(ranges: Any, first: date, last: date) -> dict[date, int]:
    """Premises open on each day, from how many begin and end when."""
    steps: dict[date, int] = {}
    grouped = ranges.order_by().values_list("from_date", "to_date").annotate(num=Count("pk"))
    for begins, ends, num in grouped:
        since = max(begins, first)
        steps[since] = steps.get(since, 0) + num
        if ends is not None and ends < last:
            steps[ends + _DAY] = steps.get(ends + _DAY, 0) - num
    counts, now, day = {}, 0, first
    while day <= last:
        now += steps.get(day, 0)
        counts[day] = now
        day += _DAY
    return counts


def _said_by_day(
    places: models.PremisesQuerySet,
    model: type[models.VisitCount] | type[models.IsolationCount],
    first: date,
    last: date,
) -> dict[date, dict[str, int]]:
    """What was reported of each day, of premises that were open on it."""
    nil = Q(**{model.FIRST: 0, model.SECOND: 0})
    counts: Any = model.objects.filter(
        daily.open_then("premises", "count_date"),
        premises__in=places.values("pk"),
        count_date__range=(first, last),
    )
    grouped = (
        counts.order_by()
        .values("count_date")
        .annotate(
            reported=Count("pk"),
            nil=Count("pk", filter=nil),
            first=Sum(model.FIRST),
            second=Sum(model.SECOND),
        )
    )
    return {row.pop("count_date"): row for row in grouped}
