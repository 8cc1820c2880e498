"""Entering a place's official code and retiring it; what two places claim waits for a person."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, errors, writing
from campaigns.premises import models
from campaigns.premises.queries import payloads
from campaigns.premises.services import coverage, posters


class CheckpointRefused(errors.Conflict):
    """The code is in another state by now, or the premises takes none."""


def enter_checkpoint(
    *,
    premises: models.Premises,
    payload: str,
    source: models.CheckpointSource,
    by: actor.Actor,
    at: datetime,
) -> models.Checkpoint:
    """Keep the official code of a premises; return it, standing or contested.

    The same payload once more changes nothing. Another payload takes the place of the standing
    one, whose sheets are revoked. A payload that stands at another premises becomes a claim,
    which somebody resolves (`give_to_claimant`, `keep_holder`); nothing that stands is touched.

    Raises:
        PayloadRefused: it is surely no site code of the platform.
        CheckpointRefused: the premises was merged away or is closed for good.
    """
    kept = payloads.clean_payload(payload)
    with writing.writing(by=by, at=at), coverage.tracked([premises.pk]):
        _require_living(premises)
        standing = standing_at(premises)
        if standing is not None and standing.payload == kept:
            return standing
        row = models.Checkpoint(
            premises=premises,
            payload=kept,
            payload_sha256=payloads.digest_of(kept),
            source=source,
            entered_at=at,
            entered_by=by.actor_id,
        )
        if _holder_of(row) is not None:
            return _claim(row, by, at)
        if not _took_place(row, standing, by, at):
            _tell("premises.checkpoint_taken_meanwhile", row)
            return _claim(row, by, at)
        coverage.refresh_stages([premises.pk])
        _tell("premises.checkpoint_entered", row)
    return row


def retire_checkpoint(
    *, checkpoint: models.Checkpoint, reason: str, by: actor.Actor, at: datetime
) -> None:
    """Take a standing code out of use; its sheets are revoked with it.

    Raises:
        CheckpointRefused: it does not stand (any more).
    """
    with writing.writing(by=by, at=at), coverage.tracked([checkpoint.premises_id]):
        _retire(checkpoint, reason, by, at)
        coverage.refresh_stages([checkpoint.premises_id])
        _tell("premises.checkpoint_retired", checkpoint, reason=reason)


def give_to_claimant(
    *, claim: models.Checkpoint, reason: str, by: actor.Actor, at: datetime
) -> None:
    """Resolve a claim: the code is the claimant's. It leaves the other premises, with its sheets.

    Raises:
        CheckpointRefused: the claim was resolved already.
    """
    holder = _holder_of(claim)
    places = [claim.premises_id, *([holder.premises_id] if holder else [])]
    with writing.writing(by=by, at=at), coverage.tracked(places):
        if holder is not None and holder.premises_id != claim.premises_id:
            _retire(holder, reason, by, at)
            _tell("premises.checkpoint_given_away", holder, reason=reason)
        standing = standing_at(claim.premises)
        if standing is not None:
            _retire(standing, reason, by, at)
        try:
            with transaction.atomic():
                _take_edge(claim, models.CheckpointState.STANDING, standing_at=at)
        except IntegrityError as raced:
            raise CheckpointRefused(_("This code went to another premises meanwhile.")) from raced
        coverage.refresh_stages(places)
        _tell("premises.checkpoint_claim_granted", claim, reason=reason)


def keep_holder(*, claim: models.Checkpoint, reason: str, by: actor.Actor, at: datetime) -> None:
    """Resolve a claim: the code stays where it stands, and the claimant needs its own.

    Raises:
        CheckpointRefused: the claim was resolved already.
    """
    with writing.writing(by=by, at=at):
        _refuse(claim, reason, by, at)
        _tell("premises.checkpoint_claim_refused", claim, reason=reason)


def standing_at(premises: models.Premises) -> models.Checkpoint | None:
    """The code that a premises uses now."""
    rows = models.Checkpoint.objects.filter(
        premises=premises, state=models.CheckpointState.STANDING
    )
    return rows.first()


def _require_living(premises: models.Premises) -> None:
    premises.refresh_from_db(fields=["state", "merged_into"])
    if premises.merged_into_id is not None:
        raise CheckpointRefused(_("This premises was merged into another: enter the code there."))
    if premises.state == models.PremisesState.CLOSED:
        raise CheckpointRefused(_("This premises is closed for good: open it again first."))


def _took_place(
    row: models.Checkpoint, standing: models.Checkpoint | None, by: actor.Actor, at: datetime
) -> bool:
    """Put the code in the place of the standing one; False when its payload stands elsewhere.

    The unique key decides between two premises at once, so nothing is lost to a race.
    """
    row.state, row.standing_at = models.CheckpointState.STANDING, at
    try:
        with transaction.atomic():
            if standing is not None:
                _retire(standing, _("Replaced by another code."), by, at)
            row.save()
    except IntegrityError:
        if _holder_of(row) is None:
            raise
        return False
    return True


def _holder_of(row: models.Checkpoint) -> models.Checkpoint | None:
    rows = models.Checkpoint.objects.filter(
        payload_sha256=row.payload_sha256, state=models.CheckpointState.STANDING
    )
    return rows.select_related("premises").first()


def _claim(row: models.Checkpoint, by: actor.Actor, at: datetime) -> models.Checkpoint:
    """Keep what was entered as a claim; one claim a premises, the same one only once."""
    claims = models.Checkpoint.objects.filter(
        premises=row.premises, state=models.CheckpointState.CONTESTED
    )
    for earlier in claims:
        if earlier.payload == row.payload:
            return earlier
        _refuse(earlier, _("Another code was entered."), by, at)
    row.pk, row.standing_at = None, None
    row.state, row.contests = models.CheckpointState.CONTESTED, _holder_of(row)
    row.save(force_insert=True)
    _tell("premises.checkpoint_claimed", row)
    return row


def _retire(row: models.Checkpoint, reason: str, by: actor.Actor, at: datetime) -> None:
    _take_edge(
        row,
        models.CheckpointState.RETIRED,
        ended_at=at,
        ended_by=by.actor_id,
        end_reason=reason[:400],
    )
    posters.revoke_sheets_of(row, reason=reason, by=by, at=at)


def _refuse(row: models.Checkpoint, reason: str, by: actor.Actor, at: datetime) -> None:
    _take_edge(
        row,
        models.CheckpointState.REFUSED,
        ended_at=at,
        ended_by=by.actor_id,
        end_reason=reason[:400],
    )


def _take_edge(row: models.Checkpoint, to: models.CheckpointState, **values: object) -> None:
    """Take one edge of TRANSITIONS, if nobody else took one first."""
    sources = [s for s, targets in models.Checkpoint.TRANSITIONS.items() if to in targets]
    claimed = models.Checkpoint.objects.filter(pk=row.pk, state__in=sources).update(
        state=to, **values
    )
    row.refresh_from_db()
    if claimed != 1:
        raise CheckpointRefused(
            _("This code is %(state)s by now; nothing was changed.")
            % {"state": row.get_state_display()}
        )


def _tell(verb: str, row: models.Checkpoint, reason: str = "") -> None:
    """On the record of the premises: a digest, since the code opens the platform's page."""
    audit_services.record(
        verb,
        row.premises,
        unit_id=row.premises.commune_id,
        after={"payload_sha256": row.payload_sha256, "source": row.source},
        reason=reason,
    )
