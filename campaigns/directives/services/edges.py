"""Taking one edge of an assignment's states: claimed by one, told to the other."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.directives import models
from campaigns.kernel import actor, errors, writing

S = models.AssignmentState
NOTE_LETTERS = 1000


class AssignmentRefused(errors.Conflict):
    """The assignment is in a state from which the act does not lead, or a word is missing."""


def person(by: actor.Actor) -> accounts_models.User | None:
    """The person who acts; None for Loa itself."""
    return by if isinstance(by, accounts_models.User) else None


def said(words: str, missing: str, *, limit: int = NOTE_LETTERS) -> str:
    """The words in one line.

    Raises:
        AssignmentRefused: there are none.
    """
    line = " ".join(words.split())[:limit]
    if not line:
        raise AssignmentRefused(missing)
    return line


def take(
    row: models.Assignment,
    to: models.AssignmentState,
    *,
    values: Mapping[str, object],
    note: str = "",
    sources: Sequence[str] = (),
) -> None:
    """Bring the assignment into a state, inside the service; the step goes on record.

    Args:
        row: as the actor saw it; brought up to date.
        to: the state at the end of the edge.
        values: what changes along with it.
        note: the actor's own words.
        sources: from which states; by default all that lead there.

    Raises:
        AssignmentRefused: somebody else was first.
    """
    write = writing.current()
    before = row.state
    allowed = sources or [
        s for s, targets in models.Assignment.TRANSITIONS.items() if to in targets
    ]
    # As the actor saw it: what came back and went again meanwhile is another matter.
    rows = models.Assignment.objects.filter(
        pk=row.pk, state__in=allowed, reported_at=row.reported_at
    )
    claimed = rows.update(state=to, **values)
    row.refresh_from_db(fields=_STORED)
    if claimed != 1:
        raise past_this_step(row)
    step = models.AssignmentStep(
        assignment=row, state=to, note=note, made_at=write.at, made_by=person(write.by)
    )
    step.save()
    audit_services.record(
        f"directives.assignment_{to.lower()}",
        row,
        unit_id=row.unit_id,
        before={"state": before},
        after={"state": to},
        reason=note,
    )


_STORED = [
    "state",
    "original_due_date",
    "current_due_date",
    "missed_due_date",
    "paused_since_date",
    "issued_at",
    "issued_date",
    "reported_at",
    "reported_date",
    "settled_at",
]


def fresh(row: models.Assignment) -> None:
    """Bring the row up to date, keeping what was loaded along with it."""
    row.refresh_from_db(fields=_STORED)


def past_this_step(row: models.Assignment) -> AssignmentRefused:
    """Somebody was first: say what the assignment is by now."""
    return AssignmentRefused(
        _("This duty is “%(state)s” by now; nothing was changed.")
        % {"state": row.get_state_display()}
    )
