"""Placing a script: choose outlets, see what speaks against each place, then save them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models, queries, services, tasks
from campaigns.broadcasts.forms import placing as forms
from campaigns.broadcasts.views import loading
from campaigns.kernel import roles
from campaigns.units import permissions

P = roles.Permission
# Every outlet of the list, in the address.
_ALL = "all"


@dataclass(frozen=True)
class _Row:
    """An outlet in the check, with what is ticked."""

    check: queries.Check
    is_taken: bool
    is_confirmed: bool
    options: tuple[tuple[str, str], ...]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, script_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_script(user, script_id, P.PLAN_RELEASE)
    outlets = _outlets(user, found)
    sent = request.POST if request.method == "POST" else request.GET
    groups = queries.outlets_by_parent(outlets, models.air_day(now))
    picked = _picked(sent, groups, is_posted=request.method == "POST")
    form = forms.WishForm(sent if "priority" in sent else None, initial=_initial(found))
    wish = _wish(found, form)
    checks: tuple[queries.Check, ...] = ()
    status, refusal = 200, ""
    if wish is not None and request.method == "POST" and sent.get("act") == "place":
        try:
            bulk = _place(user, wish, picked, sent, now)
        except services.BulkRefused as fault:
            checks, refusal, status = fault.checks, fault.message, 409
        except services.ReleaseRefused as fault:
            refusal = fault.message
        else:
            return _done(request, found, bulk)
    if wish is not None and picked and not checks:
        checks = queries.check_places(wish, picked, _chosen(sent), now)
    context = {
        "script": found,
        "form": form,
        "groups": groups,
        "picked": {outlet.pk for outlet in picked},
        # What cannot take it stands last.
        "rows": [_row(check, sent) for check in sorted(checks, key=lambda c: c.is_forbidden)],
        "refusal": refusal,
        "wish": form.data if form.is_bound else None,
    }
    return http.render_page(request, "broadcasts/plan.html", context, status=status)


def _outlets(user: accounts_models.User, found: models.Script) -> list[models.Outlet]:
    """Outlets that one may fill: those that use the medium, and are open, first."""
    units = permissions.units_where(user, P.PLAN_RELEASE)
    rows = models.Outlet.objects.filter(unit__in=units).select_related("unit")
    outlets = list(rows.order_by("unit__name_vi", "pk"))
    return sorted(outlets, key=lambda o: not (o.is_active and found.medium in o.mediums))


def _picked(
    sent: QueryDict, groups: Sequence[tuple[int, str, list[models.Outlet]]], *, is_posted: bool
) -> list[models.Outlet]:
    """The outlets that the address or the form names; the only one there is names itself."""
    named, group = set(sent.getlist("outlet")), sent.get("pick", "")
    outlets = [outlet for _pk, _name, members in groups for outlet in members]
    if group == _ALL or (len(outlets) == 1 and not is_posted):
        return outlets
    for pk, _name, members in groups:
        if group == str(pk):
            named |= {str(member.pk) for member in members}
    return [outlet for outlet in outlets if str(outlet.pk) in named]


def _initial(found: models.Script) -> dict[str, Any]:
    return {"planned_seconds": found.spoken_seconds, "priority": models.Priority.NORMAL}


def _wish(found: models.Script, form: forms.WishForm) -> queries.Wish | None:
    """What is wanted; as the script is where nothing was said yet, None where it is no sense."""
    if not form.is_bound:
        return queries.Wish(found, found.spoken_seconds)
    if not form.is_valid():
        return None
    wanted = form.cleaned_data
    return queries.Wish(
        script=found,
        seconds=wanted["planned_seconds"] or 0,
        priority=wanted["priority"],
        not_before_at=wanted["not_before_at"],
        own_start_at=wanted["starts_at"],
    )


def _chosen(sent: Mapping[str, Any]) -> dict[int, str]:
    """The place chosen at each outlet."""
    prefix = "place-"
    return {
        int(name.removeprefix(prefix)): str(sent[name])
        for name in sent
        if name.startswith(prefix) and name.removeprefix(prefix).isdecimal()
    }


def _place(
    user: accounts_models.User,
    wish: queries.Wish,
    picked: Sequence[models.Outlet],
    sent: QueryDict,
    now: datetime,
) -> services.Bulk:
    taken, confirmed = set(sent.getlist("take")), set(sent.getlist("overfull"))
    chosen = _chosen(sent)
    choices = [
        services.Choice(o, chosen.get(o.pk, ""), is_overfull_confirmed=str(o.pk) in confirmed)
        for o in picked
        if str(o.pk) in taken
    ]
    bulk = services.release_to_outlets(wish=wish, choices=choices, by=user, at=now)
    tasks.deliver_due.delay_on_commit()
    return bulk


def _done(request: HttpRequest, found: models.Script, bulk: services.Bulk) -> HttpResponse:
    count = len(bulk.releases)
    text = ngettext(
        "The script stands on the rundown of %(count)s outlet.",
        "The script stands on the rundowns of %(count)s outlets.",
        count,
    ) % {"count": count}
    if bulk.shifted:
        text += " " + ngettext(
            "%(count)s script was moved on.", "%(count)s scripts were moved on.", bulk.shifted
        ) % {"count": bulk.shifted}
    messages.success(request, text)
    if count == 1:
        release = bulk.releases[0]
        return redirect("broadcasts:rundown", release.outlet_id, release.day.isoformat())
    return redirect("broadcasts:script", found.pk)


def _row(check: queries.Check, sent: QueryDict) -> _Row:
    pk = str(check.outlet.pk)
    was_asked = "act" in sent
    return _Row(
        check=check,
        is_taken=pk in sent.getlist("take") if was_asked else check.is_advised,
        is_confirmed=pk in sent.getlist("overfull"),
        options=tuple((place.key, place_label(place)) for place in check.offers),
    )


def place_label(place: queries.Place) -> str:
    """A place in one line, with how full it is."""
    begin = timezone.localtime(place.begins_at, models.AIR_ZONE)
    if place.key == "now":
        return _("At once, %(when)s") % {"when": f"{begin:%H:%M:%S}"}
    if place.slot is None:
        return _("Outside the slots, %(when)s") % {"when": f"{begin:%H:%M %d/%m}"}
    label = _("%(when)s · %(slot)s · %(used)s of %(whole)s seconds taken") % {
        "when": f"{begin:%H:%M %d/%m}",
        "slot": place.slot.name_vi,
        "used": place.used_seconds,
        "whole": place.seconds,
    }
    return label if place.fits else _("%(place)s · too full for this script") % {"place": label}
