"""Freezing what was published into scripts, and taking them back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcast_models
from campaigns.broadcasts import services as broadcast_services
from campaigns.kernel import actor, languages, writing
from cms import blocks, models, queries
from cms.queries import measures


@dataclass(frozen=True)
class Piece:
    """One text of a page: the web text itself or a rendition."""

    medium: str
    language: str
    title: str
    text: str
    recording: broadcast_models.Recording | None = None


def pieces_of(page: models.GuidancePage) -> Iterator[Piece]:
    """The Vietnamese web text, then every rendition, as they stand on the public page."""
    web = f"{page.summary}\n{blocks.plain_text(page.body)}".strip()
    yield Piece(broadcast_models.Medium.WEB, languages.Language.VIETNAMESE, page.title, web)
    renditions = page.renditions.select_related("recording")
    for r in renditions.order_by("medium", "language", "pk"):
        yield Piece(r.medium, r.language, r.title, r.text, r.recording)


def freeze_scripts(*, approval: models.PublishApproval, by: actor.Actor, at: datetime) -> int:
    """Freeze each text of the published revision that has no script yet; return how many.

    Scripts for media that fill air time are placed in the next slot of the newsroom's own outlet
    at once, in the transaction that makes the page public.
    """
    with writing.writing(by=by, at=at):
        page = models.GuidancePage.objects.get(pk=approval.page_id)
        newsroom = queries.newsroom_of(page)
        outlet, voice = queries.outlet_of(newsroom), queries.voice_of(newsroom)
        frozen = set(
            broadcast_models.Script.objects.filter(
                page_id=page.pk, revision_id=approval.revision_id
            ).values_list("medium", "language")
        )
        fresh = [p for p in pieces_of(page) if (p.medium, p.language) not in frozen]
        for piece in fresh:
            script = broadcast_services.freeze_script(
                draft=_draft(piece, approval, voice, page.review_by_date), by=by, at=at
            )
            if outlet is not None and piece.medium in outlet.mediums and script.is_spoken:
                broadcast_services.place_in_next_slot(script=script, outlet=outlet, by=by, at=at)
    return len(fresh)


def _draft(
    piece: Piece,
    approval: models.PublishApproval,
    voice: queries.Voice,
    review_by_date: date | None,
) -> broadcast_services.ScriptDraft:
    spoken_text, seconds = _read(piece, voice)
    return broadcast_services.ScriptDraft(
        page_id=approval.page_id,
        revision_id=approval.revision_id,
        medium=broadcast_models.Medium(piece.medium),
        language=languages.Language(piece.language),
        title=piece.title,
        text=piece.text,
        recording=piece.recording,
        spoken_text=spoken_text,
        spoken_seconds=seconds,
        submitted_by=approval.submitted_by,
        published_by=approval.approver,
        is_forced=approval.is_forced,
        force_reason=approval.force_reason,
        review_by_date=review_by_date,
    )


def _read(piece: Piece, voice: queries.Voice) -> tuple[str, int]:
    """What the announcer reads and for how long; empty and 0 for what is read by eye.

    Where sound is attached, its length is what goes on air, not the estimate.
    """
    if piece.medium not in broadcast_models.SPOKEN_MEDIA:
        return "", 0
    reading = measures.read_aloud(
        piece.text,
        language=piece.language,
        lexicon=queries.lexicon_of(piece.language),
        syllables_per_minute=voice.syllables_per_minute,
    )
    seconds = piece.recording.seconds if piece.recording else reading.seconds
    return reading.spoken_text, seconds or 0


def clear_forced_scripts(
    *, approval: models.PublishApproval, by: accounts_models.User, at: datetime
) -> None:
    """Clear the mark on each script of a forced revision."""
    with writing.writing(by=by, at=at):
        forced = broadcast_models.Script.objects.filter(
            revision_id=approval.revision_id, is_forced=True, cleared_at__isnull=True
        )
        for script in forced.order_by("pk"):
            broadcast_services.clear_forced_script(script=script, by=by, at=at)


def withdraw_scripts(*, page_id: int, reason: str, by: accounts_models.User, at: datetime) -> None:
    """Withdraw each script of a page that still stands, and take it off the rundowns."""
    with writing.writing(by=by, at=at):
        standing = broadcast_models.Script.objects.filter(
            page_id=page_id, withdrawn_at__isnull=True
        )
        for script in standing.order_by("pk"):
            broadcast_services.withdraw_script(script=script, reason=reason, by=by, at=at)
