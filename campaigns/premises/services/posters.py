"""The life of a sheet: one service an edge, one by one or a thousand at once."""

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, codes, errors, writing
from campaigns.premises import models
from campaigns.premises.services import coverage, evidence, linking

CODE_LETTERS = 10
_BATCH = 1000
P = models.PosterState


class PosterRefused(errors.Conflict):
    """The sheet is in a state from which the act does not lead, or the premises takes none."""


class SamePerson(PosterRefused):
    """Who posted a sheet does not verify it."""


class PayloadDiffers(PosterRefused):
    """The sheet on the wall does not hold the code of the premises."""


@dataclass(frozen=True)
class PosterDraft:
    """What sheet is wanted, for which spot, and where its own short link leads, if it bears one."""

    sheet: models.Sheet = models.Sheet.A4
    placement: str = ""
    is_bilingual: bool = False
    target: models.LinkTarget | None = None


def request_poster(
    *, premises: models.Premises, draft: PosterDraft, by: actor.Actor, at: datetime
) -> models.Poster:
    """Ask for a sheet.

    Raises:
        PosterRefused: the premises has no code yet, is not open, or the spot has a living sheet.
        TargetRefused: the target of its link has retired.
    """
    with writing.writing(by=by, at=at), coverage.tracked([premises.pk]):
        made = _request([premises.pk], draft, by, at)
        if not made:
            raise PosterRefused(_why_none(premises, draft))
        audit_services.record(
            "premises.poster_requested",
            made[0].premises,
            unit_id=made[0].premises.commune_id,
            after=_told(made[0]),
        )
        if draft.target is not None:
            unit_id = premises.commune_id
            linking.link_sheets(made, target=draft.target, unit_id=unit_id, by=by, at=at)
    premises.refresh_from_db()
    return made[0]


def request_posters(
    *, premises_ids: Sequence[int], draft: PosterDraft, by: actor.Actor, at: datetime
) -> list[models.Poster]:
    """Ask for a sheet for each premises that has a code, is open and has none at that spot."""
    with writing.writing(by=by, at=at), coverage.tracked(premises_ids):
        made = _request(premises_ids, draft, by, at)
        if made:
            _record_many("premises.posters_requested", made)
    return made


def issue_posters(*, poster_ids: Sequence[int], by: actor.Actor, at: datetime) -> int:
    """Release requested sheets for printing; return how many, others are left alone."""
    return _advance(poster_ids, P.ISSUED, "issued", "premises.posters_issued", by, at)


def mark_printed(*, poster_ids: Sequence[int], by: actor.Actor, at: datetime) -> int:
    """Note that issued sheets were printed; return how many, others are left alone."""
    return _advance(poster_ids, P.PRINTED, "printed", "premises.posters_printed", by, at)


def mark_posted(
    *,
    poster: models.Poster,
    by: actor.Actor,
    at: datetime,
    happened_at: datetime | None = None,
    photo: bytes | None = None,
) -> None:
    """Note that a printed sheet hangs where visitors see it; since when, if not since now.

    Args:
        photo: a picture of the sheet in its place, kept as evidence.

    Raises:
        PictureRefused: the photo is no picture.
        PosterRefused: it is not printed, hangs already, or the moment lies ahead.
    """
    moment = _moment(happened_at, at)
    with evidence.kept_file(photo) as kept:
        _move(poster, P.POSTED, by, at, kept=kept, posted_at=moment, posted_by=by.actor_id)


def mark_many_posted(
    *, posters: Sequence[models.Poster], by: actor.Actor, at: datetime
) -> list[models.Poster]:
    """Note that these hang since now, all in one go; return those that did not before.

    What is past this step, or belongs to a merged premises, is left alone.
    """
    moved: list[models.Poster] = []
    with writing.writing(by=by, at=at):
        for poster in sorted(posters, key=lambda row: row.pk):
            with contextlib.suppress(PosterRefused):
                mark_posted(poster=poster, by=by, at=at)
                moved.append(poster)
    return moved


