"""Where help is needed most: a list with its reasons, and a map of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.kernel import maps, roles, tables
from campaigns.units import models as units_models
from campaigns.units import permissions
from campaigns.units import queries as unit_queries
from campaigns.workspace import forms, queries
from campaigns.workspace.queries import demand, demand_words

M, L = demand.Measure, demand.Level
MAP = "map"
_LABELS = {
    M.RATE: gettext_lazy("By 1,000 residents"),
    M.COUNT: gettext_lazy("By residents helped"),
    M.UNKNOWN: gettext_lazy("No data by hamlet"),
    M.POSTERS: gettext_lazy("By posters"),
}
_NAME = tables.Column("name", gettext_lazy("Place"), is_sortable=True)
_ABOVE = tables.Column("above_name", gettext_lazy("Under"), is_sortable=True)
_PEOPLE = tables.Column(
    "people", gettext_lazy("Residents helped"), is_sortable=True, is_numeric=True
)
_RATE = tables.Column("rate", gettext_lazy("On 1,000 residents"), is_sortable=True, is_numeric=True)
_RESIDENTS = tables.Column(
    "residents", gettext_lazy("Population"), is_sortable=True, is_numeric=True
)
_POSTERS = tables.Column(
    "coverage_rate", gettext_lazy("Verified posters"), is_sortable=True, is_numeric=True
)
_REASONS = tables.Column("reasons", gettext_lazy("Why here"))
_COLUMNS = {
    M.RATE: (_NAME, _ABOVE, _RATE, _PEOPLE, _RESIDENTS, _POSTERS, _REASONS),
    M.COUNT: (_NAME, _ABOVE, _PEOPLE, _POSTERS, _REASONS),
    M.UNKNOWN: (_NAME, _ABOVE, _REASONS),
    M.POSTERS: (_NAME, _ABOVE, _POSTERS, _PEOPLE, _REASONS),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for, made sense of."""

    found: demand.Demand
    by: demand.Measure
    is_map: bool
    filters: forms.DemandFilter
    params: QueryDict


@login_required
@require_safe
def demand_planner(request: HttpRequest) -> HttpResponseBase:
    """Communes or hamlets, those most in need first, each with its reasons."""
    verdict = permissions.can(request.user, roles.Permission.VIEW_DRIVE)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    asked = _asked(request)
    places = _narrowed(asked.found.measured(asked.by), asked.filters)
    columns = _columns(asked)
    if tables.export_format(request.GET):
        return _export(asked, columns, places)
    context = {
        "found": asked.found,
        "by": asked.by,
        "is_map": asked.is_map,
        "filters": asked.filters,
        "tabs": _tabs(asked),
        "shown_count": len(places),
        "has_any": bool(asked.found.places),
    }
    if asked.is_map:
        return http.render_page(request, "workspace/demand_map.html", context | _map(asked, places))
    table = tables.build(columns=columns, rows=places, params=request.GET)
    today = timezone.localdate()
    context["table"] = table
    context["reasons"] = {
        place.pk: demand_words.reasons_of(place, asked.found, today) for place in table.rows
    }
    context["open_urls"] = {place.pk: open_url(place) for place in table.rows if place.may_open}
    return http.render_page(request, "workspace/demand.html", context)


def _asked(request: HttpRequest) -> Asked:
    now = timezone.now()
    level = L.HAMLETS if request.GET.get("level") == L.HAMLETS else L.COMMUNES
    period = queries.read_period(request.GET, timezone.localdate(now))
    found = demand.demand(http.signed_in(request), level, period, now)
    data = request.GET.copy()
    data["from"], data["to"] = period.from_date.isoformat(), period.to_date.isoformat()
    filters = forms.DemandFilter(data, districts=found.districts)
    filters.is_valid()  # a filter that makes no sense is left out, the others hold
    wanted = request.GET.get("by", "")
    by = M(wanted) if wanted in list(M) and found.count(M(wanted)) else _first(found)
    return Asked(found, by, request.GET.get("view") == MAP, filters, request.GET)


def _first(found: demand.Demand) -> demand.Measure:
    """The first ranking that has somebody in it."""
    return next((by for by in M if found.count(by)), M.COUNT)


