"""Taking one step of a criticism: by whom the table lets, claimed by one, told to the other."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.conduct import models, permissions, queries
from campaigns.conduct.services import files, refusals
from campaigns.kernel import writing

_MOMENTS = (
    *("drafted_at", "proposed_at", "notified_at", "received_at", "time_asked_at"),
    *("time_answered_at", "replied_at", "lapsed_at", "decided_at", "issued_at"),
    *("appealed_at", "appeal_decided_at", "revoked_at", "dropped_at"),
)


def check(name: str, row: models.Criticism, *, at: datetime) -> models.Edge:
    """The step, if the actor may take it now; asked inside the service, of the row as stored.

    Raises:
        StepRefused: the criticism stands elsewhere, or the actor may not.
        ClockBehind: the clock stands before the step before.
    """
    edge = models.EDGES[name]
    row.refresh_from_db()
    by = writing.current().by
    on = timezone.localdate(at)
    if isinstance(by, accounts_models.User):
        answer = permissions.may_take(by, edge, row, on=on)
    elif edge.permission is None:
        answer = permissions.stands(edge, row, on=on)
    else:
        raise refusals.StepRefused(_("A person has to do this, not Loa."))
    if not answer:
        raise refusals.StepRefused(answer.reason)
    last = max(moment for name in _MOMENTS if (moment := getattr(row, name)) is not None)
    if at < last:
        raise refusals.ClockBehind(
            _("The clock stands before the last step on record. Have it put right first.")
        )
    return edge


def take(
    row: models.Criticism,
    edge: models.Edge,
    *,
    values: Mapping[str, Any],
    reason: str = "",
    after: Mapping[str, Any] | None = None,
) -> None:
    """Claim the step by a filtered UPDATE: of two at once one wins; the step goes on record.

    Raises:
        StepRefused: somebody else was first.
    """
    before = row.state
    waiting = models.Criticism.objects.filter(
        pk=row.pk, state=before, time_asked_at=row.time_asked_at, reply_due_date=row.reply_due_date
    )
    target = F("state") if edge.target is None else edge.target
    claimed = waiting.update(state=target, **values)
    row.refresh_from_db()
    if claimed != 1:
        raise refusals.StepRefused(
            _("Somebody else was first: this criticism is “%(state)s” by now. Nothing was changed.")
            % {"state": row.get_state_display()}
        )
    audit_services.record(
        f"conduct.criticism_{edge.name}",
        row,
        unit_id=row.unit_id,
        before={"state": before},
        after={"state": row.state, **(after or {})},
        reason=reason,
    )


def say(
    row: models.Criticism,
    kind: models.StatementKind,
    text: str,
    *,
    days: int | None = None,
    found: Sequence[files.Kept] = (),
) -> dict[str, Any]:
    """Add a statement with its files; return what the record keeps of it."""
    write = writing.current()
    assert isinstance(write.by, accounts_models.User)  # noqa: S101  Loa says nothing
    statement = models.Statement(
        criticism=row, kind=kind, text=text, days=days, made_by=write.by, made_at=write.at
    )
    statement.save()
    rows = files.enter(row, found, write.by, statement)
    return {
        "statement": [statement.pk, queries.text_sha256(text)],
        "files": [file.sha256 for file in rows],
    }


def words(text: str, missing: str, *, limit: int = 8000) -> str:
    """What was said.

    Raises:
        ReasonMissing: nothing.
    """
    said = text.strip()[:limit]
    if not said:
        raise refusals.ReasonMissing(missing)
    return said
