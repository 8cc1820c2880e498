"""Giving an obligation to units: as drafts, or at once; and handing it down the tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.audit import services as audit_services
from campaigns.directives import models, queries
from campaigns.directives.services import edges, telling
from campaigns.kernel import actor, errors, writing
from campaigns.units import models as units_models

S = models.AssignmentState
R = models.DueRule
MOST_DAYS = 1000


class IssueRefused(errors.LoaError):
    """Nothing can be given out like this."""


@dataclass(frozen=True)
class Due:
    """How the due date comes about: none, a date, or working days from issue."""

    rule: models.DueRule = R.NONE
    days: int | None = None
    on_date: date | None = None


@dataclass(frozen=True)
class IssueDraft:
    """What is given to whom, until when, with which words."""

    obligation: models.Obligation
    choice: queries.Choice
    due: Due
    note: str = ""
    is_draft: bool = False


@dataclass(frozen=True)
class Issued:
    """What came of it: new assignments, and units that had the duty already."""

    made: Sequence[models.Assignment]
    already: Sequence[units_models.Unit]


def issue(*, draft: IssueDraft, by: actor.Actor, at: datetime) -> Issued:
    """Give the obligation to everybody chosen who does not have it; asked twice, it is given once.

    Raises:
        IssueRefused: nobody is chosen, the deadline makes no sense or is over, or two gave it out
            at the same moment; nothing was given.
        queries.OutsideCalendar: the due date lies beyond the calendar.
    """
    on = timezone.localdate(at)
    _check(draft.due, on)
    with writing.writing(by=by, at=at):
        # Held to the end: whoever comes second sees what the first gave out.
        models.Obligation.objects.select_for_update().get(pk=draft.obligation.pk)
        asked = queries.receivers(draft.obligation, draft.choice, on=on)
        if not asked:
            raise IssueRefused(
                _("Nobody is chosen: name units, a kind of unit or a part of the tree.")
            )
        calendar = queries.working_calendar()
        made = [
            _new(draft, receiver, calendar, at)
            for receiver in asked
            if receiver.standing_pk is None
        ]
        if made:
            write_rows(made, by=by, at=at)
            _record(draft.obligation, made, by)
        if not draft.is_draft:
            telling.tell_issued(made, by=by, at=at)
    return Issued(made, [receiver.unit for receiver in asked if receiver.standing_pk is not None])


def _check(due: Due, on: date) -> None:
    if due.rule == R.FIXED and due.on_date is None:
        raise IssueRefused(_("Say by which day."))
    if due.rule == R.FIXED and due.on_date is not None and due.on_date < on:
        raise IssueRefused(_("The due date is over: choose today or a later day."))
    if due.rule == R.WORKING_DAYS and not 1 <= (due.days or 0) <= MOST_DAYS:
        raise IssueRefused(
            _("Say within how many working days: from 1 to %(most)s.") % {"most": MOST_DAYS}
        )


def _new(
    draft: IssueDraft,
    receiver: queries.Receiver,
    calendar: queries.Calendar,
    at: datetime,
) -> models.Assignment:
    row = models.Assignment(
        obligation=draft.obligation,
        unit=receiver.unit,
        duty=receiver.duty,
        strength=receiver.strength,
        note=draft.note.strip()[:2000],
        due_rule=draft.due.rule,
        due_days=draft.due.days if draft.due.rule == R.WORKING_DAYS else None,
        due_stated_date=draft.due.on_date if draft.due.rule == R.FIXED else None,
    )
    if not draft.is_draft:
        issue_row(row, calendar, at)
    return row


def issue_row(row: models.Assignment, calendar: queries.Calendar, at: datetime) -> None:
    """Fill in what an issued assignment has; its due date counts from today."""
    today = timezone.localdate(at)
    due = queries.first_due(
        row.due_rule,
        days=row.due_days,
        stated=row.due_stated_date,
        issued=today,
        calendar=calendar,
    )
    row.state, row.issued_at, row.issued_date = S.ISSUED, at, today
    row.original_due_date = row.current_due_date = due


def write_rows(made: Sequence[models.Assignment], *, by: actor.Actor, at: datetime) -> None:
    """Store new assignments with their first step, inside a service.

    Raises:
        IssueRefused: one of them stands already.
    """
    try:
        with transaction.atomic():
            models.Assignment.objects.bulk_create(made, batch_size=500)
    except IntegrityError as raced:
        raise IssueRefused(
            _("Somebody gave this to one of the units at the same moment; nothing was given.")
        ) from raced
    steps = [
        models.AssignmentStep(
            assignment=row,
            state=row.state,
            note=row.note[: edges.NOTE_LETTERS],
            made_at=at,
            made_by=edges.person(by),
        )
        for row in made
    ]
    models.AssignmentStep.objects.bulk_create(steps, batch_size=500)


def _record(
    obligation: models.Obligation, made: Sequence[models.Assignment], by: actor.Actor
) -> None:
    """One event for all of them: each assignment has its own step beside it."""
    audit_services.record(
        "directives.obligation_issued",
        obligation,
        after={
            "state": made[0].state,
            "count": len(made),
            "units": [row.unit_id for row in made],
            "due": made[0].current_due_date.isoformat() if made[0].current_due_date else "",
        },
    )


def issue_draft(*, assignment: models.Assignment, by: actor.Actor, at: datetime) -> None:
    """Issue what was being prepared; its due date counts from today.

    Raises:
        IssueRefused: its date is over.
        AssignmentRefused: it is issued or cancelled already.
    """
    _check(
        Due(models.DueRule(assignment.due_rule), assignment.due_days, assignment.due_stated_date),
        timezone.localdate(at),
    )
    wanted = models.Assignment(
        due_rule=assignment.due_rule,
        due_days=assignment.due_days,
        due_stated_date=assignment.due_stated_date,
    )
    issue_row(wanted, queries.working_calendar(), at)
    values = {
        "issued_at": at,
        "issued_date": wanted.issued_date,
        "original_due_date": wanted.original_due_date,
        "current_due_date": wanted.current_due_date,
    }
    with writing.writing(by=by, at=at):
        edges.take(assignment, S.ISSUED, values=values)
        telling.tell_issued([assignment], by=by, at=at)


@dataclass(frozen=True)
class HandDown:
    """To which units below an assignment goes on; without a date, by its own due date."""

    unit_ids: Sequence[int]
    by_date: date | None = None
    note: str = ""


def hand_down(
    *, assignment: models.Assignment, draft: HandDown, by: actor.Actor, at: datetime
) -> Issued:
    """Give an assignment on to units below; its own unit stays answerable.

    The children are due no later than it is. That it was handed on is progress.

    Raises:
        IssueRefused: no unit below is chosen, one stands elsewhere, or the date is over or later
            than its own due date.
        AssignmentRefused: it is closed, cancelled, reported or paused.
    """
    on = timezone.localdate(at)
    with writing.writing(by=by, at=at):
        edges.fresh(assignment)
        due = _due_below(assignment, draft.by_date, on)
        units = {unit.pk: unit for unit in queries.units_below(assignment.unit, on=on)}
        if not draft.unit_ids:
            raise IssueRefused(_("Nobody is chosen: tick the units that it goes on to."))
        if not set(draft.unit_ids) <= units.keys():
            raise IssueRefused(_("One of these units does not stand below: nothing was given."))
        standing = queries.standing_of(assignment.obligation, draft.unit_ids)
        calendar = queries.working_calendar()
        made = [
            _child(assignment, units[pk], due, draft.note, calendar, at)
            for pk in dict.fromkeys(draft.unit_ids)
            if pk not in standing
        ]
        if made:
            write_rows(made, by=by, at=at)
            note = ngettext(
                "Handed down to %(count)s unit", "Handed down to %(count)s units", len(made)
            ) % {"count": len(made)}
            edges.take(assignment, S.IN_PROGRESS, values={}, note=note)
            _record(assignment.obligation, made, by)
        telling.tell_issued(made, by=by, at=at)
    return Issued(made, [units[pk] for pk in standing])


def _due_below(parent: models.Assignment, by_date: date | None, on: date) -> date | None:
    """By when the units below are asked; their parent's due date where nobody says."""
    if not parent.is_open:
        raise edges.past_this_step(parent)
    if parent.paused_since_date is not None:
        raise edges.AssignmentRefused(_("This duty is paused: resume it first."))
    if by_date is None:
        return parent.current_due_date
    if by_date < on:
        raise IssueRefused(_("The due date is over: choose today or a later day."))
    limit = parent.current_due_date
    if limit is not None and queries.working_calendar().next_working_day(by_date) > limit:
        raise IssueRefused(
            _("Your own duty is due on %(day)s: units below are due no later.")
            % {"day": queries.said_day(limit)}
        )
    return by_date


def _child(
    parent: models.Assignment,
    unit: units_models.Unit,
    due: date | None,
    note: str,
    calendar: queries.Calendar,
    at: datetime,
) -> models.Assignment:
    strength = queries.strength_for(parent.obligation, unit)
    row = models.Assignment(
        obligation=parent.obligation,
        unit=unit,
        parent=parent,
        duty=models.Duty.LEAD,
        strength=strength if parent.strength == models.Strength.ASSIGN else parent.strength,
        note=note.strip()[:2000],
        due_rule=R.NONE if due is None else R.FIXED,
        due_stated_date=due,
    )
    issue_row(row, calendar, at)
    return row
