"""Scans of all links that the reader sees, as charts and as a file; and the possible forgeries."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.kernel import maps, roles, tables
from campaigns.premises import forms, models
from campaigns.premises.queries import links
from campaigns.premises.views import link_charts, link_desk, scope
from campaigns.units import permissions as units_permissions
from campaigns.units import queries as units_queries

P = roles.Permission
_LONGEST = timedelta(days=366)
_BOUNDS = (1, 5, 20, 100)
_FILE = (
    tables.Column("day", gettext_lazy("Day"), sort_by="hour_at"),
    tables.Column("hour", gettext_lazy("Hour")),
    tables.Column("code", gettext_lazy("Code"), sort_by="link__code"),
    tables.Column("name", gettext_lazy("Carried by")),
    tables.Column("edition", gettext_lazy("Edition"), sort_by="link__edition"),
    tables.Column("total", gettext_lazy("All scans"), is_numeric=True),
    tables.Column("human", gettext_lazy("By people"), is_numeric=True),
    tables.Column("visitors", gettext_lazy("Phones a day"), is_numeric=True),
)
_STRAYS = (
    tables.Column("scan_date", gettext_lazy("Day"), is_sortable=True),
    tables.Column("claimed", gettext_lazy("Code"), is_sortable=True),
    tables.Column("reason", gettext_lazy("Why"), is_sortable=True),
    tables.Column("link", gettext_lazy("Is or resembles")),
    tables.Column("commune", gettext_lazy("Commune")),
    tables.Column("human", gettext_lazy("By people"), is_sortable=True, is_numeric=True),
    tables.Column("total", gettext_lazy("All scans"), is_sortable=True, is_numeric=True),
)


@login_required
@require_safe
def scan_figures(request: HttpRequest) -> HttpResponseBase:
    scope.require_anywhere(request, P.VIEW_PREMISES)
    form = forms.ScanFilter(request.GET, user=http.signed_in(request), on=timezone.localdate())
    rows = link_desk.narrowed(request, form)
    first, last = _days(form.cleaned_data)
    hours = links.scans_of(rows, first=first, last=last)
    if tables.export_format(request.GET):
        named = hours.select_related("link__poster__premises").order_by("hour_at", "pk")
        return tables.export(
            columns=_FILE, rows=named, params=request.GET, name="scans", value=_plain
        )
    context = {
        "filter": form,
        "first": first,
        "last": last,
        "counts": links.sum_of(hours),
        "query": request.GET.urlencode(),
        "charts": link_charts.charts_of(
            by_day=links.scans_by_day(hours, first=first, last=last),
            by_hour=links.scans_by_hour(hours),
            by_link=links.scans_by_link(hours),
        ),
    }
    return http.render_page(request, "premises/scan_figures.html", context)


def _days(said: dict[str, Any]) -> tuple[date, date]:
    """The days asked for, in their order and no more than a year; else the last thirty."""
    today = timezone.localdate()
    last = min(said.get("to_date") or today, today)
    first = said.get("from_date") or last - link_charts.DAYS
    first, last = min(first, last), max(first, last)
    return max(first, last - _LONGEST), last


def _plain(row: models.ScanRollup, column: tables.Column) -> object:
    local = timezone.localtime(row.hour_at)
    shown = {
        "day": local.date(),
        "hour": local.hour,
        "code": row.link.code,
        "name": row.link.title,
        "edition": row.link.edition,
    }
    return shown[column.key] if column.key in shown else tables.cell(row, column)


@login_required
@require_safe
def stray_codes(request: HttpRequest) -> HttpResponseBase:
    scope.require_anywhere(request, P.VIEW_PREMISES)
    user, today = http.signed_in(request), timezone.localdate()
    first = today - link_charts.DAYS
    seen = models.Link.objects.all().visible_to(user, on=today)
    rows = links.strays(seen, first=first, last=today).select_related(
        "link__unit", "link__poster__premises__commune"
    )
    if tables.export_format(request.GET):
        return tables.export(
            columns=_STRAYS, rows=rows, params=request.GET, name="strays", value=_stray_plain
        )
    by_commune = links.strays_by_commune(rows)
    units = units_permissions.units_where(user, P.VIEW_PREMISES, on=today)
    found = rows.filter(link__isnull=True).exists()
    areas = [_area(area, by_commune) for area in units_queries.areas_of(units)]
    context = {
        "table": tables.build(
            columns=_STRAYS, rows=rows, params=request.GET, default_sort="-scan_date"
        ),
        "first": first,
        "last": today,
        "map": maps.draw(areas=areas) if by_commune else None,
        "communes": len(by_commune),
        "has_nowhere": found,
    }
    return http.render_page(request, "premises/stray_codes.html", context)


def _area(area: maps.Area, by_commune: dict[int, int]) -> maps.Area:
    count = by_commune.get(int(area.key), 0)
    href = f"{reverse('premises:link_list')}?unit={area.key}"
    level = maps.level_of(count, _BOUNDS)
    return replace(area, level=level, value=str(count), href=href)


def _stray_plain(row: models.StrayRollup, column: tables.Column) -> object:
    if column.key == "claimed":
        return row.claimed or _("many others")
    if column.key == "reason":
        return row.get_reason_display()
    if column.key in {"link", "commune"}:
        if row.link is None:
            return ""
        return row.link.code if column.key == "link" else row.link.commune.name_vi
    return tables.cell(row, column)
