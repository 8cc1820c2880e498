"""Photos that answer an item: looked into, encoded anew, one an item until the record is made."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.inspections import models, queries
from campaigns.inspections.queries import items as items_
from campaigns.inspections.services import planning
from campaigns.kernel import actor, errors, pictures, writing

# Below MEDIA_ROOT, of which only pictures of the public site are served as files.
PHOTOS_FOLDER = "inspection-photos"
# Of a photo as it is uploaded: a phone's camera makes a third of it.
MAX_PHOTO_BYTES = 15_000_000


class PhotoRefused(errors.LoaError):
    """The photo cannot be taken: too large, no picture, or no item asks for one."""


def keep_photo(
    *,
    inspection: models.Inspection,
    item: str,
    content: bytes,
    by: accounts_models.User,
    at: datetime,
) -> models.InspectionPhoto:
    """Keep the photo of an item in the place of an earlier one.

    Raises:
        PhotoRefused: it is too large, or the checklist has no such item for a photo.
        kernel.pictures.PictureRefused: the bytes are no whole picture.
        InspectionRefused: the inspection is recorded or called off already.
    """
    known = {i.code for i in queries.from_data(inspection.version.items) if i.kind == items_.PHOTO}
    if item not in known:
        raise PhotoRefused(_("The checklist asks for no such photo."))
    if len(content) > MAX_PHOTO_BYTES:
        raise PhotoRefused(_("A photo may have at most 15 MB. Make it smaller."))
    picture = pictures.encode_anew(content)
    with written(picture) as name, writing.writing(by=by, at=at):
        held = _held(inspection)
        return put(held, item, name, picture, by=by, at=at)


@contextmanager
def written(picture: pictures.Picture) -> Iterator[str]:
    """Name of a new file with the picture; where what follows fails, it goes."""
    name = f"{PHOTOS_FOLDER}/{secrets.token_urlsafe(18)}.jpg"
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture.content)
    try:
        yield name
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _held(inspection: models.Inspection) -> models.Inspection:
    rows = models.Inspection.objects.all().open().filter(pk=inspection.pk)
    held = rows.select_for_update().first()
    if held is None:
        inspection.refresh_from_db()
        raise planning.past_this_step(inspection)
    return held


def put(
    inspection: models.Inspection,
    item: str,
    name: str,
    picture: pictures.Picture,
    *,
    by: actor.Actor,
    at: datetime,
) -> models.InspectionPhoto:
    """Keep the file in the place of an earlier one, inside the service that took it in."""
    found = models.InspectionPhoto.objects.filter(inspection=inspection, item=item).first()
    photo = found or models.InspectionPhoto(inspection=inspection, item=item)
    drop_file(photo)
    photo.file = name
    photo.size = len(picture.content)
    photo.sha256 = hashlib.sha256(picture.content).hexdigest()
    photo.kept_at, photo.kept_by = at, by.actor_id
    photo.save()
    audit_services.record(
        "inspections.photo_kept",
        inspection,
        unit_id=inspection.premises.commune_id,
        after={"item": item, "sha256": photo.sha256},
    )
    return photo


def drop_name(name: str) -> None:
    """Take a new file away that nothing names."""
    (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)


def drop_file(photo: models.InspectionPhoto) -> None:
    """Take the file away once the transaction that lets go of it stands."""
    if photo.file:
        transaction.on_commit(partial(Path(photo.file.path).unlink, missing_ok=True))