def _narrowed(places: Sequence[demand.Place], filters: forms.DemandFilter) -> list[demand.Place]:
    district = filters.cleaned_data.get("district")
    return [p for p in places if not district or (p.district and p.district.pk == district)]


def _columns(asked: Asked) -> tuple[tables.Column, ...]:
    """Posters are counted by commune: hamlets have no such column."""
    columns = _COLUMNS[asked.by]
    if asked.found.level == L.HAMLETS:
        return tuple(column for column in columns if column is not _POSTERS)
    return columns


def _tabs(asked: Asked) -> list[tuple[str, str, bool, int | None]]:
    """The rankings that have somebody in them, then the map of the present one."""
    offered = [
        (str(_LABELS[by]), _link(asked, by=by), by == asked.by and not asked.is_map, count)
        for by in M
        if (count := asked.found.count(by))
    ]
    return [*offered, (_("Map"), _link(asked, by=asked.by, view=MAP), asked.is_map, None)]


def _link(asked: Asked, **changes: str) -> str:
    """The page with the same filters, another tab."""
    names = ("level", "district", "from", "to")
    kept = {name: value for name in names if (value := asked.params.get(name, ""))}
    return "?" + urlencode(kept | {name: str(value) for name, value in changes.items()})


def open_url(place: demand.Place) -> str:
    """The form of a new drive with the place filled in: a hamlet by its name, in its commune."""
    commune = place.commune or place.unit
    begun = {"unit": str(commune.pk)} | ({"place": place.name} if place.commune else {})
    return f"{reverse('drives:open_drive')}?{urlencode(begun)}"


def _export(
    asked: Asked, columns: Sequence[tables.Column], places: Sequence[demand.Place]
) -> HttpResponseBase:
    today = timezone.localdate()

    def value(place: Any, column: tables.Column) -> object:
        if column.key == "reasons":
            return ". ".join(r.text for r in demand_words.reasons_of(place, asked.found, today))
        shown = tables.cell(place, column)
        return round(shown, 4) if isinstance(shown, float) else shown

    return tables.export(
        columns=columns, rows=places, params=asked.params, name="noi-can-giup", value=value
    )


def _map(asked: Asked, places: Sequence[demand.Place]) -> dict[str, Any]:
    """The outlines of the communes, coloured by what ranks them; hamlets have none."""
    by_pk = {place.pk: place for place in places}
    units = units_models.Unit.objects.filter(pk__in=by_pk)
    values = sorted(v for p in places if (v := p.value(asked.by)) is not None)
    bounds = [values[len(values) * step // 5] for step in range(1, 5)] if values else []
    areas = [_area(area, by_pk[int(area.key)], asked.by, bounds) for area in
             unit_queries.areas_of(units)]  # fmt: skip
    drawn = {int(area.key) for area in areas}
    return {
        "map": maps.draw(areas=areas),
        "missing": [place for place in places if place.pk not in drawn],
        "legend": [(n, _step(n, bounds, asked.by)) for n in range(5)] if bounds else [],
        "finding": _finding(asked, places),
    }


def _area(
    area: maps.Area, place: demand.Place, by: demand.Measure, bounds: Sequence[float]
) -> maps.Area:
    value = place.value(by)
    return replace(
        area,
        level=None if value is None else maps.level_of(value, bounds),
        value="" if value is None else demand_words.measured(value, by),
        href=open_url(place) if place.may_open else reverse("workspace:unit", args=[place.pk]),
    )


def _step(step: int, bounds: Sequence[float], by: demand.Measure) -> str:
    """What a step of colour stands for."""
    if step == 0:
        return _("below %(value)s") % {"value": demand_words.measured(bounds[0], by)}
    return _("from %(value)s") % {"value": demand_words.measured(bounds[step - 1], by)}


def _finding(asked: Asked, places: Sequence[demand.Place]) -> str:
    """What the map shows, in one sentence."""
    if not places:
        return _("No place stands in this ranking")
    return _("Most in need: %(names)s") % {"names": ", ".join(place.name for place in places[:3])}
