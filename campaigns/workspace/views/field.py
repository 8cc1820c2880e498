"""The field face: joining by a scanned code, and the app that counts."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.drives import models, permissions, queries, services
from campaigns.kernel import actor
from campaigns.workspace import forms
from campaigns.workspace.views import field_shell


@require_safe
def phone(request: HttpRequest) -> HttpResponse:
    """The app; what it counts for is on the phone, and in its cookies."""
    return field_shell.page()


@login_required
@require_safe
def drive_by_account(request: HttpRequest, pk: int) -> HttpResponse:
    """The app, counting by one's own account."""
    user = http.signed_in(request)
    seen = models.Drive.objects.near(user, on=timezone.localdate())
    drive = get_object_or_404(seen.select_related("unit", "organiser"), pk=pk)
    verdict = permissions.may_log(user, drive)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return field_shell.page()


@never_cache
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Go to the drive whose code was typed."""
    typed = "".join(c for c in request.GET.get("code", "").upper() if c.isalnum())
    if not typed or len(typed) > 40:
        return redirect("field:phone")
    return redirect("field:join", code=typed)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the code opens, and let the phone join."""
    now = timezone.now()
    if http.has_guessed_too_often(request, "field-join"):
        return render(request, "field/refused.html", {"reason": _too_many()}, status=429)
    offer = queries.find_offer(code, at=now)
    if offer.code is None:
        http.note_guess(request, "field-join")
        return render(request, "field/refused.html", {"reason": offer.refusal}, status=404)
    if _has_joined(request, offer.code.drive):
        return _to_counting(offer.code.drive)
    form = forms.JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _joined(request, code, form, now)
    context = {"drive": offer.code.drive, "form": form, "keeps_until": _keeps_until()}
    return render(request, "field/join.html", context, status=422 if form.errors else 200)


def _joined(request: HttpRequest, code: str, form: forms.JoinForm, now: datetime) -> HttpResponse:
    volunteer = services.NewVolunteer(
        display_name=form.cleaned_data["display_name"],
        has_consented=form.cleaned_data["has_consented"],
        phone=form.cleaned_data["phone"],
    )
    try:
        device, secret = services.join_drive(
            code_text=code, volunteer=volunteer, by=actor.SystemActor("join"), at=now
        )
    except (services.CodeRefused, services.JoinRefused) as error:
        return render(request, "field/refused.html", {"reason": error.message}, status=409)
    response = _to_counting(device.drive)
    response.set_cookie(
        queries.device_cookie(device.drive_id),
        secret,
        max_age=device.sends_until_date - timezone.localdate(now) + timedelta(days=1),
        httponly=True,
        secure=settings.IS_HTTPS,
        samesite="Lax",
    )
    return response


def _to_counting(drive: models.Drive) -> HttpResponseRedirect:
    return redirect(f"{reverse('field:phone')}?joined={drive.pk}")


def _has_joined(request: HttpRequest, drive: models.Drive) -> bool:
    """Whether this phone holds a pass to the drive: scanning again makes no second phone of it."""
    found = queries.find_pass(request.COOKIES, drive.pk, on=timezone.localdate())
    return found.device is not None


def _keeps_until() -> str:
    return _("until 90 days after the campaign ends")


def _too_many() -> str:
    return _("Too many wrong codes came from here. Wait ten minutes, then scan the code again.")
