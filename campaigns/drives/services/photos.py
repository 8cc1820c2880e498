"""Photos of support records: announced by a record, taken piece by piece (`kernel.uploads`), kept
in the place of the pieces."""

import hashlib
import secrets
import uuid
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.drives import models, queries
from campaigns.drives.services import reading
from campaigns.kernel import actor, pictures, uploads, writing

PHOTOS_FOLDER = "field-photos"
State = models.EntryPhoto.State


class EntryShelf(uploads.Shelf[models.EntryPhoto]):  # type: ignore[type-var]  # fields are read later
    """The one photo of each entry."""

    folder = PHOTOS_FOLDER

    def announce(
        self, *, draft: uploads.PhotoDraft, by: actor.Actor, at: datetime
    ) -> models.EntryPhoto:
        draft.check()
        rows = models.SupportEntry.objects.sent_by(_sender(by))
        entry = rows.filter(receipt_uuid=draft.record_uuid).first()
        if entry is None:
            raise uploads.PhotoConflict(
                _("The record of this photo has not come yet. Send it first.")
            )
        if entry.photo_sha256 != draft.sha256:
            raise uploads.PhotoRefused(_("Its record announced no such photo."))
        with writing.writing(by=by, at=at):
            photo = models.EntryPhoto(
                client_uuid=draft.client_uuid,
                entry=entry,
                sha256=draft.sha256,
                size=draft.size,
                announced_at=at,
            )
            self.places().bulk_create([photo], ignore_conflicts=True)
            found = models.EntryPhoto.objects.filter(pk=draft.client_uuid).first()
        if found is None or (found.entry_id, found.size) != (entry.pk, draft.size):
            raise uploads.PhotoConflict(
                _("Another photo has this number, or the record has another photo.")
            )
        return self.finished(found, by, at)

    def find(self, number: uuid.UUID, by: actor.Actor) -> models.EntryPhoto | None:
        return queries.find_photo(number, _sender(by))

    def places(self) -> QuerySet[Any]:
        return QuerySet(models.EntryPhoto)

    def refuse(self, photo: models.EntryPhoto, by: actor.Actor, at: datetime) -> None:
        with writing.writing(by=by, at=at):
            if _claim(photo, state=State.REFUSED) == 1:
                _record("drives.photo_refused", photo)
                transaction.on_commit(partial(part_path(photo.pk).unlink, missing_ok=True))

    def keep(
        self, photo: models.EntryPhoto, picture: pictures.Picture, by: actor.Actor, at: datetime
    ) -> None:
        _keep(photo, picture, by, at)


SHELF = EntryShelf()


def announce_photo(
    *, draft: uploads.PhotoDraft, by: reading.Sender, at: datetime
) -> models.EntryPhoto:
    """Make room for a photo, or say how much of it has come already: see `Shelf.announce`."""
    return SHELF.announce(draft=draft, by=by, at=at)


def append_chunk(
    *, number: uuid.UUID, offset: int, chunk: bytes, by: reading.Sender, at: datetime
) -> models.EntryPhoto:
    """Take the next piece of a photo: see `Shelf.append`."""
    return SHELF.append(number=number, offset=offset, chunk=chunk, by=by, at=at)


def part_path(number: uuid.UUID) -> Path:
    """Where the pieces of a photo wait for the last one."""
    return SHELF.part_path(number)


def _sender(by: actor.Actor) -> reading.Sender:
    """Raises TypeError: the sender is neither a person nor a phone; a programming error."""
    if not isinstance(by, (accounts_models.User, models.DeviceToken)):
        raise TypeError("Photos of field records come from people and phones.")
    return by


def _claim(photo: models.EntryPhoto, **values: object) -> int:
    """Settle an upload; 0 when somebody else did."""
    rows = models.EntryPhoto.objects.filter(pk=photo.pk, state=State.UPLOADING)
    return rows.update(**values)


def _keep(
    photo: models.EntryPhoto, picture: pictures.Picture, by: actor.Actor, at: datetime
) -> None:
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


def _record(verb: str, photo: models.EntryPhoto, **values: object) -> None:
    drive = photo.entry.drive
    audit_services.record(
        verb, drive, unit_id=photo.entry.unit_id, after={"entry": photo.entry_id, **values}
    )
