"""Duties at a glance: a board by state, a month by due dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from campaigns.directives import models
from campaigns.directives.queries import calendar as calendars
from campaigns.kernel import counting

S = models.AssignmentState
# States in which somebody is waited for, from the silent unit to the one who decides.
BOARD_STATES = (S.ISSUED, S.ACKNOWLEDGED, S.IN_PROGRESS, S.RETURNED, S.REPORTED)
CARDS = 12


@dataclass(frozen=True)
class BoardColumn:
    """Duties in one state: how many, and those due first."""

    state: models.AssignmentState
    count: counting.Count
    rows: Sequence[models.Assignment]


def board(rows: models.AssignmentQuerySet, *, marks: models.Marks) -> list[BoardColumn]:
    """A column a state, each with its first cards; one query a column and one for the counts."""
    counts = counting.each_up_to([rows.filter(state=state) for state in BOARD_STATES])
    return [
        BoardColumn(state, count, _first(rows, state, marks))
        for state, count in zip(BOARD_STATES, counts, strict=True)
    ]


def _first(
    rows: models.AssignmentQuerySet, state: models.AssignmentState, marks: models.Marks
) -> list[models.Assignment]:
    loaded = rows.filter(state=state).timed(marks).select_related("unit", "obligation")
    return list(loaded.order_by("current_due_date", "pk")[:CARDS])


@dataclass(frozen=True)
class DueCount:
    """How many duties that are due on a day stand so."""

    state: models.TimeState
    count: int


@dataclass(frozen=True)
class DueDay:
    """A day of a month with what is due on it, and why it is not worked."""

    day: date
    is_outside: bool
    counts: Sequence[DueCount]
    day_off: str

    @property
    def total(self) -> int:
        return sum(one.count for one in self.counts)


def due_month(
    rows: models.AssignmentQuerySet,
    first: date,
    *,
    marks: models.Marks,
    calendar: calendars.Calendar,
) -> list[DueDay]:
    """Whole weeks around a month, with the duties in force by the day on which they are due."""
    following = (first + timedelta(days=32)).replace(day=1)
    start = first - timedelta(days=first.weekday())
    length = ((following - start).days + 6) // 7 * 7
    days = [start + timedelta(days=n) for n in range(length)]
    timed: QuerySet[Any] = rows.in_force().timed(marks)
    within = timed.filter(current_due_date__range=(days[0], days[-1]))
    found = within.values("current_due_date", "time_state").annotate(n=Count("pk"))
    counts = {
        (r["current_due_date"], r["time_state"]): r["n"] for r in found.order_by("time_state")
    }
    return [
        DueDay(
            day,
            day.month != first.month,
            [DueCount(s, n) for s in models.TimeState if (n := counts.get((day, s.value)))],
            "" if day.weekday() >= 5 or calendar.is_working_day(day) else calendar.explain(day),
        )
        for day in days
    ]
