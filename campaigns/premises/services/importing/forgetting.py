"""Forgetting what lists held, on the day that was promised."""

from datetime import datetime, timedelta

from django.db.models import Q

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, writing
from campaigns.premises import models
from campaigns.premises.services.importing import uploading

KEPT = timedelta(days=30)
"""How long a list is kept after it was brought in: so long can it be undone. Said on its page."""


def forget_lists(*, by: actor.Actor, at: datetime) -> int:
    """Delete files, faults and contacts of lists after 30 days; counts and history stay.

    A list at work keeps what it has until it is over. Return how many were forgotten; a second
    run forgets none.
    """
    live = (models.ImportState.CHECKING, models.ImportState.TAKING_IN, models.ImportState.UNDOING)
    due = models.Import.objects.filter(uploaded_at__lt=at - KEPT, forgotten_at__isnull=True)
    count = 0
    for imported in due.exclude(state__in=live).order_by("pk"):
        with writing.writing(by=by, at=at):
            _forget(imported)
            models.Import.objects.filter(pk=imported.pk).update(forgotten_at=at)
            audit_services.record("premises.list_forgotten", imported, unit_id=imported.unit_id)
        uploading.path_of(imported).unlink(missing_ok=True)
        count += 1
    _sweep_strays(at)
    return count


def _forget(imported: models.Import) -> None:
    models.ImportFault.objects.filter(imported=imported).delete()
    rows = models.ImportRow.objects.filter(imported=imported)
    rows.filter(Q(premises=None) | Q(verdict=models.RowVerdict.SAME)).delete()
    rows.update(contact_name="", contact_phone="", payload="")
    before = models.ImportBefore.objects.filter(imported=imported)
    before.update(contact_name="", contact_phone="")


def _sweep_strays(at: datetime) -> None:
    """Remove what a worker that died in the middle of an upload left, and files without a list."""
    for path in uploading.root().iterdir():
        is_old = path.stat().st_mtime < (at - timedelta(days=1)).timestamp()
        is_kept = (
            path.name.isdecimal()
            and models.Import.objects.filter(pk=int(path.name), forgotten_at__isnull=True).exists()
        )
        if is_old and not is_kept:
            path.unlink(missing_ok=True)
