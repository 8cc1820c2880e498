"""Weeks and months: Monday to Sunday, first to last of the month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from campaigns.scorecards import models

# Facts arrive late: phones without network, reports that are taken some days after they are due.
LATE_DAYS = 35


@dataclass(frozen=True)
class Period:
    """A week or month; both days belong to it."""

    kind: str
    start: date
    end: date


def period_of(kind: str, day: date) -> Period:
    """The period of a kind in which a day lies."""
    if kind == models.PeriodKind.WEEK:
        start = day - timedelta(days=day.weekday())
        return Period(kind, start, start + timedelta(days=6))
    start = day.replace(day=1)
    following = (start + timedelta(days=31)).replace(day=1)
    return Period(kind, start, following - timedelta(days=1))


def period_before(period: Period) -> Period:
    return period_of(period.kind, period.start - timedelta(days=1))


def periods_between(kind: str, first: date, last: date) -> Iterator[Period]:
    """Periods of a kind that have a day from the first to the last, in order."""
    period = period_of(kind, first)
    while period.start <= last:
        yield period
        period = period_of(kind, period.end + timedelta(days=1))


def periods_to_compute(on: date) -> list[Period]:
    """Those running, and those that ended so lately that facts of theirs may still arrive."""
    first = on - timedelta(days=LATE_DAYS)
    return [one for kind in models.PeriodKind for one in periods_between(kind, first, on)]
