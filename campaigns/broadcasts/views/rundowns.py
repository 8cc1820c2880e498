"""Outlets, and the day of one."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.views import loading
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
    rows = queries.outlet_lines(permissions.units_where(user, P.VIEW_RUNDOWN), now)
    today = models.air_day(now)
    if len(rows) == 1:
        return redirect("broadcasts:rundown", rows[0].pk, today.isoformat())
    return http.render_page(request, "broadcasts/outlets.html", {"outlets": rows, "today": today})


@login_required
@require_safe
def rundown(request: HttpRequest, outlet_id: int, day: str) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    outlet = loading.load_outlet(user, outlet_id, P.VIEW_RUNDOWN)
    shown = loading.parse_day(day)
    if not date.min + DAY <= shown <= date.max - 2 * DAY:
        shown = models.air_day(now)
    context = {
        "outlet": outlet,
        "day": shown,
        "previous_day": shown - DAY,
        "next_day": shown + DAY,
        "today": models.air_day(now),
        "now": now,
        "rundown": queries.rundown(outlet, shown, now),
        "may_confirm": loading.may(user, P.CONFIRM_AIRING, outlet.unit),
        "may_plan": loading.may(user, P.PLAN_RELEASE, outlet.unit),
    }
    return http.render_page(request, "broadcasts/rundown.html", context)
