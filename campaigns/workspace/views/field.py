"""The field face: joining by a scanned code, and the volunteer's phone page."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.drives import models, permissions, queries, services
from campaigns.kernel import actor, codes
from campaigns.workspace import forms

# Wrong codes from one address within the window, after which it has to wait.
MAX_GUESSES = 20
GUESS_WINDOW_S = 600


@never_cache
@require_safe
@ensure_csrf_cookie
def phone(request: HttpRequest) -> HttpResponse:
    """Count, if this phone joined a drive; else say how to begin."""
    secret = request.COOKIES.get(queries.DEVICE_COOKIE, "")
    found = queries.find_device(secret, on=timezone.localdate())
    if found.device is not None:
        return _phone_page(request, found.device.drive, str(found.device), "")
    now = timezone.now()
    own = queries.drives_where_may_log(request.user, at=now)
    context = {"refusal": found.refusal if secret else "", "drives": own, "code": ""}
    return render(request, "field/start.html", context)


@never_cache
@login_required
@require_safe
@ensure_csrf_cookie
def drive_by_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Count by one's own account."""
    user = http.signed_in(request)
    seen = models.Drive.objects.near(user, on=timezone.localdate())
    drive = get_object_or_404(seen.select_related("unit", "organiser"), pk=pk)
    verdict = permissions.may_log(user, drive)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return _phone_page(request, drive, str(user), f"?drive={drive.pk}")


def _phone_page(request: HttpRequest, drive: models.Drive, sender: str, query: str) -> HttpResponse:
    outcomes = models.Outcome
    context = {
        "drive": drive,
        "sender": sender,
        "apps": queries.apps_of(drive),
        "app_outcomes": [(o.value, str(o.label)) for o in models.APP_OUTCOMES],
        "other_outcomes": [
            (o.value, str(o.label)) for o in outcomes if o not in models.APP_OUTCOMES
        ],
        "settings": models.Setting.choices,
        "reference": _reference(drive, query),
    }
    return render(request, "field/phone.html", context)


def _reference(drive: models.Drive, query: str) -> dict[str, Any]:
    """What the page's script works with; words are translated here, scripts hold none."""
    return {
        "drive": drive.pk,
        "driveUrl": reverse("api-1:show_drive") + query,
        "recordsUrl": reverse("api-1:hand_in_records") + query,
        "csrfCookie": settings.CSRF_COOKIE_NAME,
        "maxCount": 9_999,
        "shifts": [
            {"id": s.pk, "starts_at": s.starts_at.isoformat(), "ends_at": s.ends_at.isoformat()}
            for s in queries.shifts_of(drive)
        ],
        "words": {
            "kept": _("Saved on this phone; will be sent when there is network."),
            "sent": _("Sent. The leader sees it now."),
            "offline": _("No network. Go on counting: everything is kept on this phone."),
            "storageFull": _("This phone has no room left. Send what waits, then save again."),
            "fewPeople": _("One outcome has {count}: were fewer residents helped?"),
            "line": _("{time}: {people} residents"),
            "refused": _("{count} not accepted"),
            "elsewhere": _("{count} records of another drive also wait on this phone."),
            "sentToday": _("Sent today: {people} residents in {records} records"),
            "remove": _("Delete"),
            "removeAsk": _("Delete this record from the phone? It will not be counted."),
        },
    }


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
    if _has_guessed_too_often(request):
        return render(request, "field/refused.html", {"reason": _too_many()}, status=429)
    offer = queries.find_offer(code, at=now)
    if offer.code is None:
        _note_guess(request)
        return render(request, "field/refused.html", {"reason": offer.refusal}, status=404)
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
    response = redirect("field:phone")
    response.set_cookie(
        queries.DEVICE_COOKIE,
        secret,
        max_age=device.sends_until_date - timezone.localdate(now) + timedelta(days=1),
        httponly=True,
        secure=settings.IS_HTTPS,
        samesite="Lax",
    )
    return response


def _keeps_until() -> str:
    return _("until 90 days after the campaign ends")


def _too_many() -> str:
    return _("Too many wrong codes came from here. Wait ten minutes, then scan the code again.")


def _guess_key(request: HttpRequest) -> str:
    """No address is kept: only its digest, for ten minutes."""
    return f"field-join:{codes.digest_secret(http.client_address(request))[:24]}"


def _has_guessed_too_often(request: HttpRequest) -> bool:
    return int(cache.get(_guess_key(request), 0)) >= MAX_GUESSES


def _note_guess(request: HttpRequest) -> None:
    key = _guess_key(request)
    if not cache.add(key, 1, GUESS_WINDOW_S):
        cache.set(key, int(cache.get(key, 0)) + 1, GUESS_WINDOW_S)
