"""Forgetting photos on the day that was promised, and clearing away what broken uploads left."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from campaigns.audit import services as audit_services
from campaigns.directives import models as directives_models
from campaigns.drives import models
from campaigns.drives.services import photos, purging
from campaigns.kernel import actor, writing

# A file that belongs to nothing is left alone this long: its row may be on its way.
_LEFTOVER_AGE = timedelta(days=1)
# Pieces that nobody completed; a phone that comes back later begins anew.
_PIECES_AGE = timedelta(days=60)
State = models.EntryPhoto.State


def purge_photos(*, by: actor.Actor, at: datetime) -> int:
    """Delete the photos of campaigns that ended 90 days ago; return how many.

    Their records stay. A campaign without an end keeps them until one is entered. Files that
    belong to no photo, and pieces that nobody completed, go on the way. A second run finds nothing.
    """
    last_end = timezone.localdate(at) - purging.KEPT_AFTER_CAMPAIGN
    count = sum(
        _forget(campaign, by, at)
        for campaign in directives_models.Campaign.objects.filter(ends_date__lt=last_end)
    )
    _clear_leftovers(at)
    return count


def _forget(campaign: directives_models.Campaign, by: actor.Actor, at: datetime) -> int:
    with writing.writing(by=by, at=at):
        due = models.EntryPhoto.objects.filter(
            entry__drive__movement__campaign=campaign, state__in=[State.UPLOADING, State.KEPT]
        )
        drop_files(due)
        count = due.update(state=State.FORGOTTEN, file="", kept_at=None)
        if count:
            audit_services.record("drives.photos_forgotten", campaign, after={"photos": count})
    return count


def drop_files(rows: Iterable[models.EntryPhoto]) -> None:
    """Take the files of photos away once the transaction that lets go of them stands."""
    for photo in rows:
        transaction.on_commit(partial(photos.part_path(photo.pk).unlink, missing_ok=True))
        if photo.file:
            transaction.on_commit(partial(Path(photo.file.path).unlink, missing_ok=True))


def _clear_leftovers(at: datetime) -> None:
    """Files without a row that names them: of a crash between writing a file and its row."""
    folder = Path(settings.MEDIA_ROOT) / photos.PHOTOS_FOLDER
    old = [path for path in sorted(folder.glob("*")) if _is_older(path, at - _LEFTOVER_AGE)]
    named = [f"{photos.PHOTOS_FOLDER}/{path.name}" for path in old]
    kept = set(models.EntryPhoto.objects.filter(file__in=named).values_list("file", flat=True))
    uploading = models.EntryPhoto.objects.filter(
        state=State.UPLOADING, announced_at__gt=at - _PIECES_AGE
    )
    pieces = {photos.part_path(pk).name for pk in uploading.values_list("pk", flat=True)}
    for path, name in zip(old, named, strict=True):
        if name not in kept and path.name not in pieces:
            path.unlink(missing_ok=True)


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False
