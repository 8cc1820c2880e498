"""Coverage of a unit as of a day, by commune and by kind; every figure opens its list."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.kernel import roles
from campaigns.premises import forms, queries
from campaigns.premises.views import coverage_charts, scope
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions


@dataclass(frozen=True)
class Line:
    """Coverage of one commune or kind; `urls` are the lists behind its figures, by measure.

    Lists show the present, so figures of a past day have none.
    """

    label: str
    coverage: queries.Coverage
    urls: dict[str, str]


_EARLIEST = date(2000, 1, 1)
"""Nothing was on any register by then; a day before it is taken for it."""
_MEASURES = {
    "active": {"state": "OPEN"},
    "with_checkpoint": {"has": "CHECKPOINT"},
    "posted": {"has": "POSTED"},
    "verified": {"has": "VERIFIED"},
    "missing": {"lacks": "VERIFYING"},
}


@login_required
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    scope.require_anywhere(request, roles.Permission.VIEW_PREMISES)
    user, today = http.signed_in(request), timezone.localdate()
    form = forms.CoverageFilter(request.GET, user=user, on=today)
    form.is_valid()
    day = max(min(form.cleaned_data.get("on") or today, today), _EARLIEST)
    unit_id = form.cleaned_data.get("unit")
    mine = units_permissions.units_where(user, roles.Permission.VIEW_PREMISES, on=today)
    units = _units(mine, unit_id, day)
    where = {"unit": unit_id} if unit_id else {}
    context: dict[str, Any] = {
        "filter": form,
        "day": day,
        "is_today": day == today,
        "whole": _line("", _sum(units, day), where, is_linked=day == today),
        "communes": _communes(units, day, is_linked=day == today),
        "kinds": _kinds(units, day, where, is_linked=day == today),
    }
    context["charts"] = coverage_charts.charts_of(
        communes=context["communes"],
        kinds=context["kinds"],
        by_day=queries.coverage_by_day(
            [u.pk for u in units], first=day - coverage_charts.DAYS, last=day
        ),
    )
    return http.render_page(request, "premises/coverage.html", context)


def _units(
    mine: units_models.UnitQuerySet, unit_id: int | None, day: date
) -> list[units_models.Unit]:
    """Communes whose coverage the reader may see, within the chosen unit as of the day."""
    within = units_models.Unit.objects.filter(pk__in=list(mine.values_list("pk", flat=True)))
    if unit_id:
        below = units_models.Unit.objects.all().subtree_of(unit_id, day)
        within = within.filter(pk__in=below.values("pk"))
    return queries.communes_among(within)


def _sum(units: list[units_models.Unit], day: date) -> queries.Coverage:
    found = queries.coverage_by_commune([u.pk for u in units], on=day).values()
    return queries.Coverage(
        sum(c.active for c in found),
        sum(c.with_checkpoint for c in found),
        sum(c.posted for c in found),
        sum(c.verified for c in found),
    )


def _line(label: str, found: queries.Coverage, where: dict[str, Any], *, is_linked: bool) -> Line:
    base = reverse("premises:premises_list")
    urls = {measure: f"{base}?{urlencode(where | terms)}" for measure, terms in _MEASURES.items()}
    return Line(label, found, urls if is_linked else {})


def _communes(units: list[units_models.Unit], day: date, *, is_linked: bool) -> list[Line]:
    """Communes with premises, those with most left to do first."""
    found = queries.coverage_by_commune([u.pk for u in units], on=day)
    lines = [
        _line(u.name_vi, found[u.pk], {"unit": u.pk}, is_linked=is_linked)
        for u in units
        if found[u.pk].active
    ]
    return sorted(lines, key=lambda line: -line.coverage.missing)


def _kinds(
    units: list[units_models.Unit], day: date, where: dict[str, Any], *, is_linked: bool
) -> list[Line]:
    chosen = units_models.Unit.objects.filter(pk__in=[u.pk for u in units])
    found = queries.coverage_by_kind(chosen, on=day)
    return [
        _line(kind.name_vi, found[kind.pk], where | {"kind": kind.pk}, is_linked=is_linked)
        for kind in queries.kinds()
        if kind.pk in found and found[kind.pk].active
    ]
