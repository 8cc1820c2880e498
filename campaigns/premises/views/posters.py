"""The sheets of a premises, step by step."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.accounts import http
from campaigns.kernel import errors
from campaigns.premises import forms, services
from campaigns.premises.views import registry, scope


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_poster(request: HttpRequest, pk: int) -> HttpResponse:
    premises = scope.kept(request, pk)
    form = forms.PosterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.request_poster(
                premises=premises,
                draft=form.draft(),
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The sheet is asked for. Release it for printing next."))
            return redirect("premises:premises_detail", pk=premises.pk)
    title = _("Ask for a sheet")
    return registry.form_page(request, form, premises, title, title)


@login_required
@require_POST
def advance_poster(request: HttpRequest, pk: int, poster_pk: int, step: str) -> HttpResponse:
    """Release for printing, printed, posted, or a new edition: one step forward."""
    poster = scope.kept_poster(request, pk, poster_pk)
    by, at = http.signed_in(request), timezone.now()
    acts: dict[str, Callable[[], object]] = {
        "issue": lambda: services.issue_posters(poster_ids=[poster.pk], by=by, at=at),
        "print": lambda: services.mark_printed(poster_ids=[poster.pk], by=by, at=at),
        "post": lambda: services.mark_posted(poster=poster, by=by, at=at),
        "replace": lambda: services.replace(poster=poster, by=by, at=at),
    }
    try:
        if acts[step]() == 0:
            messages.error(request, _("The sheet is past this step by now."))
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    return redirect("premises:premises_detail", pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_poster(request: HttpRequest, pk: int, poster_pk: int) -> HttpResponse:
    poster = scope.kept_poster(request, pk, poster_pk)
    form = forms.PayloadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.verify(
                poster=poster,
                found_payload=form.cleaned_data["payload"],
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except services.PayloadDiffers as refusal:
            form.add_error("payload", refusal.message)
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Verified: the sheet holds the right code."))
            return redirect("premises:premises_detail", pk=pk)
    note = _("Scan the sheet that hangs there; enter what the scan says, not what the desk says.")
    title = _("Verify the sheet")
    return registry.form_page(request, form, poster.premises, title, title, note=note)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_damaged(request: HttpRequest, pk: int, poster_pk: int) -> HttpResponse:
    return _end(request, pk, poster_pk, services.report_damaged, _("The sheet is damaged or gone"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_poster(request: HttpRequest, pk: int, poster_pk: int) -> HttpResponse:
    return _end(request, pk, poster_pk, services.revoke, _("Revoke the sheet"))


def _end(
    request: HttpRequest, pk: int, poster_pk: int, service: Callable[..., None], title: str
) -> HttpResponse:
    poster = scope.kept_poster(request, pk, poster_pk)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service(
                poster=poster,
                reason=form.cleaned_data["reason"],
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except errors.LoaError as refusal:
            messages.error(request, refusal.message)
        return redirect("premises:premises_detail", pk=pk)
    note = _("From now on it does not count.")
    return registry.form_page(request, form, poster.premises, title, title, note=note)
