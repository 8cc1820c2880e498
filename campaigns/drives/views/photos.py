"""Photos of records, for those who may see the drive."""

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.drives import models
from campaigns.kernel import pictures, roles, serving
from campaigns.units import permissions as units_permissions


@login_required
@require_safe
def entry_photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The photo of an entry, as it was encoded anew."""
    user, today = http.signed_in(request), timezone.localdate()
    kept = models.EntryPhoto.objects.filter(state=models.EntryPhoto.State.KEPT)
    near = models.Drive.objects.near(user, on=today)
    photo = get_object_or_404(
        kept.select_related("entry__drive__unit"), entry_id=pk, entry__drive__in=near
    )
    if not models.SupportEntry.objects.visible_to(user, on=today).filter(pk=pk).exists():
        unit = photo.entry.drive.unit
        raise PermissionDenied(
            units_permissions.can(user, roles.Permission.VIEW_DRIVE, unit=unit).reason
        )
    name = f"loa-{photo.entry.day.isoformat()}-{photo.entry_id}.jpg"
    file = serving.StoredFile(
        Path(photo.file.path), photo.kept_bytes, photo.kept_sha256, pictures.CONTENT_TYPE, name
    )
    return serving.serve(request, file, "private, no-cache")
