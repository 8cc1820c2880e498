"""Photos of records: taken piece by piece over a bad network, looked into, and encoded anew.

A row knows how much has come; the bytes wait in a file beside it. Whoever brings the next piece
claims its place by a filtered update, writes the bytes and commits: of two phones, tabs or workers
with the same piece one writes, and what a crash left unfinished is written over.
"""

import hashlib
import os
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.drives import models, queries
from campaigns.drives.services import reading
from campaigns.kernel import errors, pictures, writing

# Below MEDIA_ROOT, of which only pictures of the public site are served as files.
PHOTOS_FOLDER = "field-photos"
MAX_CHUNK_BYTES = 256 * 1024
# An upload that came damaged this often is given up.
MAX_DAMAGES = 3
CONTENT_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
State = models.EntryPhoto.State


class PhotoUnknown(errors.LoaError):
    """No photo has this number for this sender."""


class PhotoRefused(errors.LoaError):
    """The photo cannot be taken, whatever is sent again; its record counts all the same."""


class PhotoConflict(errors.Conflict):
    """Another photo has this number, or the record has another photo, or has not come yet."""


class WrongOffset(errors.Conflict):
    """The piece does not begin where the one before ended; `photo` tells where that is."""

    def __init__(self, photo: models.EntryPhoto, message: str) -> None:
        super().__init__(message)
        self.photo = photo


@dataclass(frozen=True)
class PhotoDraft:
    """A photo as a phone announces it."""

    client_uuid: uuid.UUID
    record_uuid: uuid.UUID
    sha256: str
    size: int
    content_type: str


def announce_photo(*, draft: PhotoDraft, by: reading.Sender, at: datetime) -> models.EntryPhoto:
    """Make room for a photo, or say how much of it has come already.

    Raises:
        PhotoConflict: its record has not come yet, or it goes by another number already.
        PhotoRefused: its record knows of no such photo, or it is too large or no picture.
    """
    _check(draft)
    entry = models.SupportEntry.objects.sent_by(by).filter(receipt_uuid=draft.record_uuid).first()
    if entry is None:
        raise PhotoConflict(_("The record of this photo has not come yet. Send it first."))
    if entry.photo_sha256 != draft.sha256:
        raise PhotoRefused(_("Its record announced no such photo."))
    with writing.writing(by=by, at=at):
        photo = models.EntryPhoto(
            client_uuid=draft.client_uuid,
            entry=entry,
            sha256=draft.sha256,
            size=draft.size,
            announced_at=at,
        )
        _places().bulk_create([photo], ignore_conflicts=True)
        found = models.EntryPhoto.objects.filter(pk=draft.client_uuid).first()
    if found is None or (found.entry_id, found.size) != (entry.pk, draft.size):
        raise PhotoConflict(_("Another photo has this number, or the record has another photo."))
    return _finished(found, by, at)


def _places() -> QuerySet[models.EntryPhoto]:
    """Photos on their way. How far one has come is no fact yet; what comes of it is put on record,
    and this spares the record an event for each piece."""
    return QuerySet(models.EntryPhoto)


def _check(draft: PhotoDraft) -> None:
    if draft.content_type not in CONTENT_TYPES:
        raise PhotoRefused(_("Photos are sent as JPEG, PNG or WebP."))
    if not 0 < draft.size <= models.MAX_PHOTO_BYTES:
        raise PhotoRefused(_("A photo may have at most 2 MB. Make it smaller."))


def append_chunk(
    *, number: uuid.UUID, offset: int, chunk: bytes, by: reading.Sender, at: datetime
) -> models.EntryPhoto:
    """Take the next piece of a photo; with the last one the photo is looked into and kept.

    What is complete stays so, whatever is sent again.

    Raises:
        PhotoUnknown: it was not announced.
        WrongOffset: the piece begins elsewhere than the one before ended, or the whole came
            damaged and begins anew.
        PhotoRefused: the piece is too long, or the whole is no picture.
    """
    photo = _photo_of(number, by)
    if photo.state == State.UPLOADING:
        _take(photo, offset, chunk, by, at)
        photo = _photo_of(number, by)
    return _finished(photo, by, at)


def _take(
    photo: models.EntryPhoto, offset: int, chunk: bytes, by: reading.Sender, at: datetime
) -> None:
    end = offset + len(chunk)
    if len(chunk) > MAX_CHUNK_BYTES or end > photo.size:
        raise PhotoRefused(_("This piece is longer than what is missing, or than 256 KB."))
    with writing.writing(by=by, at=at):
        place = _places().filter(pk=photo.pk, received_bytes=offset, state=State.UPLOADING)
        if place.update(received_bytes=end) == 1:
            _write(photo, offset, chunk)
            return
    current = _photo_of(photo.pk, by)
    if current.state == State.UPLOADING:
        raise WrongOffset(current, _("Go on where the piece before ended."))


