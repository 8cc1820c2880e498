"""Reach as an estimate with its formula, and the audiences that it is made of."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.broadcasts import models, queries, services
from campaigns.broadcasts.forms import reach as reach_forms
from campaigns.broadcasts.views import loading
from campaigns.kernel import errors, roles, tables
from campaigns.units import permissions

P = roles.Permission
# What the page shows when no days are asked for: the last four weeks.
DAYS = 28


@login_required
@require_safe
def reach(request: HttpRequest) -> HttpResponseBase:
    user, today = http.signed_in(request), models.air_day(timezone.now())
    loading.need(user, P.VIEW_RUNDOWN)
    form = reach_forms.ReachFilter(request.GET)
    form.is_valid()
    last: date = form.cleaned_data.get("to") or today
    first: date = form.cleaned_data.get("from") or last - timedelta(days=DAYS - 1)
    outlets = models.Outlet.objects.filter(unit__in=permissions.units_where(user, P.VIEW_RUNDOWN))
    lines = queries.reach_lines(outlets, first, last)
    if tables.export_format(request.GET):
        return tables.export(columns=_OF_FILE, rows=lines, params=request.GET, name="reach")
    may_enter = permissions.units_where(user, P.PLAN_RELEASE)
    mine = models.Outlet.objects.filter(unit__in=may_enter).values_list("pk", flat=True)
    context = {
        "table": tables.build(columns=_of_page(lines), rows=lines, params=request.GET),
        "filters": form,
        "first": first,
        "last": last,
        "uncounted": sum(line.uncounted for line in lines),
        "enterable": frozenset(mine),
    }
    return http.render_page(request, "broadcasts/reach.html", context)


_PIECES = tables.Column("pieces", gettext_lazy("Airings"), is_sortable=True, is_numeric=True)
_CONTACTS = tables.Column(
    "contacts", gettext_lazy("Estimated contacts"), is_sortable=True, is_numeric=True
)
_OF_FILE = (
    tables.Column("outlet", gettext_lazy("Outlet"), is_sortable=True),
    tables.Column("medium_label", gettext_lazy("Medium")),
    tables.Column("language_label", gettext_lazy("Language")),
    _PIECES,
    tables.Column("people", gettext_lazy("Audience (latest figure)"), is_numeric=True),
    tables.Column("source_text", gettext_lazy("Source")),
    tables.Column("as_of_date", gettext_lazy("Counted on")),
    _CONTACTS,
    tables.Column("uncounted", gettext_lazy("Airings without an audience"), is_numeric=True),
)


def _of_page(lines: list[queries.ReachLine]) -> tuple[tables.Column, ...]:
    contacts = sum(line.contacts or 0 for line in lines)
    return (
        tables.Column("outlet", gettext_lazy("Outlet"), is_sortable=True),
        _with_total(_PIECES, sum(line.pieces for line in lines)),
        tables.Column("people", gettext_lazy("Audience"), is_sortable=True, is_numeric=True),
        _with_total(_CONTACTS, contacts),
    )


def _with_total(column: tables.Column, total: int) -> tables.Column:
    return tables.Column(column.key, column.label, is_sortable=True, is_numeric=True, total=total)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def audience(request: HttpRequest, outlet_id: int) -> HttpResponse:
    """The figures of an outlet, and entering one."""
    user, now = http.signed_in(request), timezone.now()
    outlet = loading.load_outlet(user, outlet_id, P.PLAN_RELEASE)
    form = reach_forms.AudienceForm(
        request.POST or None,
        mediums=[(m, models.Medium(m).label) for m in outlet.mediums],
        initial={"valid_from_date": models.air_day(now)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            draft = services.AudienceDraft(outlet=outlet, **form.cleaned_data)
            services.save_audience(draft=draft, by=user, at=now)
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The figure is entered."))
            return redirect("broadcasts:audience", outlet.pk)
    figures = outlet.audiences.select_related("entered_by")
    context: dict[str, Any] = {
        "outlet": outlet,
        "form": form,
        "figures": list(figures.order_by("-valid_from_date", "-pk")[:100]),
    }
    return http.render_page(request, "broadcasts/audience.html", context)
