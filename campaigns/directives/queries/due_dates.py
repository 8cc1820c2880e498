"""How due dates come about and move: counted from the rule and the history, and told in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.directives import models
from campaigns.directives.queries import calendar as calendars

R = models.DueRule
K = models.DueChangeKind
_DAY = timedelta(days=1)


def marks_on(on: date, calendar: calendars.Calendar) -> models.Marks:
    """The days by which time states are told on a day (`LOA_DUE_SOON_DAYS`,
    `LOA_VERY_OVERDUE_DAYS`, both in working days)."""
    return models.Marks(
        on=on,
        soon_until=calendar.add_working_days(on, settings.LOA_DUE_SOON_DAYS),
        very_before=calendar.add_working_days(on, -settings.LOA_VERY_OVERDUE_DAYS),
    )


def first_due(
    rule: str,
    *,
    days: int | None,
    stated: date | None,
    issued: date,
    calendar: calendars.Calendar,
) -> date | None:
    """The due date that a rule gives at issue; None where there is no deadline.

    Raises:
        OutsideCalendar: it falls beyond the years that the calendar knows.
    """
    if rule == R.FIXED and stated is not None:
        return calendar.next_working_day(stated)
    if rule == R.WORKING_DAYS and days is not None:
        return calendar.add_working_days(issued, days)
    return None


def after_pause(due: date, first: date, resumed: date, calendar: calendars.Calendar) -> date:
    """The due date moved by the working days that a pause took, its last day not among them."""
    taken = calendar.working_days_between(first - _DAY, resumed - _DAY)
    return calendar.add_working_days(due, taken) if taken else due


def replayed(
    row: models.Assignment,
    changes: Iterable[models.DueChange],
    calendar: calendars.Calendar,
) -> date | None:
    """The current due date counted anew: from the rule at issue, through extensions and pauses.

    Args:
        row: issued already.
        changes: its moves in order; those by the calendar follow from it and are passed over.
        calendar: as it stands, or would stand.
    """
    if row.issued_date is None:
        return None
    due = first_due(
        row.due_rule,
        days=row.due_days,
        stated=row.due_stated_date,
        issued=row.issued_date,
        calendar=calendar,
    )
    for change in changes:
        if due is not None:
            due = _moved(due, change, calendar)
    return due


def _moved(due: date, change: models.DueChange, calendar: calendars.Calendar) -> date:
    if change.kind == K.EXTENSION and change.stated_date is not None:
        return calendar.next_working_day(change.stated_date)
    if change.kind == K.PAUSE and change.paused_from_date and change.resumed_date:
        return after_pause(due, change.paused_from_date, change.resumed_date, calendar)
    return due


@dataclass(frozen=True)
class Move:
    """An assignment whose due date another calendar moves."""

    assignment: models.Assignment
    from_date: date
    to_date: date


def running_over(day: date) -> models.AssignmentQuerySet:
    """Assignments that nobody accepted yet, whose time runs over a day.

    What is reported may still be returned, and is then due by the calendar of that day.
    """
    rows: models.AssignmentQuerySet = models.Assignment.objects.filter(
        state__in=[*models.OPEN_STATES, models.AssignmentState.REPORTED],
        issued_date__lte=day,
        current_due_date__gte=day,
    )
    return rows


def moves(day: date, calendar: calendars.Calendar) -> Iterator[Move]:
    """Assignments that a change of one day of the calendar moves, in the order of their due dates.
    Only those are looked at whose time runs over that day."""
    over = running_over(day)
    rows = over.select_related("unit", "obligation").prefetch_related("due_changes")
    for row in rows.order_by("current_due_date", "pk").iterator(chunk_size=1000):
        changes = sorted(row.due_changes.all(), key=lambda change: change.pk)
        due = replayed(row, changes, calendar)
        before = row.current_due_date
        if due is not None and before is not None and due != before:
            yield Move(row, before, due)


def calendar_with(day: date, entered: calendars.Entered | None) -> calendars.Calendar:
    """The calendar as it would stand with another decision on a day, or with none."""
    known = dict(calendars.working_calendar().entered)
    known.pop(day, None)
    if entered is not None:
        known[day] = entered
    return calendars.Calendar(known)


def said_day(day: date | None) -> str:
    return date_format(day, "d/m/Y") if day is not None else ""


def due_words(
    row: models.Assignment,
    changes: Iterable[models.DueChange],
    calendar: calendars.Calendar,
) -> list[str]:
    """How the due date came to be what it is, a sentence each."""
    words = [_rule_words(row, calendar)]
    words += [_change_words(change, calendar) for change in changes]
    if row.missed_due_date is not None:
        words.append(
            _("The due date of %(day)s had passed when it was extended: that stays late.")
            % {"day": said_day(row.missed_due_date)}
        )
    if row.paused_since_date is not None:
        words.append(
            _("Paused since %(day)s: its time stands still.")
            % {"day": said_day(row.paused_since_date)}
        )
    return words


def _rule_words(row: models.Assignment, calendar: calendars.Calendar) -> str:
    if row.due_rule == R.NONE:
        return _("No deadline: the letter states none, and none was set.")
    if row.due_rule == R.WORKING_DAYS and row.due_days is not None:
        if row.issued_date is None:
            return ngettext(
                "%(days)s working day from issue.",
                "%(days)s working days from issue.",
                row.due_days,
            ) % {"days": row.due_days}
        return ngettext(
            "%(days)s working day after the issue of %(issued)s gives %(due)s.",
            "%(days)s working days after the issue of %(issued)s give %(due)s.",
            row.due_days,
        ) % {
            "days": row.due_days,
            "issued": said_day(row.issued_date),
            "due": said_day(row.original_due_date),
        }
    return _stated_words(row.due_stated_date, row.original_due_date, calendar)


def _stated_words(stated: date | None, due: date | None, calendar: calendars.Calendar) -> str:
    """A date as somebody wrote it, and what became of it on a day that is not worked."""
    if stated is None:
        return ""
    if due is None or stated == due:
        return _("Set for %(day)s.") % {"day": said_day(stated)}
    return _(
        "Set for %(day)s, which is not worked (%(why)s): due on the next working day, %(due)s (Civil Code, Article 148.5)."
    ) % {"day": said_day(stated), "why": calendar.explain(stated), "due": said_day(due)}


def _change_words(change: models.DueChange, calendar: calendars.Calendar) -> str:
    values = {
        "from": said_day(change.from_date),
        "to": said_day(change.to_date),
        "reason": change.reason,
        "day": said_day(change.calendar_date),
        "first": said_day(change.paused_from_date),
        "resumed": said_day(change.resumed_date),
    }
    if change.kind == K.EXTENSION:
        words = _("Extended from %(from)s to %(to)s: %(reason)s.") % values
        if change.stated_date is not None and change.stated_date != change.to_date:
            words += " " + _stated_words(change.stated_date, change.to_date, calendar)
        return words
    if change.kind == K.HOLIDAY:
        return _("Moved from %(from)s to %(to)s, because %(day)s changed: %(reason)s.") % values
    if change.to_date is None or change.to_date == change.from_date:
        return _("Paused from %(first)s, resumed on %(resumed)s: %(reason)s.") % values
    return (
        _(
            "Moved from %(from)s to %(to)s by the pause from %(first)s until it was resumed on %(resumed)s: %(reason)s."
        )
        % values
    )
