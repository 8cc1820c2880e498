"""Keeping sound files: streamed to disk, checked by content, stripped of tags, stored once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models
from campaigns.broadcasts.services import sounds
from campaigns.kernel import errors, languages, writing
from campaigns.units import models as units_models

# Below MEDIA_ROOT, of which only pictures are served as files.
RECORDINGS_FOLDER = "recordings"
_BLOCK = 1024 * 1024


class RecordingRefused(errors.LoaError):
    """The upload is too large, or says too little of itself."""


@dataclass(frozen=True)
class RecordingDraft:
    """A sound as somebody uploads it; `file` is read in blocks, never whole."""

    unit: units_models.Unit
    title: str
    language: str
    file: File  # type: ignore[type-arg]  # bytes, wherever Django keeps an upload


def largest_bytes() -> int:
    """The size above which an upload is refused."""
    return int(settings.LOA_RECORDING_MAX_MB) * 1024 * 1024


def too_large_message() -> str:
    return _("A sound file may have at most %(limit)s MB. Save it as MP3 or cut it in parts.") % {
        "limit": settings.LOA_RECORDING_MAX_MB
    }


def keep_recording(
    *, draft: RecordingDraft, by: accounts_models.User, at: datetime
) -> models.Recording:
    """Keep the sound, or return the one of the unit that is the same byte for byte.

    Two uploads of one sound meet at the unique key: one is kept, both get it.

    Raises:
        RecordingRefused: it is larger than allowed, or title or language are missing.
        SoundRefused: it is no whole sound of a kind that stations play.
    """
    if not draft.title.strip() or draft.language not in languages.Language.values:
        raise RecordingRefused(_("Give the recording a title and its language."))
    path = _copy(draft)
    try:
        sound = sounds.read_sound(path)
        sounds.empty_tags(path, sound.mime)
        recording = _fill(draft, path, sound, by, at)
        kept = _keep(recording, path, by, at)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)
    return kept


def _copy(draft: RecordingDraft) -> Path:
    """The upload on disk under a name that no address reaches."""
    if draft.file.size > largest_bytes():
        raise RecordingRefused(too_large_message())
    folder = Path(settings.MEDIA_ROOT) / RECORDINGS_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{secrets.token_hex(16)}.part"
    with path.open("xb") as target:
        for block in draft.file.chunks(_BLOCK):
            target.write(block)
    return path


def _fill(
    draft: RecordingDraft, path: Path, sound: sounds.Sound, by: accounts_models.User, at: datetime
) -> models.Recording:
    name = f"{secrets.token_urlsafe(18)}.{models.SUFFIXES[sound.mime]}"
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return models.Recording(
        unit=draft.unit,
        title=draft.title.strip()[:255],
        language=draft.language,
        file=f"{RECORDINGS_FOLDER}/{name}",
        mime=sound.mime,
        seconds=sound.seconds,
        bytes=path.stat().st_size,
        sha256=sha256,
        uploaded_by=by,
        uploaded_at=at,
    )


def _keep(
    recording: models.Recording, path: Path, by: accounts_models.User, at: datetime
) -> models.Recording:
    same = models.Recording.objects.filter(unit=recording.unit, sha256=recording.sha256)
    standing = same.first()
    if standing is not None:
        return standing
    try:
        with writing.writing(by=by, at=at):
            recording.save()
            audit_services.record(
                "broadcasts.recording_kept",
                recording,
                unit_id=recording.unit_id,
                after={"sha256": recording.sha256, "seconds": recording.seconds},
            )
            # Last in the transaction: a row never stands without its file.
            path.rename(recording.file.path)
    except IntegrityError:
        standing = same.first()
        if standing is None:
            raise
        return standing
    return recording


def forget_files(recordings: models.RecordingQuerySet) -> None:
    """Take the files away once the transaction that erases their rows stands."""
    for recording in recordings.order_by("pk"):
        transaction.on_commit(partial(recording.file.storage.delete, str(recording.file.name)))
