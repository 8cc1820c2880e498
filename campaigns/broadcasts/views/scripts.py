"""A script to read from, and placing it on rundowns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import forms, models, queries, services
from campaigns.broadcasts.views import loading
from campaigns.kernel import roles
from campaigns.units import permissions

P = roles.Permission
# Days whose slots the form offers.
DAYS = 7


@login_required
@require_safe
def script(request: HttpRequest, script_id: int) -> HttpResponse:
    user = http.signed_in(request)
    found = loading.load_script(user, script_id, P.VIEW_RUNDOWN)
    context = {
        "script": found,
        "paragraphs": _paragraphs(found.spoken_text or found.text),
        "newer": models.Script.objects.newer_than(found).order_by("-revision_id").first(),
        "lines": queries.lines_of_script(
            found, permissions.units_where(user, P.VIEW_RUNDOWN), timezone.now()
        ),
        "may_plan": bool(permissions.can(user, P.PLAN_RELEASE)),
    }
    return http.render_page(request, "broadcasts/script.html", context)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@dataclass(frozen=True)
class _Offer:
    """Where the reader may place the script: outlets, and places by outlet."""

    outlets: list[models.Outlet]
    places: dict[int, tuple[queries.Place, ...]]

    def choices(self) -> list[Any]:
        """Grouped by outlet, each with how full it is, and last a time of its own."""
        return [
            (str(outlet), [_choice(p) for p in self.places.get(outlet.pk, ())] + [_own(outlet)])
            for outlet in self.outlets
        ]

    def parse(self, value: str, own_start: datetime | None) -> tuple[models.Outlet, Any, datetime]:
        """Outlet, slot or None, and planned start of a choice that the form has accepted."""
        for outlet in self.outlets:
            if value == _own(outlet)[0] and own_start is not None:
                return outlet, None, own_start
            for place in self.places.get(outlet.pk, ()):
                if value == _choice(place)[0]:
                    return outlet, place.slot, place.begins_at
        raise LookupError(value)


def _choice(place: queries.Place) -> tuple[str, str]:
    label = _("%(when)s · %(slot)s · %(used)s of %(whole)s seconds taken") % {
        "when": f"{place.starts_at:%H:%M %d/%m}",
        "slot": place.slot.name_vi,
        "used": place.used_seconds,
        "whole": place.slot.seconds,
    }
    if not place.fits:
        label = _("%(place)s · too full for this script") % {"place": label}
    return f"slot{place.slot.pk}@{place.starts_at.isoformat()}", label


def _own(outlet: models.Outlet) -> tuple[str, str]:
    return f"outlet{outlet.pk}", _("Outside the slots, at a time of its own")


def _offer(user: accounts_models.User, found: models.Script, now: datetime) -> _Offer:
    units = permissions.units_where(user, P.PLAN_RELEASE)
    rows = models.Outlet.objects.active().filter(unit__in=units).select_related("unit")
    outlets = [o for o in rows.order_by("unit__name_vi", "pk") if found.medium in o.mediums]
    places = queries.places_for(found, outlets, models.air_day(now), DAYS, now)
    return _Offer(outlets, places)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, script_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_script(user, script_id, P.PLAN_RELEASE)
    offer = _offer(user, found, now)
    initial = {"planned_seconds": found.spoken_seconds}
    form = forms.ReleaseForm(request.POST or None, places=offer.choices(), initial=initial)
    is_overfull = "is_overfull_confirmed" in request.POST
    if request.method == "POST" and form.is_valid():
        try:
            release = _plan(user, found, offer, form.cleaned_data, now)
        except services.ReleaseRefused as refusal:
            form.add_error("place", refusal.message)
            is_overfull = isinstance(refusal, services.SlotOverfull)
        else:
            messages.success(request, _("The script stands on the rundown."))
            day = models.air_day(release.planned_start_at).isoformat()
            return redirect("broadcasts:rundown", release.outlet_id, day)
    context = {"script": found, "form": form, "is_overfull": is_overfull, "offer": offer}
    return http.render_page(request, "broadcasts/plan.html", context)


def _plan(
    user: accounts_models.User,
    found: models.Script,
    offer: _Offer,
    wanted: dict[str, Any],
    now: datetime,
) -> models.Release:
    outlet, slot, start = offer.parse(wanted["place"], wanted["starts_at"])
    draft = services.ReleaseDraft(
        script=found,
        outlet=outlet,
        slot=slot,
        planned_start_at=start,
        planned_seconds=wanted["planned_seconds"] or 0,
        priority=wanted["priority"],
        not_before_at=wanted["not_before_at"],
    )
    return services.plan_release(
        draft=draft, by=user, at=now, is_overfull_confirmed=wanted["is_overfull_confirmed"]
    )
