"""Showing, renewing and stopping what volunteers join by."""

import base64
import io
from dataclasses import dataclass

import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from campaigns.accounts import http
from campaigns.drives import models, queries, services
from campaigns.drives.views import scope
from campaigns.kernel import errors


@dataclass(frozen=True)
class ShownCode:
    """A join code as the leader shows it; `image` is an SVG as data URI."""

    text: str
    url: str
    image: str


def shown_code(request: HttpRequest, drive: models.Drive) -> ShownCode | None:
    """The code in use under the address by which the leader reaches Loa; None when none is."""
    code = queries.join_code_in_use(drive, at=timezone.now()) if drive.is_open else None
    if code is None:
        return None
    text = queries.join_code_text(code)
    url = request.build_absolute_uri(reverse("field:join", kwargs={"code": text}))
    return ShownCode(f"{text[:5]}-{text[5:]}", url, _qr_image(url))


def _qr_image(text: str) -> str:
    image = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, border=4)
    file = io.BytesIO()
    image.save(file)
    return f"data:image/svg+xml;base64,{base64.b64encode(file.getvalue()).decode()}"


@login_required
@never_cache
@require_safe
def join_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The code alone, large: for the screen that volunteers scan, or for print."""
    drive = scope.led_drive(request, pk)
    context = {"drive": drive, "code": shown_code(request, drive)}
    return http.render_page(request, "drives/join_sheet.html", context)


@login_required
@require_POST
def renew_code(request: HttpRequest, pk: int) -> HttpResponse:
    drive = scope.led_drive(request, pk)
    try:
        services.issue_join_code(drive=drive, by=http.signed_in(request), at=timezone.now())
    except errors.LoaError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("A new code is in use; the old one no longer works."))
    return redirect("drives:drive_detail", pk=drive.pk)


@login_required
@require_POST
def revoke_device(request: HttpRequest, pk: int, device_pk: int) -> HttpResponse:
    drive = scope.led_drive(request, pk)
    devices = models.DeviceToken.objects.filter(drive=drive).select_related("drive")
    device = get_object_or_404(devices, pk=device_pk)
    try:
        services.revoke_device(device=device, by=http.signed_in(request), at=timezone.now())
    except services.TokenEnded as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The phone is stopped. What it sent before still counts."))
    return redirect("drives:drive_detail", pk=drive.pk)
