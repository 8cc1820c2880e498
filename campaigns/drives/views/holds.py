"""Deciding on records that were held back."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.drives import forms, models, queries, services
from campaigns.drives.views import scope


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a held record count."""
    done = _("The record counts now.")
    return _decide(request, pk, services.confirm_held, "drives/confirm_entry.html", done)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reject_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a held record out for good."""
    done = _("The record does not count. Whoever sent it is told.")
    return _decide(request, pk, services.reject_held, "drives/reject_entry.html", done)


def _decide(
    request: HttpRequest, pk: int, decide: Callable[..., None], template: str, done: str
) -> HttpResponse:
    entry = scope.led_entry(request, pk)
    form = forms.ReasonForm(request.POST or None)
    held = urlencode([("drive", str(entry.drive_id)), ("show", "held")])
    back = f"{reverse('drives:entries')}?{held}"
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            decide(entry=entry, reason=reason, by=http.signed_in(request), at=timezone.now())
        except services.HoldDecided as error:
            messages.error(request, error.message)
        else:
            messages.success(request, done)
        return redirect(back)
    hold = models.Hold.objects.filter(entry=entry).first()
    context = {
        "entry": entry,
        "hold": hold,
        "is_waiting": hold is not None and hold.state == models.Hold.State.WAITING,
        "acts": queries.acts_text(entry),
        "form": form,
        "back": back,
    }
    status = 422 if form.errors else 200
    return http.render_page(request, template, context, status=status)
