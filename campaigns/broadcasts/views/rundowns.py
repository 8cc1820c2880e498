"""Outlets, and the day of one."""

from datetime import date, datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.views import loading, moving
from campaigns.kernel import roles
from campaigns.units import permissions

P = roles.Permission
DAY = timedelta(days=1)


@login_required
@require_safe
def outlets(request: HttpRequest) -> HttpResponse:
    """The outlets whose rundowns one may see; straight to the rundown where there is one only."""
    user, now = http.signed_in(request), timezone.now()
    loading.need(user, P.VIEW_RUNDOWN)
    units = permissions.units_where(user, P.VIEW_RUNDOWN)
    rows = queries.outlet_lines(units, now)
    today = models.air_day(now)
    if len(rows) == 1:
        return redirect("broadcasts:rundown", rows[0].pk, today.isoformat())
    context = {
        "outlets": rows,
        "today": today,
        "may_manage": bool(permissions.can(user, P.MANAGE_OUTLET)),
        "may_write": bool(permissions.can(user, P.WRITE_GUIDANCE)),
        "gauges": queries.desk_gauges(units, now),
    }
    return http.render_page(request, "broadcasts/outlets.html", context)


@login_required
@require_safe
def rundown(request: HttpRequest, outlet_id: int, day: str) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    outlet = loading.load_outlet(user, outlet_id, P.VIEW_RUNDOWN)
    shown = loading.parse_day(day)
    if not date.min + DAY <= shown <= date.max - 2 * DAY:
        shown = models.air_day(now)
    found = queries.rundown(outlet, shown, now)
    context = {
        "outlet": outlet,
        "day": shown,
        "previous_day": shown - DAY,
        "next_day": shown + DAY,
        "today": models.air_day(now),
        "now": now,
        "rundown": found,
        "deliveries": queries.delivery_tags(line.pk for line in found.lines),
        "may_deliver": loading.may(user, P.MANAGE_DESTINATION, outlet.unit),
        "may_confirm": loading.may(user, P.CONFIRM_AIRING, outlet.unit),
        "may_plan": loading.may(user, P.PLAN_RELEASE, outlet.unit),
        "undo": moving.undo_of(request),
        "taps": {
            "reasons": models.NotAiredReason.choices,
            # On another day nobody means this very minute: the field begins at the planned one.
            "now": _now_input(now) if shown == models.air_day(now) else "",
            "noted": _number(request.GET.get("noted", "")),
        },
    }
    return http.render_page(request, "broadcasts/rundown.html", context)


def _now_input(now: datetime) -> str:
    return timezone.localtime(now, models.AIR_ZONE).strftime("%Y-%m-%dT%H:%M")


def _number(text: str) -> int | None:
    """The line that was just tapped: its row offers to take it back, if it was a slip."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else None