def verify(
    *,
    poster: models.Poster,
    found_payload: str,
    by: actor.Actor,
    at: datetime,
    happened_at: datetime | None = None,
    photo: bytes | None = None,
) -> None:
    """Confirm that the sheet on the wall holds the code of the premises.

    Args:
        found_payload: what was read off the sheet itself, by scan or photo.
        photo: the picture off which it was read, kept as evidence.

    Raises:
        SamePerson: whoever posted it has somebody else verify it.
        PayloadDiffers: it holds another code, or the premises has another by now.
        PosterRefused: it does not hang.
    """
    moment = _moment(happened_at, at)
    is_standing = poster.checkpoint.state == models.CheckpointState.STANDING
    if poster.posted_by == by.actor_id:
        raise SamePerson(_("You posted this sheet: somebody else verifies it."))
    if found_payload.strip() != poster.checkpoint.payload or not is_standing:
        raise PayloadDiffers(_("The sheet does not hold the code of this premises."))
    if poster.posted_at is not None:
        moment = max(moment, poster.posted_at)  # two phones, two clocks
    with evidence.kept_file(photo) as kept:
        _move(poster, P.VERIFIED, by, at, kept=kept, verified_at=moment, verified_by=by.actor_id)


def report_damaged(*, poster: models.Poster, reason: str, by: actor.Actor, at: datetime) -> None:
    """Note that a sheet cannot be read or is gone; it no longer counts and wants replacing.

    Raises:
        PosterRefused: it is not printed or has ended.
    """
    _move(poster, P.DAMAGED, by, at, reason, **_ending(reason, by, at))


def revoke(*, poster: models.Poster, reason: str, by: actor.Actor, at: datetime) -> None:
    """Take a sheet out of use for good.

    Raises:
        PosterRefused: it was replaced or revoked already.
    """
    ending = {} if poster.state == P.DAMAGED else _ending(reason, by, at)
    _move(poster, P.REVOKED, by, at, reason, **ending)


def replace(*, poster: models.Poster, by: actor.Actor, at: datetime) -> models.Poster:
    """Ask for a new edition in the place of a damaged sheet; return the new one.

    Where the old one bore a link, the new one bears one that leads there too.

    Raises:
        PosterRefused: it is not damaged, or the premises has no code.
    """
    draft = PosterDraft(models.Sheet(poster.sheet), poster.placement, poster.is_bilingual)
    with writing.writing(by=by, at=at), coverage.tracked([poster.premises_id]):
        _take_edge(poster, P.REPLACED)
        made = _request([poster.premises_id], draft, by, at)
        if not made:
            raise PosterRefused(_why_none(poster.premises, draft))
        models.Poster.objects.filter(pk=made[0].pk).update(replaces=poster)
        audit_services.record(
            "premises.poster_replaced",
            poster.premises,
            unit_id=poster.premises.commune_id,
            before=_told(poster),
            after=_told(made[0]),
        )
        linking.link_like(poster, made[0], by=by, at=at)
    made[0].refresh_from_db()
    return made[0]


def revoke_sheets_of(
    checkpoint: models.Checkpoint, *, reason: str, by: actor.Actor, at: datetime
) -> int:
    """Revoke the living sheets of a code that is no longer in use, inside its service."""
    writing.current()
    living = models.Poster.objects.filter(checkpoint=checkpoint, state__in=models.LIVING)
    damaged = living.filter(state=P.DAMAGED).update(state=P.REVOKED)
    return damaged + living.update(state=P.REVOKED, **_ending(reason, by, at))


def _ending(reason: str, by: actor.Actor, at: datetime) -> dict[str, Any]:
    return {"ended_at": at, "ended_by": by.actor_id, "end_reason": reason[:400]}


def _moment(happened_at: datetime | None, at: datetime) -> datetime:
    if happened_at is not None and happened_at > at:
        raise PosterRefused(_("This moment lies ahead: look at the clock of the phone."))
    return happened_at or at


def _request(
    premises_ids: Sequence[int], draft: PosterDraft, by: actor.Actor, at: datetime
) -> list[models.Poster]:
    """Sheets for those that can have one; the premises are held by the caller."""
    made: list[models.Poster] = []
    for start in range(0, len(premises_ids), _BATCH):
        chunk = premises_ids[start : start + _BATCH]
        made += [_new(row, draft, by, at) for row in _checkpoints_without_sheet(chunk, draft)]
    if not made:
        return []
    try:
        with transaction.atomic():
            models.Poster.objects.bulk_create(made, batch_size=_BATCH)
    except IntegrityError as raced:
        raise PosterRefused(_("Somebody asked for a sheet at the same moment.")) from raced
    coverage.refresh_stages([row.premises_id for row in made])
    return made


