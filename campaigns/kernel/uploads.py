"""Photos of field records on their way: piece by piece over a bad network, and encoded anew.

A row knows how much has come; the bytes wait in a file beside it. Whoever brings the next piece
claims its place by a filtered update, writes the bytes and commits: of two phones, tabs or workers
with the same piece one writes, and what a crash left unfinished is written over. What a photo
belongs to, and where it is kept in the end, each kind of record says by a shelf of its own.
"""

import hashlib
import os
import uuid
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.kernel import actor, errors, models, pictures, writing

MAX_CHUNK_BYTES = 256 * 1024
# Of a photo as the phone sends it; the phone makes it smaller before.
MAX_PHOTO_BYTES = 2 * 1024 * 1024
# An upload that came damaged this often is given up.
MAX_DAMAGES = 3
CONTENT_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
UPLOADING, REFUSED = "UPLOADING", "REFUSED"


class Upload(Protocol):
    """A row that knows how far a photo has come; `state` is UPLOADING until it is settled."""

    @property
    def pk(self) -> Any: ...
    @property
    def sha256(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def received_bytes(self) -> int: ...
    @property
    def damages(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def is_complete(self) -> bool: ...


class PhotoUnknown(errors.LoaError):
    """No photo has this number for this sender."""


class PhotoRefused(errors.LoaError):
    """The photo cannot be taken, whatever is sent again; its record counts all the same."""


class PhotoConflict(errors.Conflict):
    """Another photo has this number, or the record has another photo, or has not come yet."""


class WrongOffset(errors.Conflict):
    """The piece does not begin where the one before ended; `photo` tells where that is."""

    def __init__(self, photo: Upload, message: str) -> None:
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

    def check(self) -> None:
        """Raises PhotoRefused: it is too large, or no picture."""
        if self.content_type not in CONTENT_TYPES:
            raise PhotoRefused(_("Photos are sent as JPEG, PNG or WebP."))
        if not 0 < self.size <= MAX_PHOTO_BYTES:
            raise PhotoRefused(_("A photo may have at most 2 MB. Make it smaller."))


U = TypeVar("U", bound=Upload)


class Shelf(ABC, Generic[U]):
    """Where the photos of one kind of record are on their way, and how they are kept."""

    folder: str
    """Below MEDIA_ROOT, of which only pictures of the public site are served as files."""

    @abstractmethod
    def announce(self, *, draft: PhotoDraft, by: actor.Actor, at: datetime) -> U:
        """Make room for a photo, or say how much of it has come already.

        Raises:
            PhotoConflict: its record has not come yet, or it goes by another number already.
            PhotoRefused: its record knows of no such photo, or it is too large or no picture.
        """

    @abstractmethod
    def find(self, number: uuid.UUID, by: actor.Actor) -> U | None:
        """The photo of this number, if it is the sender's."""

    @abstractmethod
    def places(self) -> QuerySet[Any]:
        """Photos on their way. How far one has come is no fact yet; what comes of it is put on
        record, and this spares the record an event for each piece."""

    @abstractmethod
    def keep(self, photo: U, picture: pictures.Picture, by: actor.Actor, at: datetime) -> None:
        """Keep the whole photo, encoded anew, unless somebody else settled it first."""

    @abstractmethod
    def refuse(self, photo: U, by: actor.Actor, at: datetime) -> None:
        """Settle that nothing of the photo is kept, and let go of its pieces."""

    def part_path(self, number: uuid.UUID) -> Path:
        """Where the pieces of a photo wait for the last one."""
        return Path(settings.MEDIA_ROOT) / self.folder / f"{number.hex}.part"

    def append(
        self, *, number: uuid.UUID, offset: int, chunk: bytes, by: actor.Actor, at: datetime
    ) -> U:
        """Take the next piece of a photo; with the last one the photo is looked into and kept.

        What is complete stays so, whatever is sent again.

        Raises:
            PhotoUnknown: it was not announced.
            WrongOffset: the piece begins elsewhere than the one before ended, or the whole came
                damaged and begins anew.
            PhotoRefused: the piece is too long, or the whole is no picture.
        """
        photo = self._known(number, by)
        if photo.state == UPLOADING:
            self._take(photo, offset, chunk, by, at)
            photo = self._known(number, by)
        return self.finished(photo, by, at)

    def finished(self, photo: U, by: actor.Actor, at: datetime) -> U:
        """The photo, looked into if all of it has come; also where a crash came in between."""
        if photo.state == REFUSED:
            raise PhotoRefused(
                _("This is no picture that can be kept. The record counts without it.")
            )
        if photo.state != UPLOADING or photo.received_bytes < photo.size:
            return photo
        content = self._content(photo)
        if hashlib.sha256(content).hexdigest() != photo.sha256:
            return self._begin_anew(photo, by, at)
        try:
            picture = pictures.encode_anew(content)
        except pictures.PictureRefused as fault:
            self.refuse(photo, by, at)
            raise PhotoRefused(fault.message) from fault
        self.keep(photo, picture, by, at)
        return self._known(photo.pk, by)

    def _known(self, number: uuid.UUID, by: actor.Actor) -> U:
        photo = self.find(number, by)
        if photo is None:
            raise PhotoUnknown(_("No photo was announced under this number."))
        return photo

    def _take(self, photo: U, offset: int, chunk: bytes, by: actor.Actor, at: datetime) -> None:
        end = offset + len(chunk)
        if len(chunk) > MAX_CHUNK_BYTES or end > photo.size:
            raise PhotoRefused(_("This piece is longer than what is missing, or than 256 KB."))
        with writing.writing(by=by, at=at):
            place = self.places().filter(pk=photo.pk, received_bytes=offset, state=UPLOADING)
            if place.update(received_bytes=end) == 1:
                self._write(photo, offset, chunk)
                return
        current = self._known(photo.pk, by)
        if current.state == UPLOADING:
            raise WrongOffset(current, _("Go on where the piece before ended."))

    def _write(self, photo: U, offset: int, chunk: bytes) -> None:
        """Put the bytes in their place, on the disk before the row says that they are there."""
        path = self.part_path(photo.pk)
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o640)
        try:
            os.pwrite(file, chunk, offset)
            os.fsync(file)
        finally:
            os.close(file)

    def _content(self, photo: U) -> bytes:
        """What came, as far as it is there."""
        try:
            return self.part_path(photo.pk).read_bytes()[: photo.size]
        except FileNotFoundError:
            return b""

    def _begin_anew(self, photo: U, by: actor.Actor, at: datetime) -> U:
        """Ask for a photo again that came damaged; give up after a few times."""
        if photo.damages + 1 >= MAX_DAMAGES:
            self.refuse(photo, by, at)
            raise PhotoRefused(
                _("The photo came damaged again and again. The record counts without.")
            )
        with writing.writing(by=by, at=at):
            self.places().filter(pk=photo.pk, state=UPLOADING, damages=photo.damages).update(
                received_bytes=0, damages=photo.damages + 1
            )
        raise WrongOffset(
            self._known(photo.pk, by), _("The photo was damaged on its way. Begin anew.")
        )


_shelves: dict[str, Shelf[Any]] = {}


def register(kind: str, shelf: Shelf[Any]) -> None:
    """Name the shelf for photos of a kind of record; called in `AppConfig.ready`."""
    if _shelves.get(kind, shelf) is not shelf:
        raise RuntimeError(f"Two shelves claim the photos of field records of kind {kind}.")
    _shelves[kind] = shelf


def shelf_of_record(number: uuid.UUID) -> Shelf[Any]:
    """The shelf for photos of a record that has come.

    Raises:
        PhotoConflict: it has not come, or records of its kind have no photos.
    """
    rows = models.FieldReceipt.objects.filter(pk=number)
    shelf = _shelves.get(rows.values_list("kind", flat=True).first() or "")
    if shelf is None:
        raise PhotoConflict(_("The record of this photo has not come yet. Send it first."))
    return shelf


def find(number: uuid.UUID, by: actor.Actor) -> tuple[Shelf[Any], Upload]:
    """The sender's photo of this number, and the shelf on which it is.

    Raises:
        PhotoUnknown: it was not announced.
    """
    for shelf in _shelves.values():
        photo = shelf.find(number, by)
        if photo is not None:
            return shelf, photo
    raise PhotoUnknown(_("No photo was announced under this number."))
