"""One tap on the rundown: aired, aired late, not aired; a whole slot; and taking it back."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import forms, models, services
from campaigns.broadcasts.views import loading
from campaigns.broadcasts.views.releases import back_to_day, confirm_page
from campaigns.kernel import errors, roles

P = roles.Permission


@login_required
@require_POST
def tap(request: HttpRequest, release_id: int) -> HttpResponse:
    """Note what came of a release; where that does not do, the whole form says why."""
    user, now = http.signed_in(request), timezone.now()
    release = loading.load_release(user, release_id, P.CONFIRM_AIRING)
    form = forms.TapForm(request.POST)
    if not form.is_valid():
        return confirm_page(request, release, _whole_form(release, form), now)
    try:
        airing = _note(release, form.cleaned_data, user, now)
    except services.AlreadyConfirmed as refusal:
        return confirm_page(
            request, release, _whole_form(release, form), now, conflict=refusal.message
        )
    except errors.LoaError as refusal:
        whole = _whole_form(release, form)
        whole.add_error(None, refusal.message)
        return confirm_page(request, release, whole, now)
    day = models.air_day(release.planned_start_at).isoformat()
    path = reverse("broadcasts:rundown", args=[release.outlet_id, day])
    return redirect(f"{path}?{urlencode({'noted': airing.pk})}#release-{release.pk}")


def _note(
    release: models.Release, wanted: dict[str, Any], user: accounts_models.User, now: datetime
) -> models.Airing:
    is_late = wanted["what"] == forms.TapForm.LATE
    draft = services.AiringDraft(
        release=release,
        aired_at=wanted["aired_at"] if is_late else release.planned_start_at,
        seconds=release.planned_seconds,
        has_aired=wanted["what"] != forms.TapForm.NOT_AIRED,
        not_aired_reason=wanted["not_aired_reason"] or models.NotAiredReason.OTHER,
        evidence_text=wanted["evidence_text"],
    )
    return services.confirm_airing(draft=draft, by=user, at=now)


def _whole_form(release: models.Release, tapped: forms.TapForm) -> forms.AiringForm:
    """The form with what was tapped, and what is wrong with it."""
    is_not_aired = tapped.data.get("what") == forms.TapForm.NOT_AIRED
    planned = release.planned_start_at.astimezone(models.AIR_ZONE).strftime("%Y-%m-%dT%H:%M")
    whole = forms.AiringForm(
        {
            "has_aired": forms.AiringForm.NOT_AIRED if is_not_aired else forms.AiringForm.AIRED,
            "aired_at": tapped.data.get("aired_at") or planned,
            "seconds": release.planned_seconds,
            "source": models.AiringSource.DECLARED,
            "not_aired_reason": tapped.data.get("not_aired_reason", ""),
            "evidence_text": tapped.data.get("evidence_text", ""),
        }
    )
    for name, faults in tapped.errors.items():
        whole.add_error(name if name in whole.fields else None, list(faults))
    return whole


@login_required
@require_POST
def confirm_slot(request: HttpRequest, outlet_id: int, slot_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    outlet = loading.load_outlet(user, outlet_id, P.CONFIRM_AIRING)
    get_object_or_404(outlet.slots, pk=slot_id)
    form = forms.SlotTapForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The slot could not be read. Confirm its scripts one by one."))
        return back_to_day(outlet.pk, now)
    starts_at: datetime = form.cleaned_data["starts_at"]
    count = services.confirm_slot(
        outlet=outlet, slot_id=slot_id, starts_at=starts_at, by=user, at=now
    )
    said = ngettext("%(count)s script noted as aired.", "%(count)s scripts noted as aired.", count)
    messages.success(request, said % {"count": count})
    return back_to_day(outlet.pk, starts_at)


@login_required
@require_POST
def take_back(request: HttpRequest, airing_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    airing = loading.load_airing(user, airing_id, P.CONFIRM_AIRING)
    try:
        services.take_back_airing(airing=airing, by=user, at=now)
    except services.AlreadyConfirmed as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Taken back; the line stays in the log, marked so."))
    planned = airing.release.planned_start_at if airing.release else airing.aired_at
    return back_to_day(airing.outlet_id, planned)
