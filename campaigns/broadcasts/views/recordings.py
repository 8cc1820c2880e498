"""Sound files: heard by staff on the desk, and by anybody while a public piece carries them."""

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.broadcasts import models, services
from campaigns.broadcasts.views import loading
from campaigns.kernel import roles, serving


@login_required
@require_safe
def recording(request: HttpRequest, recording_id: int) -> HttpResponseBase:
    user = http.signed_in(request)
    visible = models.Recording.objects.visible_to(user, timezone.localdate())
    found = get_object_or_404(visible, pk=recording_id)
    loading.need(user, roles.Permission.VIEW_RUNDOWN)
    return serve(request, found, "private, max-age=31536000, immutable")


@require_safe
def public_recording(request: HttpRequest, name: str) -> HttpResponseBase:
    """Anybody hears what a public piece carries; asks for no session.

    The bytes behind an address never change, yet caches ask again after two seconds (the ETag
    spares the bytes): a withdrawn piece falls silent at once.
    """
    found = load_named(models.Recording.objects.public(), name)
    return serve(request, found, "public, max-age=2")


def load_named(rows: QuerySet[models.Recording], name: str) -> models.Recording:
    """The recording of this name in an address, or 404."""
    # PostgreSQL takes no NUL, not even to look for it.
    if "\x00" in name:
        raise Http404
    return get_object_or_404(rows, file=f"{services.RECORDINGS_FOLDER}/{name}")


def serve(request: HttpRequest, found: models.Recording, caching: str) -> HttpResponseBase:
    """The sound, or the part of it that the request asks for."""
    name = f"{found.title[:80]}.{found.suffix}"
    file = serving.StoredFile(Path(found.file.path), found.bytes, found.sha256, found.mime, name)
    return serving.serve(request, file, caching)
