"""Keeping photos of sheets as evidence, and forgetting them on the day that was promised."""

import contextlib
import hashlib
import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaigns.audit import services as audit_services
from campaigns.directives import models as directives_models
from campaigns.kernel import actor, pictures, writing
from campaigns.premises import models

FOLDER = "sheet-photos"
"""Below MEDIA_ROOT, of which only pictures of the public site are served as files."""
KEPT_AFTER_END = timedelta(days=90)
"""Said in the form, and where the model declares its personal fields."""
_CHUNK = 500
_ABANDONED_S = 24 * 3600


@contextlib.contextmanager
def kept_file(photo: bytes | None) -> Iterator[models.PosterPhoto | None]:
    """The photo encoded anew and on disk, for as long as the block goes well; None without one.

    Raises:
        PictureRefused: it is no picture, or too large a one; nothing was written.
    """
    if photo is None:
        yield None
        return
    picture = pictures.encode_anew(photo, is_from_camera=True)
    name = f"{FOLDER}/{secrets.token_urlsafe(18)}.jpg"
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture.content)
    sha256 = hashlib.sha256(picture.content).hexdigest()
    try:
        yield models.PosterPhoto(file=name, size=len(picture.content), sha256=sha256)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def attach(
    photo: models.PosterPhoto | None,
    poster: models.Poster,
    step: models.EvidenceStep,
    *,
    by: actor.Actor,
    at: datetime,
) -> dict[str, object]:
    """Keep the photo with the step, inside its service; return what the event says of it."""
    writing.current()
    if photo is None:
        return {}
    photo.poster, photo.step, photo.kept_at, photo.kept_by = poster, step, at, by.actor_id
    photo.save(force_insert=True)
    return {"photo_sha256": photo.sha256}


def forget_photos(*, by: actor.Actor, at: datetime) -> int:
    """Delete photos 90 days after their sheet ended, and all of them 90 days after the last
    campaign did. Return how many went; a second run deletes none.

    Files that no row knows, as a crash leaves them, go after a day.
    """
    rows = _due(timezone.localdate(at) - KEPT_AFTER_END)
    gone = list(rows.values_list("pk", "file"))
    if gone:
        with writing.writing(by=by, at=at):
            for start in range(0, len(gone), _CHUNK):
                chunk = [pk for pk, _file in gone[start : start + _CHUNK]]
                models.PosterPhoto.objects.filter(pk__in=chunk).update(file="", forgotten_at=at)
            first = models.PosterPhoto.objects.get(pk=gone[0][0])
            after = {"photos": len(gone)}
            audit_services.record("premises.photos_forgotten", first, after=after)
            delete_after_commit([name for _pk, name in gone])
    _clear_abandoned(at)
    return len(gone)


def delete_after_commit(names: list[str]) -> None:
    """Remove the files once what made them needless is certain."""
    for name in names:
        path = Path(settings.MEDIA_ROOT) / name
        transaction.on_commit(partial(path.unlink, missing_ok=True))


def _due(last_day: date) -> QuerySet[models.PosterPhoto]:
    kept = models.PosterPhoto.objects.filter(forgotten_at__isnull=True).order_by("pk")
    campaigns = directives_models.Campaign.objects.all()
    if campaigns.exists() and not campaigns.exclude(ends_date__lt=last_day).exists():
        return kept
    return kept.filter(poster__ended_at__date__lt=last_day)


def _clear_abandoned(at: datetime) -> None:
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    old = [
        path
        for path in folder.glob("*.jpg")
        if at.timestamp() - path.stat().st_mtime > _ABANDONED_S
    ]
    for start in range(0, len(old), _CHUNK):
        chunk = {f"{FOLDER}/{path.name}": path for path in old[start : start + _CHUNK]}
        known = models.PosterPhoto.objects.filter(file__in=list(chunk))
        for name in chunk.keys() - set(known.values_list("file", flat=True)):
            chunk[name].unlink(missing_ok=True)
