"""Moving due dates: extended with a reason, paused and resumed, counted anew by the calendar."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.audit import services as audit_services
from campaigns.directives import models, queries
from campaigns.directives.services import edges, telling
from campaigns.kernel import actor, writing

K = models.DueChangeKind
_EXTENDED = gettext_lazy("Due date extended to %(due)s: %(task)s.")


def extend(
    *, assignment: models.Assignment, to: date, reason: str, by: actor.Actor, at: datetime
) -> None:
    """Give more time. The due date at first is kept, and so is the lateness of who had missed the
    present one.

    Raises:
        AssignmentRefused: no reason is given, the duty is not open, has no deadline or is paused,
            the day is not later than the present due date, or later than that of the duty that it
            was handed down from; or somebody moved it at the same moment.
    """
    words = edges.said(reason, _("Say why it is extended."), limit=400)
    with writing.writing(by=by, at=at):
        edges.fresh(assignment)
        due = _extended(assignment, to)
        before = assignment.current_due_date
        values: dict[str, object] = {"current_due_date": due}
        if _is_missed(assignment, timezone.localdate(at)) and assignment.missed_due_date is None:
            values["missed_due_date"] = before
        _claim(assignment, values)
        change = _change(assignment, K.EXTENSION, words, before=before)
        change.stated_date = to
        change.save()
        _record("directives.due_date_extended", assignment, before, words)
        telling.tell_unit(assignment, "extended", _EXTENDED, by=by, at=at)


def _is_missed(row: models.Assignment, today: date) -> bool:
    """Whether the due date passed while the unit existed."""
    last = min(today, row.last_day or today)
    return row.current_due_date is not None and row.current_due_date < last


def _extended(row: models.Assignment, to: date) -> date:
    _need_open(row)
    if row.current_due_date is None:
        raise edges.AssignmentRefused(_("This duty has no deadline that could be extended."))
    if row.paused_since_date is not None:
        raise edges.AssignmentRefused(_("This duty is paused: resume it first."))
    due = queries.working_calendar().next_working_day(to)
    if due <= row.current_due_date:
        raise edges.AssignmentRefused(
            _("It is due on %(day)s already: an extension ends later.")
            % {"day": queries.said_day(row.current_due_date)}
        )
    limit = row.parent.current_due_date if row.parent is not None else None
    if limit is not None and due > limit:
        raise edges.AssignmentRefused(
            _("The duty that it was handed down from is due on %(day)s: extend that one first.")
            % {"day": queries.said_day(limit)}
        )
    return due


def _need_open(row: models.Assignment) -> None:
    if not row.is_open:
        raise edges.past_this_step(row)


def pause(*, assignment: models.Assignment, reason: str, by: actor.Actor, at: datetime) -> None:
    """Let the time of a duty stand still from today on.

    Raises:
        AssignmentRefused: no reason is given, the duty is not open, or is paused already.
    """
    words = edges.said(reason, _("Say why it is paused."), limit=400)
    with writing.writing(by=by, at=at):
        edges.fresh(assignment)
        _need_open(assignment)
        if assignment.paused_since_date is not None:
            raise edges.AssignmentRefused(_("This duty is paused already."))
        _claim(assignment, {"paused_since_date": timezone.localdate(at)})
        _record("directives.assignment_paused", assignment, assignment.current_due_date, words)


def resume(*, assignment: models.Assignment, reason: str, by: actor.Actor, at: datetime) -> None:
    """Let the time run on: the due date moves by the working days that the pause took.

    Raises:
        AssignmentRefused: no reason is given, or the duty is not paused.
    """
    words = edges.said(reason, _("Say why it goes on."), limit=400)
    today = timezone.localdate(at)
    with writing.writing(by=by, at=at):
        edges.fresh(assignment)
        since, before = assignment.paused_since_date, assignment.current_due_date
        if since is None or not assignment.is_open:
            raise edges.AssignmentRefused(_("This duty is not paused."))
        calendar = queries.working_calendar()
        due = before and queries.after_pause(before, since, today, calendar)
        _claim(assignment, {"paused_since_date": None, "current_due_date": due})
        change = _change(assignment, K.PAUSE, words, before=before)
        change.paused_from_date, change.resumed_date = since, today
        change.save()
        _record("directives.assignment_resumed", assignment, before, words)


def _claim(row: models.Assignment, values: dict[str, object]) -> None:
    """Move it, if it is still as it was seen."""
    rows = models.Assignment.objects.filter(
        pk=row.pk,
        state__in=models.OPEN_STATES,
        current_due_date=row.current_due_date,
        paused_since_date=row.paused_since_date,
    )
    if rows.update(**values) != 1:
        edges.fresh(row)
        raise edges.AssignmentRefused(
            _("Somebody changed this duty at the same moment: look at it again.")
        )
    edges.fresh(row)


def _change(
    row: models.Assignment, kind: models.DueChangeKind, reason: str, *, before: date | None
) -> models.DueChange:
    write = writing.current()
    return models.DueChange(
        assignment=row,
        kind=kind,
        from_date=before,
        to_date=row.current_due_date,
        reason=reason,
        made_at=write.at,
        made_by=edges.person(write.by),
    )


def _record(verb: str, row: models.Assignment, before: date | None, reason: str) -> None:
    audit_services.record(
        verb,
        row,
        unit_id=row.unit_id,
        before={"due": before.isoformat() if before else ""},
        after={"due": row.current_due_date.isoformat() if row.current_due_date else ""},
        reason=reason,
    )


def follow_calendar(day: date, reason: str) -> list[queries.Move]:
    """Count anew what a day of the calendar moves, inside the service that changed the day; return
    what moved."""
    # Held to the end: an extension at the same moment waits, and then finds the date moved.
    list(queries.running_over(day).select_for_update().values_list("pk", flat=True))
    moved = list(queries.moves(day, queries.working_calendar()))
    changes = []
    for move in moved:
        row = move.assignment
        row.current_due_date = move.to_date
        change = _change(row, K.HOLIDAY, reason, before=move.from_date)
        change.calendar_date = day
        changes.append(change)
    rows = [move.assignment for move in moved]
    if not moved:
        return []
    models.Assignment.objects.bulk_update(rows, ["current_due_date"], batch_size=500)
    models.DueChange.objects.bulk_create(changes, batch_size=500)
    return moved
