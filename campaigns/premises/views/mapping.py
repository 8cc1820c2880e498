"""The register as a map: what the list's filters leave, by place; the list is one step away."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.kernel import maps, roles
from campaigns.premises import forms, models, queries
from campaigns.premises.views import registry, scope
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions
from campaigns.units import queries as units_queries

_BOUNDS = (1, 10, 50, 200)
"""From how many premises without a point a commune is shown a step darker."""


@login_required
@require_safe
def premises_map(request: HttpRequest) -> HttpResponse:
    scope.require_anywhere(request, roles.Permission.VIEW_PREMISES)
    user, today = http.signed_in(request), timezone.localdate()
    form = forms.PremisesFilter(request.GET, user=user, on=today)
    seen = models.Premises.objects.standing().visible_to(user, on=today)
    rows = registry.filtered(seen, form)
    said = {name: value for name, value in form.cleaned_data.items() if value}
    areas, box = _areas(user, said), said.get("box")
    if box is None and not areas:
        box = queries.extent_of(rows)
    grid = maps.grid_of(areas=areas, box=box)
    counted = queries.counted_on(rows, grid)
    whole = queries.sum_of(counted.communes)
    by_commune = {line.pk: line for line in counted.communes}
    drawn = maps.draw(
        areas=[_area(area, by_commune, said) for area in areas],
        clusters=[_cluster(cell, grid, said) for cell in counted.cells],
        box=box,
    )
    context = {
        "filter": form,
        "asked": registry.asked(request),
        "communes": [(line, _urls(said, line)) for line in counted.communes],
        "whole": whole,
        "box": said.get("box"),
        "without_box": _link("premises:premises_map", said | {"box": None}),
        "map": drawn if whole.standing.count else None,
        "far": whole.placed - sum(spot.cluster.count for spot in drawn.spots),
    }
    return http.render_page(request, "premises/premises_map.html", context)


def _areas(user: units_permissions.Visitor, said: dict[str, Any]) -> list[maps.Area]:
    """The communes that the reader knows, within the one that is asked for."""
    today = timezone.localdate()
    units = units_permissions.units_where(user, roles.Permission.VIEW_PREMISES, on=today)
    within = units.filter(kind__code=models.COMMUNE)
    if said.get("unit"):
        below = units_models.Unit.objects.all().subtree_of(said["unit"], today)
        within = within.filter(pk__in=list(below.values_list("pk", flat=True)))
    return units_queries.areas_of(within)


def _area(
    area: maps.Area, by_commune: dict[int, queries.CommuneCount], said: dict[str, Any]
) -> maps.Area:
    """A commune, the darker the more of its premises have no point of their own."""
    line = by_commune.get(int(area.key))
    count = line.unplaced if line else 0
    href = _link("premises:premises_list", said | {"unit": area.key})
    words = _("%(count)s without a point") % {"count": count}
    return replace(area, level=maps.level_of(count, _BOUNDS), value=words, href=href)


def _cluster(cell: queries.CellCount, grid: maps.Grid, said: dict[str, Any]) -> maps.Cluster:
    tone, shape, words = _look(cell.standing)
    box = grid.box(cell.row, cell.column)
    if cell.only is not None:
        label = f"{cell.only.name}: {words}"
        href = reverse("premises:premises_detail", args=[cell.only.pk])
    else:
        counts = cell.standing
        label = _(
            "%(count)s premises: %(verified)s verified, %(posted)s posted, %(lacking)s lacking,"
            " %(closed)s closed"
        ) % {
            "count": counts.count,
            "verified": counts.verified,
            "posted": counts.posted,
            "lacking": counts.lacking,
            "closed": counts.closed,
        }
        href = _link("premises:premises_list", said | {"box": box})
    return maps.Cluster(
        label=label,
        cell=box,
        latitude=cell.latitude,
        longitude=cell.longitude,
        count=cell.standing.count,
        tone=tone,
        shape=shape,
        href=href,
    )


def _look(standing: queries.Standing) -> tuple[str, str, str]:
    """Tone, shape and words: of one premises its own, of several how far they are together."""
    active = standing.count - standing.closed
    if not active:
        return "neutral", "circle", _("not open now")
    if standing.verified == active:
        return "good", "circle", _("verified")
    if standing.lacking * 2 >= active:
        return "danger", "diamond", _("lacking")
    return "warning", "square", _("posted, not verified")


def _urls(said: dict[str, Any], line: queries.CommuneCount) -> dict[str, str]:
    """The lists behind the figures of a commune, as far as the filters can say them."""
    where = said | {"unit": line.pk}
    lists = {"count": where}
    if "has" not in said:
        lists["verified"] = where | {"has": "VERIFIED"}
    if "lacks" not in said:
        lists["lacking"] = where | {"lacks": "POSTING"}
    return {name: _link("premises:premises_list", terms) for name, terms in lists.items()}


def _link(name: str, said: dict[str, Any]) -> str:
    spelled = {
        key: queries.spelled(value) if isinstance(value, maps.Box) else value
        for key, value in said.items()
        if value
    }
    return f"{reverse(name)}?{urlencode(spelled)}" if spelled else reverse(name)
