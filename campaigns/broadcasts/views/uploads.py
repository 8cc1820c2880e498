"""Bringing sound files in, and the list of those that are there."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models, services
from campaigns.broadcasts.forms import recordings as recording_forms
from campaigns.broadcasts.views import loading
from campaigns.kernel import errors, roles
from campaigns.units import models as units_models
from campaigns.units import permissions

P = roles.Permission
_SHOWN = 50
# What a form weighs besides its file.
_REST_OF_FORM = 64 * 1024


@csrf_exempt  # for the size alone: reading the token would first take in the whole body
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recordings(request: HttpRequest) -> HttpResponse:
    """The list with the form; what is far too large is refused before its body is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method == "POST" and int(length) > services.largest_bytes() + _REST_OF_FORM:
        user = http.signed_in(request)
        loading.need(user, P.WRITE_GUIDANCE)
        form = recording_forms.RecordingForm(units=_units(user))
        return _page(request, user, form, fault=services.too_large_message(), status=413)
    return _recordings(request)


@csrf_protect
def _recordings(request: HttpRequest) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    loading.need(user, P.WRITE_GUIDANCE)
    units = _units(user)
    form = recording_forms.RecordingForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _draft(form.cleaned_data, units)
            kept = services.keep_recording(draft=draft, by=user, at=now)
        except errors.LoaError as refusal:
            form.add_error("file", refusal.message)
        else:
            messages.success(request, _said(kept, is_new=kept.uploaded_at == now))
            return redirect("broadcasts:recordings")
    return _page(request, user, form)


def _units(user: accounts_models.User) -> list[units_models.Unit]:
    """Units for whose pieces the person writes, those with an outlet alone."""
    units = permissions.units_where(user, P.WRITE_GUIDANCE).filter(outlet__isnull=False)
    return list(units.order_by("name_vi", "pk"))


def _draft(wanted: dict[str, Any], units: list[units_models.Unit]) -> services.RecordingDraft:
    unit = next(unit for unit in units if str(unit.pk) == wanted["unit"])
    return services.RecordingDraft(unit, wanted["title"], wanted["language"], wanted["file"])


def _said(kept: models.Recording, *, is_new: bool) -> str:
    if is_new:
        return _("The sound is kept. Choose it beside the text that it belongs to.")
    return _("This very sound is here already, as “%(title)s”.") % {"title": kept.title}


def _page(
    request: HttpRequest,
    user: accounts_models.User,
    form: django_forms.Form,
    *,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    rows = models.Recording.objects.visible_to(user, timezone.localdate())
    context = {
        "form": form,
        "fault": fault,
        "limit": services.largest_bytes(),
        "limit_message": services.too_large_message(),
        "recordings": list(
            rows.select_related("unit", "uploaded_by").order_by("-uploaded_at", "-pk")[:_SHOWN]
        ),
    }
    return http.render_page(request, "broadcasts/recordings.html", context, status=status)
