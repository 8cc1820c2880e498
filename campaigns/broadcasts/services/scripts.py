"""Freezing scripts, and clearing those that were published by force."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models
from campaigns.broadcasts.services import recalls
from campaigns.kernel import actor, codes, errors, text, writing


class ScriptRefused(errors.LoaError):
    """The text may not be frozen as a script by these people."""


class ScriptSettled(errors.Conflict):
    """Somebody cleared or withdrew the script before."""


@dataclass(frozen=True)
class ScriptDraft:
    """What publishing hands over: one medium and one language of one revision of a page."""

    page_id: int
    revision_id: int
    medium: str
    language: str
    title: str
    text: str
    spoken_text: str
    spoken_seconds: int
    submitted_by: accounts_models.User
    published_by: accounts_models.User
    is_forced: bool = False
    force_reason: str = ""
    review_by_date: date | None = None
    recording: models.Recording | None = None

    @property
    def key(self) -> dict[str, object]:
        return {
            "page_id": self.page_id,
            "revision_id": self.revision_id,
            "medium": self.medium,
            "language": self.language,
        }

    def sha256(self) -> str:
        """Digest of what is read and of where it comes from."""
        said = {"title": self.title, "text": self.text, "spoken_text": self.spoken_text}
        if self.recording is not None:
            said["recording"] = self.recording.sha256
        return hashlib.sha256(codes.canonical_json(self.key | said)).hexdigest()


def freeze_script(*, draft: ScriptDraft, by: actor.Actor, at: datetime) -> models.Script:
    """Freeze the script, or return the one that stands for this revision, medium and language.

    Two workers with the same revision meet at the unique key: one writes, both return its row.
    Outlets that hold or aired an older text with other words are asked to confirm that it is gone.

    Raises:
        ScriptRefused: submitter and publisher are one person and nobody forced it with a reason.
    """
    stored = models.Script.objects.filter(**draft.key).first()
    if stored is not None:
        return stored
    _check_people(draft)
    try:
        return _write_script(draft, by, at)
    except IntegrityError:
        stored = models.Script.objects.filter(**draft.key).first()
        if stored is None:
            raise
        return stored


def _check_people(draft: ScriptDraft) -> None:
    if draft.is_forced and not draft.force_reason.strip():
        raise ScriptRefused(_("Publishing by force needs a reason."))
    if not draft.is_forced and draft.submitted_by == draft.published_by:
        raise ScriptRefused(
            _("Whoever submits a text cannot publish it: ask a second person to publish.")
        )


def _write_script(draft: ScriptDraft, by: actor.Actor, at: datetime) -> models.Script:
    with writing.writing(by=by, at=at):
        script = models.Script(
            **draft.key,
            title=draft.title[:255],
            text=draft.text,
            spoken_text=draft.spoken_text,
            spoken_seconds=draft.spoken_seconds,
            recording=draft.recording,
            folded_text=text.folded_words(f"{draft.title}\n{draft.spoken_text or draft.text}"),
            sha256=draft.sha256(),
            is_forced=draft.is_forced,
            force_reason=draft.force_reason.strip() if draft.is_forced else "",
            submitted_by=draft.submitted_by,
            published_by=draft.published_by,
            published_at=at,
            review_by_date=draft.review_by_date,
            supersedes=_older_script(draft),
        )
        script.save()
        audit_services.record(
            "broadcasts.script_frozen",
            script,
            after={"page": draft.page_id, "medium": draft.medium, "sha256": script.sha256},
            reason=script.force_reason,
        )
        recalls.order_corrections(script=script, by=draft.published_by, at=at)
    return script


def _older_script(draft: ScriptDraft) -> models.Script | None:
    """The script of the latest earlier revision in the same medium and language."""
    same = models.Script.objects.filter(
        page_id=draft.page_id, medium=draft.medium, language=draft.language
    )
    return same.filter(revision_id__lt=draft.revision_id).order_by("-revision_id", "-pk").first()


def clear_forced_script(
    *, script: models.Script, by: accounts_models.User, at: datetime
) -> models.Script:
    """Approve a forced publish afterwards.

    Raises:
        ScriptRefused: the person submitted or published it; only a third one clears.
        ScriptSettled: it was not forced, or is cleared already.
    """
    if by.pk in {script.submitted_by_id, script.published_by_id}:
        raise ScriptRefused(
            _("Only somebody who neither submitted nor published the text may clear it.")
        )
    with writing.writing(by=by, at=at):
        waiting = models.Script.objects.filter(
            pk=script.pk, is_forced=True, cleared_at__isnull=True
        )
        if waiting.update(cleared_by=by, cleared_at=at) != 1:
            raise ScriptSettled(_("This script needs no clearing, or was cleared already."))
        audit_services.record("broadcasts.script_cleared", script)
    return models.Script.objects.get(pk=script.pk)


def set_review_by(*, page_id: int, date: date | None, by: actor.Actor, at: datetime) -> int:
    """Bring the day by which a piece is to be looked at again to its scripts; return how many
    changed. None says that the piece holds until it is replaced."""
    with writing.writing(by=by, at=at):
        differing = models.Script.objects.filter(page_id=page_id)
        differing = (
            differing.filter(review_by_date__isnull=False)
            if date is None
            else differing.exclude(review_by_date=date)
        )
        newest = differing.order_by("-revision_id", "-pk").first()
        if newest is None:
            return 0
        changed = differing.update(review_by_date=date)
        audit_services.record(
            "broadcasts.review_by_set",
            newest,
            after={
                "page": page_id,
                "review_by": date.isoformat() if date else None,
                "scripts": changed,
            },
        )
    return changed
