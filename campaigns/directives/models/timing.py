"""How an assignment stands to its due date: derived from the row and a day, never stored.

The rules are said twice, for one row and for the database; tests hold both against a plain replay
of histories.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from campaigns.directives.models.vocabulary import DONE_STATES, OPEN_STATES, Strength


class TimeState(models.TextChoices):
    """The time states of a duty; what is only encouraged is measured and never overdue."""

    NOT_DUE = "NOT_DUE", _("not due yet")
    DUE_SOON = "DUE_SOON", _("due soon")
    OVERDUE = "OVERDUE", _("overdue")
    VERY_OVERDUE = "VERY_OVERDUE", _("long overdue")
    DONE_ON_TIME = "DONE_ON_TIME", _("done on time")
    DONE_LATE = "DONE_LATE", _("done late")


T = TimeState


@dataclass(frozen=True)
class Marks:
    """A day, and the days by which «soon» and «long overdue» are told, from the calendar.

    Due up to `soon_until` is soon; due before `very_before` is long overdue.
    """

    on: date
    soon_until: date
    very_before: date


class Timed(Protocol):
    """What the time state of a duty follows from."""

    state: str
    strength: str
    current_due_date: date | None
    missed_due_date: date | None
    reported_date: date | None
    paused_since_date: date | None

    @property
    def last_day(self) -> date | None: ...


def time_state(row: Timed, marks: Marks) -> TimeState:
    """How the duty stands on the day of the marks.

    Done is what the unit reported and nobody returned. Who missed a due date before it was
    extended is late whatever the new one says. While it is paused, and after its unit has ended,
    a duty neither nears nor passes its due date: what was overdue then stays so.
    """
    is_measured_only = row.strength == Strength.ENCOURAGE or row.current_due_date is None
    if row.state in DONE_STATES:
        return T.DONE_ON_TIME if is_measured_only or not _is_late(row) else T.DONE_LATE
    if row.state not in OPEN_STATES or is_measured_only or row.current_due_date is None:
        return T.NOT_DUE
    stopped = _stopped(row, marks.on)
    if stopped is not None:
        return T.OVERDUE if row.current_due_date < stopped else T.NOT_DUE
    return _running(row.current_due_date, marks)


def _is_late(row: Timed) -> bool:
    if row.missed_due_date is not None:
        return True
    due, done = row.current_due_date, row.reported_date
    return due is not None and done is not None and done > due


def _stopped(row: Timed, on: date) -> date | None:
    """Since when nothing is asked of the unit: the pause, or its own last day."""
    days = [row.paused_since_date] if row.paused_since_date and row.paused_since_date <= on else []
    if row.last_day is not None and row.last_day < on:
        days.append(row.last_day)
    return min(days, default=None)


def _running(due: date, marks: Marks) -> TimeState:
    if due < marks.very_before:
        return T.VERY_OVERDUE
    if due < marks.on:
        return T.OVERDUE
    return T.DUE_SOON if due <= marks.soon_until else T.NOT_DUE


def as_expression(marks: Marks) -> Case:
    """The same for the database, over assignments."""
    due = "current_due_date"
    is_measured_only = Q(strength=Strength.ENCOURAGE) | Q(current_due_date__isnull=True)
    is_late = Q(missed_due_date__isnull=False) | Q(reported_date__gt=F(due))
    is_paused = Q(paused_since_date__lte=marks.on)
    is_ended = Q(unit__valid_to_date__lt=marks.on)
    was_overdue = is_paused & Q(current_due_date__lt=F("paused_since_date")) & ~(
        is_ended & Q(current_due_date__gte=F("unit__valid_to_date"))
    ) | is_ended & Q(current_due_date__lt=F("unit__valid_to_date")) & ~(
        is_paused & Q(current_due_date__gte=F("paused_since_date"))
    )
    return Case(
        When(Q(state__in=DONE_STATES) & ~is_measured_only & is_late, then=Value(T.DONE_LATE)),
        When(state__in=DONE_STATES, then=Value(T.DONE_ON_TIME)),
        When(~Q(state__in=OPEN_STATES) | is_measured_only, then=Value(T.NOT_DUE)),
        When(was_overdue, then=Value(T.OVERDUE)),
        When(is_paused | is_ended, then=Value(T.NOT_DUE)),
        When(current_due_date__lt=marks.very_before, then=Value(T.VERY_OVERDUE)),
        When(current_due_date__lt=marks.on, then=Value(T.OVERDUE)),
        When(current_due_date__lte=marks.soon_until, then=Value(T.DUE_SOON)),
        default=Value(T.NOT_DUE),
        output_field=models.CharField(),
    )


def stopped(marks: Marks) -> Q:
    """Nothing is asked of the unit on the day: the duty is paused, or the unit has ended."""
    return Q(paused_since_date__isnull=False, paused_since_date__lte=marks.on) | Q(
        unit__valid_to_date__isnull=False, unit__valid_to_date__lt=marks.on
    )


_MEASURED = ~Q(strength=Strength.ENCOURAGE) & Q(current_due_date__isnull=False)
LATE = (
    Q(state__in=DONE_STATES)
    & _MEASURED
    & (Q(missed_due_date__isnull=False) | Q(reported_date__gt=F("current_due_date")))
)


def running(state: TimeState, marks: Marks) -> Q:
    """The same for one state, over assignments in force that are not stopped; in terms that an
    index tells."""
    is_open, due = Q(state__in=OPEN_STATES), "current_due_date"
    far = Q(current_due_date__gt=marks.soon_until) | Q(current_due_date__isnull=True)
    return {
        T.DONE_LATE: LATE,
        T.DONE_ON_TIME: Q(state__in=DONE_STATES) & ~LATE,
        T.VERY_OVERDUE: is_open & _MEASURED & Q((f"{due}__lt", marks.very_before)),
        T.OVERDUE: is_open
        & _MEASURED
        & Q((f"{due}__gte", marks.very_before), (f"{due}__lt", marks.on)),
        T.DUE_SOON: is_open
        & _MEASURED
        & Q((f"{due}__gte", marks.on), (f"{due}__lte", marks.soon_until)),
        T.NOT_DUE: is_open & (far | Q(strength=Strength.ENCOURAGE)),
    }[state]
