"""What is decided on a duty: accepted, returned with a reason, closed, cancelled."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.directives import models
from campaigns.directives.services import edges, telling
from campaigns.kernel import actor, writing

S = models.AssignmentState
_ACCEPTED = gettext_lazy("Your result was accepted: %(task)s.")
_RETURNED = gettext_lazy("Returned to you, see why: %(task)s.")
_CANCELLED = gettext_lazy("This duty was cancelled: %(task)s.")


def accept(*, assignment: models.Assignment, note: str, by: actor.Actor, at: datetime) -> None:
    """Accept what the unit reported.

    Raises:
        AssignmentRefused: nothing is reported, or somebody decided first.
    """
    words = " ".join(note.split())[: edges.NOTE_LETTERS]
    with writing.writing(by=by, at=at):
        edges.take(assignment, S.ACCEPTED, values={"settled_at": at}, note=words)
        telling.tell_unit(assignment, "accepted", _ACCEPTED, by=by, at=at)


def give_back(*, assignment: models.Assignment, reason: str, by: actor.Actor, at: datetime) -> None:
    """Return what was reported; the due date stays, and the report no longer counts.

    Raises:
        AssignmentRefused: no reason is given, nothing is reported, or somebody decided first.
    """
    words = edges.said(reason, _("Say what is still wanting."))
    values = {"reported_at": None, "reported_date": None}
    with writing.writing(by=by, at=at):
        edges.take(assignment, S.RETURNED, values=values, note=words)
        telling.tell_unit(assignment, "returned", _RETURNED, by=by, at=at)


def close(*, assignment: models.Assignment, by: actor.Actor, at: datetime) -> None:
    """Close an accepted duty: it no longer changes, and the unit may be given it anew.

    Raises:
        AssignmentRefused: it is not accepted, something handed down of it is still open, or
            somebody closed it first.
    """
    with writing.writing(by=by, at=at):
        if models.Assignment.objects.filter(parent=assignment).open().exists():
            raise edges.AssignmentRefused(
                _("Units below still work at it: wait for them, or cancel theirs.")
            )
        edges.take(assignment, S.CLOSED, values={})


def cancel_many(
    *, assignments: Sequence[models.Assignment], reason: str, by: actor.Actor, at: datetime
) -> int:
    """Cancel several duties, all or none; return how many, with what was handed down of them.

    Raises:
        AssignmentRefused: as `cancel`.
    """
    count = 0
    with writing.writing(by=by, at=at):
        for row in assignments:
            edges.fresh(row)
            if row.state != S.CANCELLED:  # with one of those that it was handed down from
                count += cancel(assignment=row, reason=reason, by=by, at=at)
    return count


def cancel(*, assignment: models.Assignment, reason: str, by: actor.Actor, at: datetime) -> int:
    """Cancel a duty that is not accepted, and what was handed down of it; return how many.

    Raises:
        AssignmentRefused: no reason is given, or it is accepted, closed or cancelled already.
    """
    words = edges.said(reason, _("Say why it is cancelled."))
    sources = [s for s, targets in models.Assignment.TRANSITIONS.items() if S.CANCELLED in targets]
    cancelled = []
    with writing.writing(by=by, at=at):
        waiting = [assignment]
        while waiting:
            row = waiting.pop()
            values = {"reported_at": None, "reported_date": None, "paused_since_date": None}
            edges.take(row, S.CANCELLED, values=values, note=words)
            cancelled.append(row)
            below = models.Assignment.objects.filter(parent=row, state__in=sources)
            waiting += below.select_related("unit", "obligation").order_by("pk")
        for row in cancelled:
            telling.tell_unit(row, "cancelled", _CANCELLED, by=by, at=at)
    return len(cancelled)