def _checkpoints_without_sheet(
    premises_ids: Sequence[int], draft: PosterDraft
) -> list[models.Checkpoint]:
    taken = models.Poster.objects.filter(
        premises__in=premises_ids, placement=_placement(draft), state__in=models.LIVING
    )
    rows = models.Checkpoint.objects.filter(
        premises__in=premises_ids,
        premises__state=models.PremisesState.OPEN,
        premises__merged_into__isnull=True,
        state=models.CheckpointState.STANDING,
    ).exclude(premises__in=taken.values("premises"))
    latest = rows.annotate(last_edition=Max("premises__posters__edition"))
    return list(latest.select_related("premises").order_by("premises_id"))


def _new(
    checkpoint: models.Checkpoint, draft: PosterDraft, by: actor.Actor, at: datetime
) -> models.Poster:
    return models.Poster(
        premises=checkpoint.premises,
        checkpoint=checkpoint,
        edition=(getattr(checkpoint, "last_edition", None) or 0) + 1,
        code=codes.new_code(CODE_LETTERS),
        sheet=draft.sheet,
        placement=_placement(draft),
        is_bilingual=draft.is_bilingual,
        state=P.REQUESTED,
        requested_at=at,
        requested_by=by.actor_id,
    )


def _placement(draft: PosterDraft) -> str:
    return " ".join(draft.placement.split())[:60]


def _why_none(premises: models.Premises, draft: PosterDraft) -> str:
    premises.refresh_from_db()
    if not premises.is_active:
        return _("This premises is not open: no sheet is printed for it.")
    if not premises.has_checkpoint:
        return _("Enter the official code of the premises first: the sheet carries it.")
    return _("This spot has a sheet already. Name another spot, or replace the one there.")


def _advance(
    poster_ids: Sequence[int],
    to: models.PosterState,
    stem: str,
    verb: str,
    by: actor.Actor,
    at: datetime,
) -> int:
    """Take many sheets along one edge at once; coverage does not change before they hang."""
    moved: list[models.Poster] = []
    with writing.writing(by=by, at=at):
        for start in range(0, len(poster_ids), _BATCH):
            rows = models.Poster.objects.filter(
                pk__in=poster_ids[start : start + _BATCH], state__in=_sources(to)
            )
            held = list(rows.select_for_update().order_by("pk"))
            here = models.Poster.objects.filter(pk__in=[row.pk for row in held])
            here.update(state=to, **{f"{stem}_at": at, f"{stem}_by": by.actor_id})
            moved += held
        if moved:
            _record_many(verb, moved)
    return len(moved)


def _sources(to: models.PosterState) -> list[str]:
    return [s for s, targets in models.Poster.TRANSITIONS.items() if to in targets]


def _move(
    poster: models.Poster,
    to: models.PosterState,
    by: actor.Actor,
    at: datetime,
    reason: str = "",
    kept: models.PosterPhoto | None = None,
    **values: object,
) -> None:
    with writing.writing(by=by, at=at), coverage.tracked([poster.premises_id]):
        before = poster.state
        _take_edge(poster, to, **values)
        shown = evidence.attach(kept, poster, models.EvidenceStep(to), by=by, at=at) if kept else {}
        coverage.refresh_stages([poster.premises_id])
        audit_services.record(
            f"premises.poster_{to.lower()}",
            poster.premises,
            unit_id=poster.premises.commune_id,
            before={"state": before},
            after=_told(poster) | shown,
            reason=reason,
        )


def _take_edge(poster: models.Poster, to: models.PosterState, **values: object) -> None:
    """Take one edge of TRANSITIONS, if nobody else took one first."""
    standing = models.Premises.objects.standing()
    rows = models.Poster.objects.filter(pk=poster.pk, premises__in=standing)
    if not rows.exists():
        raise PosterRefused(_("This premises was merged into another: act on that one's sheets."))
    claimed = rows.filter(state__in=_sources(to)).update(state=to, **values)
    poster.refresh_from_db()
    if claimed != 1:
        raise PosterRefused(
            _("This sheet is %(state)s by now; nothing was changed.")
            % {"state": poster.get_state_display()}
        )


def _told(poster: models.Poster) -> dict[str, object]:
    return {
        "poster": poster.pk,
        "edition": poster.edition,
        "state": poster.state,
        "placement": poster.placement,
    }


def _record_many(verb: str, rows: list[models.Poster]) -> None:
    said = codes.canonical_json([row.code for row in rows])
    audit_services.record(
        verb, rows[0], after={"posters": len(rows), "sha256": hashlib.sha256(said).hexdigest()}
    )
