"""Duties over weeks: from issue to due date, more time, lateness, and the day on which it was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models as db
from django.db.models import Q

from campaigns.directives import models

# Rows that a page draws; more are narrowed by the filters.
MOST_ROWS = 100
_DAY = timedelta(days=1)


class Stretch(db.TextChoices):
    """What a part of a bar says."""

    PLANNED = "planned", "planned"
    EXTENDED = "extended", "extended"
    LATE = "late", "late"


@dataclass(frozen=True)
class Window:
    """The weeks that are shown, Monday to Sunday."""

    first: date
    weeks: int

    @property
    def last(self) -> date:
        return self.first + timedelta(days=7 * self.weeks - 1)

    @property
    def mondays(self) -> list[date]:
        return [self.first + timedelta(days=7 * n) for n in range(self.weeks)]

    def place(self, day: date) -> float:
        """Where the day begins, in hundredths of the width."""
        return round((day - self.first).days * 100 / (7 * self.weeks), 3)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Part:
    """A part of a bar inside the window: where it begins, and how wide it is."""

    stretch: Stretch
    start: float
    width: float


@dataclass(frozen=True)
class Bar:
    """A duty with its parts; `done_at` and `due_at` are places, None outside the window."""

    row: models.Assignment
    parts: Sequence[Part]
    due_at: float | None
    done_at: float | None


@dataclass(frozen=True)
class Timeline:
    """The bars of a window; `has_more` where there are others that it does not draw."""

    window: Window
    bars: Sequence[Bar]
    has_more: bool
    today_at: float | None


def timeline(rows: models.AssignmentQuerySet, window: Window, *, marks: models.Marks) -> Timeline:
    """Duties in force that were under way in the window, by due date; two queries at most."""
    is_near = Q(reported_date__isnull=True) | Q(reported_date__gte=window.first)
    found = rows.in_force().filter(is_near, issued_date__lte=window.last).timed(marks)
    loaded = found.select_related("unit", "obligation__clause")
    shown = list(loaded.order_by("current_due_date", "pk")[: MOST_ROWS + 1])
    return Timeline(
        window,
        [_bar(row, window, marks.on) for row in shown[:MOST_ROWS]],
        len(shown) > MOST_ROWS,
        window.place(marks.on) if window.holds(marks.on) else None,
    )


def _bar(row: models.Assignment, window: Window, today: date) -> Bar:
    cut = (_part(stretch, first, last, window) for stretch, first, last in stretches(row, today))
    due, done = row.current_due_date, row.reported_date
    return Bar(
        row,
        [part for part in cut if part is not None],
        window.place(due + _DAY) if due and window.holds(due) else None,
        window.place(done) if done and window.holds(done) else None,
    )


def stretches(row: Any, today: date) -> list[tuple[Stretch, date, date]]:
    """What the days of a duty with its `time_state` were, each with its first and last one.

    Until the first due date as planned, from then to the present one as extended, and after that
    late until it was done, or until today. Without a deadline it runs until it is done.
    """
    begun = row.issued_date or today
    done = row.reported_date
    due = row.current_due_date
    if due is None:
        return [(Stretch.PLANNED, begun, max(begun, done or today))]
    planned = min(row.original_due_date or due, due)
    found = [(Stretch.PLANNED, begun, planned)]
    if due > planned:
        found.append((Stretch.EXTENDED, planned + _DAY, due))
    # Days of lateness are those that the time state tells; a pause or an ended unit has none.
    is_late = row.time_state in {models.TimeState.OVERDUE, models.TimeState.VERY_OVERDUE}
    end = done or (today if is_late else None)
    if row.strength != models.Strength.ENCOURAGE and end is not None and end > due:
        found.append((Stretch.LATE, due + _DAY, end))
    return found


def _part(stretch: Stretch, first: date, last: date, window: Window) -> Part | None:
    start, end = max(first, window.first), min(last, window.last)
    if end < start:
        return None
    place = window.place(start)
    return Part(stretch, place, round(window.place(end + _DAY) - place, 3))
