"""The sheets of a premises, step by step."""

from collections.abc import Callable
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.kernel import errors, pictures, serving
from campaigns.premises import forms, models, services
from campaigns.premises.views import registry, scope


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_poster(request: HttpRequest, pk: int) -> HttpResponse:
    premises = scope.kept(request, pk)
    form = forms.PosterForm(request.POST or None, on=timezone.localdate())
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
    """Release for printing, printed, or a new edition: one step forward."""
    poster = scope.kept_poster(request, pk, poster_pk)
    by, at = http.signed_in(request), timezone.now()
    acts: dict[str, Callable[[], object]] = {
        "issue": lambda: services.issue_posters(poster_ids=[poster.pk], by=by, at=at),
        "print": lambda: services.mark_printed(poster_ids=[poster.pk], by=by, at=at),
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
def post_poster(request: HttpRequest, pk: int, poster_pk: int) -> HttpResponse:
    """The sheet hangs; with a photo of it where there is one."""
    poster = scope.kept_poster(request, pk, poster_pk)
    is_sent = request.method == "POST"
    form = forms.HungForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        try:
            services.mark_posted(
                poster=poster,
                photo=form.cleaned_data["photo"],
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except pictures.PictureRefused as refusal:
            form.add_error("photo", refusal.message)
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The sheet hangs. Somebody else verifies it next."))
            return redirect("premises:premises_detail", pk=pk)
    title = _("It hangs there now")
    return registry.form_page(request, form, poster.premises, title, title)


@login_required
@require_safe
def poster_photo(request: HttpRequest, pk: int, poster_pk: int, step: str) -> HttpResponseBase:
    """The photo of a sheet at a step, for those who keep the premises in order."""
    poster = scope.kept_poster(request, pk, poster_pk)
    photo = get_object_or_404(
        models.PosterPhoto, poster=poster, step=step.upper(), forgotten_at=None
    )
    name = f"loa-{poster.code}-{step}.jpg"
    file = serving.StoredFile(
        Path(photo.file.path), photo.size, photo.sha256, pictures.CONTENT_TYPE, name
    )
    return serving.serve(request, file, "private, no-cache")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_poster(request: HttpRequest, pk: int, poster_pk: int) -> HttpResponse:
    poster = scope.kept_poster(request, pk, poster_pk)
    form = forms.VerificationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.verify(
                poster=poster,
                found_payload=form.cleaned_data["payload"],
                photo=form.content,
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
