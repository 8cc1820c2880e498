"""Deliveries: dead letters, sending again, and what the outlet has not acknowledged."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models, queries, services, tasks
from campaigns.broadcasts.forms import deliveries as delivery_forms
from campaigns.broadcasts.views import loading
from campaigns.broadcasts.views.releases import back_to_day
from campaigns.kernel import errors, roles, tables
from campaigns.units import permissions

P = roles.Permission
# What one press sends again at most; the rest keeps its place in the list.
_MOST_RESENT = 500

_COLUMNS = (
    tables.Column("settled_at", gettext_lazy("When"), is_sortable=True, sort_by="queued_at"),
    tables.Column(
        "piece", gettext_lazy("Piece"), is_sortable=True, sort_by="release__script__title"
    ),
    tables.Column(
        "destination", gettext_lazy("Destination"), is_sortable=True, sort_by="destination__name"
    ),
    tables.Column("state", gettext_lazy("State"), is_sortable=True),
    tables.Column("attempts", gettext_lazy("Attempts"), is_sortable=True, is_numeric=True),
    tables.Column("fault", gettext_lazy("What went wrong")),
)


def _filtered(request: HttpRequest, user: accounts_models.User, permission: P) -> Any:
    """The filters of the address, and the rows within the reach of a permission."""
    outlets = models.Outlet.objects.filter(unit__in=permissions.units_where(user, permission))
    names = outlets.order_by("unit__name_vi", "pk").values_list("pk", "unit__name_vi")
    form = delivery_forms.DeliveryFilter(
        request.GET, outlets=[(str(pk), name) for pk, name in names]
    )
    form.is_valid()
    own = models.Delivery.objects.filter(destination__outlet__in=outlets)
    return form, queries.deliveries_filtered(own, form.cleaned_data)


@login_required
@require_safe
def deliveries(request: HttpRequest) -> HttpResponseBase:
    """Dead letters within one's reach; by the filters, all deliveries."""
    user, now = http.signed_in(request), timezone.now()
    loading.need(user, P.VIEW_RUNDOWN)
    form, rows = _filtered(request, user, P.VIEW_RUNDOWN)
    if tables.export_format(request.GET):
        return tables.export(
            columns=_COLUMNS, rows=rows, params=request.GET, name="deliveries", value=_value
        )
    table = tables.build(
        columns=_COLUMNS,
        rows=rows,
        params=request.GET,
        default_sort="settled_at",
        is_default_descending=True,
    )
    context = {
        "table": table,
        "filters": form,
        "tones": {row.pk: queries.tone_of(row) for row in table.rows},
        "gauges": queries.desk_gauges(permissions.units_where(user, P.VIEW_RUNDOWN), now),
        "may_resend": bool(permissions.can(user, P.PLAN_RELEASE)),
        "has_dead": bool(table.rows) and not form.cleaned_data.get("state"),
        "query": request.GET.urlencode(),
    }
    return http.render_page(request, "broadcasts/deliveries.html", context)


def _value(row: models.Delivery, column: tables.Column) -> object:
    """What a cell of the file holds."""
    shown: dict[str, Any] = {
        "settled_at": row.settled_at or row.queued_at,
        "piece": row.release.script.title if row.release else "",
        "destination": str(row.destination),
        "state": str(row.get_state_display()),
    }
    return shown.get(column.key, getattr(row, column.key, ""))


@login_required
@require_POST
def resend_many(request: HttpRequest) -> HttpResponse:
    """Send every dead letter of the filters again, as far as one may."""
    user = http.signed_in(request)
    loading.need(user, P.PLAN_RELEASE)
    rows = _filtered(request, user, P.PLAN_RELEASE)[1].dead().order_by("pk")[:_MOST_RESENT]
    count = services.resend_many(deliveries=rows, by=user, at=timezone.now())
    tasks.deliver_due.delay_on_commit()
    words = ngettext("%(count)s is sent again.", "%(count)s are sent again.", count)
    messages.success(request, words % {"count": count})
    return redirect("broadcasts:deliveries")


@login_required
@require_POST
def resend(request: HttpRequest, delivery_id: int) -> HttpResponse:
    user = http.signed_in(request)
    seen = models.Delivery.objects.visible_to(user, timezone.localdate())
    row = get_object_or_404(
        seen.select_related("release", "destination__outlet__unit"),
        pk=delivery_id,
        release__isnull=False,
    )
    loading.need(user, P.PLAN_RELEASE, row.destination.outlet.unit)
    try:
        services.resend(delivery=row, by=user, at=timezone.now())
    except errors.Conflict as refusal:
        messages.error(request, refusal.message)
    else:
        tasks.deliver_due.delay_on_commit()
        messages.success(request, _("It is on its way again."))
    return redirect("broadcasts:release_deliveries", row.release_id)


@login_required
@require_safe
def release_deliveries(request: HttpRequest, release_id: int) -> HttpResponse:
    """One release on its way: every destination, every attempt, and the outlet's word."""
    user = http.signed_in(request)
    release = loading.load_release(user, release_id, P.VIEW_RUNDOWN)
    rows = queries.deliveries_of(release)
    words = models.Acknowledgement.objects.select_related("user", "destination")
    context = {
        "release": release,
        "outlet": release.outlet,
        "day": models.air_day(release.planned_start_at),
        "deliveries": rows,
        "tones": {row.pk: queries.tone_of(row) for row in rows},
        "word": words.filter(release=release).first(),
        "may_resend": loading.may(user, P.PLAN_RELEASE, release.outlet.unit),
        "may_acknowledge": loading.may(user, P.CONFIRM_AIRING, release.outlet.unit)
        and release.state == models.ReleaseState.PLANNED,
        "settled": models.SETTLED_STATES,
    }
    return http.render_page(request, "broadcasts/release_deliveries.html", context)


@login_required
@require_safe
def unacknowledged(request: HttpRequest) -> HttpResponse:
    """Releases of which the outlet has not said that it has them, what is aired first on top."""
    user, now = http.signed_in(request), timezone.now()
    loading.need(user, P.VIEW_RUNDOWN)
    units = permissions.units_where(user, P.VIEW_RUNDOWN)
    rows = queries.unacknowledged_releases(now).filter(outlet__unit__in=units)
    loaded = rows.select_related("script", "outlet__unit").order_by("planned_start_at", "pk")
    own = permissions.units_where(user, P.CONFIRM_AIRING)
    context = {
        "releases": list(loaded[:200]),
        "may_acknowledge": set(own.values_list("pk", flat=True)),
        "gauges": queries.desk_gauges(units, now),
    }
    return http.render_page(request, "broadcasts/unacknowledged.html", context)


@login_required
@require_POST
def acknowledge(request: HttpRequest, release_id: int) -> HttpResponse:
    user = http.signed_in(request)
    release = loading.load_release(user, release_id, P.CONFIRM_AIRING)
    try:
        word = services.acknowledge(release=release, by=user, at=timezone.now())
    except errors.Conflict as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Noted: %(who)s has the script.") % {"who": word.who})
    return back_to_day(release.outlet_id, release.planned_start_at)
