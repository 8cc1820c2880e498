"""Drives on the public site: anybody may read of them, any cache may keep the pages a moment.

Nothing here touches session, user, CSRF token or nonce; the language is in the address. Where a
visitor stands is not asked: distances are measured from the commune that they choose.
"""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from campaigns.drives import forms, queries
from campaigns.drives.views import help_public
from campaigns.kernel import maps
from campaigns.units import models as units_models
from campaigns.units import queries as units_queries

PUBLIC_SECONDS = 2
"""How long anybody may keep the page: a drive that is called off is seen within this time."""
PAGE_LENGTH = 30


@dataclass(frozen=True)
class Listed:
    """A drive with its number, by which list and map name it."""

    number: int
    drive: queries.PublicDrive


@require_safe
@help_public.in_language
def nearby_drives(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    communes = queries.communes_on(timezone.localdate(now))
    form = forms.NearbyForm(request.GET, communes=communes)
    form.is_valid()  # what makes no sense is left out, the rest holds
    said = form.cleaned_data
    nearby = queries.nearby_drives(
        now, typed=said.get("noi") or "", unit_pk=said.get("xa"), communes=communes
    )
    page = Paginator(nearby.found, PAGE_LENGTH).get_page(request.GET.get("trang", "1")[:6])
    found = [Listed(n, d) for n, d in enumerate(page.object_list, start=1)]
    others = [Listed(n, d) for n, d in enumerate(nearby.others, start=len(found) + 1)]
    query = request.GET.copy()
    query.pop("trang", None)
    context = {
        "form": form,
        "nearby": nearby,
        "found": found,
        "others": others,
        "page": page,
        "query": query.urlencode(),
        "is_searched": any(said.get(name) for name in ("noi", "xa")),
        "map": _map([line.drive for line in (*found, *others)], communes),
        "now": now,
        "today": timezone.localdate(now),
    }
    return _page(request, "nearby/drives.html", context)


@require_safe
@help_public.in_language
def nearby_drive(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    drive = queries.public_drive(pk, now)
    if drive is None:
        raise Http404
    communes = queries.communes_on(timezone.localdate(now))
    own = [c.pk for c in communes if c.pk in drive.unit_pks]
    context = {
        "drive": drive,
        "commune_pk": own[0] if own else None,
        "hours": queries.hours_of(pk),
        "is_recruiting": queries.is_recruiting(pk, now),
        "map": _map([drive], communes),
        "is_over": drive.is_over(now),
        "is_running": drive.is_running(now),
        "now": now,
    }
    return _page(request, "nearby/drive.html", context)


def _map(drives: list[queries.PublicDrive], communes: list[queries.Commune]) -> maps.Map:
    """Drives on the outlines of the communes, under the numbers of the list."""
    units = units_models.Unit.objects.filter(pk__in=[c.pk for c in communes])
    points = [
        maps.Point(
            label=drive.name,
            latitude=drive.point[0],
            longitude=drive.point[1],
            href=help_public.address("drive", pk=drive.pk),
            tone="danger" if drive.is_cancelled else "info",
        )
        for drive in drives
    ]
    return maps.draw(areas=units_queries.areas_of(units), points=points)


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    whole = {**context, "language": translation.get_language()}
    response = render(request, template, whole)
    patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    return response
