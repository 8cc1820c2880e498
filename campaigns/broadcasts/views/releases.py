"""What came of a release: confirming that it was aired, or taking it off the rundown."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.broadcasts import forms, models, queries, services, tasks
from campaigns.broadcasts.views import loading
from campaigns.kernel import errors, roles

P = roles.Permission


def back_to_day(outlet_id: int, moment: datetime) -> HttpResponse:
    return redirect("broadcasts:rundown", outlet_id, models.air_day(moment).isoformat())


def draft_of(wanted: dict[str, Any], **about: Any) -> services.AiringDraft:
    """The line that a form describes; `about` says of what."""
    return services.AiringDraft(
        aired_at=wanted["aired_at"],
        seconds=wanted["seconds"],
        source=wanted["source"],
        has_aired=wanted.get("has_aired") != forms.AiringForm.NOT_AIRED,
        evidence_text=wanted["evidence_text"],
        evidence_url=wanted["evidence_url"],
        not_aired_reason=wanted.get("not_aired_reason") or models.NotAiredReason.OTHER,
        **about,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, release_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    release = loading.load_release(user, release_id, P.CONFIRM_AIRING)
    initial = {"aired_at": release.planned_start_at, "seconds": release.planned_seconds}
    form = forms.AiringForm(request.POST or None, initial=initial)
    conflict = ""
    if request.method == "POST" and form.is_valid():
        try:
            draft = draft_of(form.cleaned_data, release=release)
            services.confirm_airing(draft=draft, by=user, at=now)
        except services.AlreadyConfirmed as refusal:
            conflict = refusal.message
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Noted in the as-run log."))
            return back_to_day(release.outlet_id, release.planned_start_at)
    return confirm_page(request, release, form, now, conflict=conflict)


def confirm_page(
    request: HttpRequest,
    release: models.Release,
    form: forms.AiringForm,
    now: datetime,
    *,
    conflict: str = "",
) -> HttpResponse:
    """The form about a release; where somebody was first, who and when."""
    context = {"form": form, "conflict": conflict, **_about(release, now)}
    status = 409 if conflict else 200
    return http.render_page(request, "broadcasts/confirm.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, release_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    release = loading.load_release(user, release_id, P.PLAN_RELEASE)
    form = forms.CancelForm(request.POST or None)
    conflict = ""
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.cancel_release(release=release, reason=reason, by=user, at=now)
        except services.ReleaseSettled as refusal:
            conflict = refusal.message
        else:
            tasks.deliver_due.delay_on_commit()
            messages.success(request, _("Taken off the rundown."))
            return back_to_day(release.outlet_id, release.planned_start_at)
    context = {"form": form, "conflict": conflict, **_about(release, now)}
    status = 409 if conflict else 200
    return http.render_page(request, "broadcasts/cancel.html", context, status=status)


def _about(release: models.Release, now: datetime) -> dict[str, Any]:
    """The release as it stands, and its day."""
    airing = (
        models.Airing.objects.current()
        .filter(release=release)
        .with_text_age()
        .select_related("release", "confirmed_by", "destination")
        .first()
    )
    return {
        "release": release,
        "outlet": release.outlet,
        "line": queries.release_line(release, airing, now),
        "day": models.air_day(release.planned_start_at),
    }