def _write(photo: models.EntryPhoto, offset: int, chunk: bytes) -> None:
    """Put the bytes in their place, on the disk before the row says that they are there."""
    path = part_path(photo.pk)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o640)
    try:
        os.pwrite(file, chunk, offset)
        os.fsync(file)
    finally:
        os.close(file)


def _photo_of(number: uuid.UUID, by: reading.Sender) -> models.EntryPhoto:
    photo = queries.find_photo(number, by)
    if photo is None:
        raise PhotoUnknown(_("No photo was announced under this number."))
    return photo


def part_path(number: uuid.UUID) -> Path:
    """Where the pieces of a photo wait for the last one."""
    return Path(settings.MEDIA_ROOT) / PHOTOS_FOLDER / f"{number.hex}.part"


def _finished(photo: models.EntryPhoto, by: reading.Sender, at: datetime) -> models.EntryPhoto:
    """The photo, looked into if all of it has come; also where a crash came in between."""
    if photo.state == State.REFUSED:
        raise PhotoRefused(_("This is no picture that can be kept. The record counts without it."))
    if photo.state != State.UPLOADING or photo.received_bytes < photo.size:
        return photo
    content = _content(photo)
    if hashlib.sha256(content).hexdigest() != photo.sha256:
        return _begin_anew(photo, by, at)
    try:
        picture = pictures.encode_anew(content)
    except pictures.PictureRefused as fault:
        _refuse(photo, by, at)
        raise PhotoRefused(fault.message) from fault
    return _keep(photo, picture, by, at)


def _content(photo: models.EntryPhoto) -> bytes:
    """What came, as far as it is there."""
    try:
        return part_path(photo.pk).read_bytes()[: photo.size]
    except FileNotFoundError:
        return b""


def _begin_anew(photo: models.EntryPhoto, by: reading.Sender, at: datetime) -> models.EntryPhoto:
    """Ask for a photo again that came damaged; give up after a few times."""
    if photo.damages + 1 >= MAX_DAMAGES:
        _refuse(photo, by, at)
        raise PhotoRefused(_("The photo came damaged again and again. The record counts without."))
    with writing.writing(by=by, at=at):
        _places().filter(pk=photo.pk, state=State.UPLOADING, damages=photo.damages).update(
            received_bytes=0, damages=photo.damages + 1
        )
    raise WrongOffset(_photo_of(photo.pk, by), _("The photo was damaged on its way. Begin anew."))


def _refuse(photo: models.EntryPhoto, by: reading.Sender, at: datetime) -> None:
    with writing.writing(by=by, at=at):
        if _claim(photo, state=State.REFUSED) == 1:
            _record("drives.photo_refused", photo)
            transaction.on_commit(partial(part_path(photo.pk).unlink, missing_ok=True))


def _claim(photo: models.EntryPhoto, **values: object) -> int:
    """Settle an upload; 0 when somebody else did."""
    rows = models.EntryPhoto.objects.filter(pk=photo.pk, state=State.UPLOADING)
    return rows.update(**values)


def _keep(
    photo: models.EntryPhoto, picture: pictures.Picture, by: reading.Sender, at: datetime
) -> models.EntryPhoto:
    name = f"{PHOTOS_FOLDER}/{secrets.token_urlsafe(18)}.jpg"
    path = Path(settings.MEDIA_ROOT) / name
    path.write_bytes(picture.content)
    sha256 = hashlib.sha256(picture.content).hexdigest()
    is_kept = False
    try:
        with writing.writing(by=by, at=at):
            is_kept = (
                _claim(
                    photo,
                    state=State.KEPT,
                    file=name,
                    kept_bytes=len(picture.content),
                    kept_sha256=sha256,
                    kept_at=at,
                )
                == 1
            )
            if is_kept:
                _record("drives.photo_kept", photo, sha256=sha256)
                transaction.on_commit(partial(part_path(photo.pk).unlink, missing_ok=True))
    finally:
        if not is_kept:
            path.unlink(missing_ok=True)
    return _photo_of(photo.pk, by)


def _record(verb: str, photo: models.EntryPhoto, **values: object) -> None:
    drive = photo.entry.drive
    audit_services.record(
        verb, drive, unit_id=photo.entry.unit_id, after={"entry": photo.entry_id, **values}
    )
