"""Measures of drives and rounds: residents helped and households visited, from the rollups."""

from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from campaigns.drives import models as drives_models
from campaigns.scorecards import models
from campaigns.scorecards.queries.measures import spans

_COUNTS = (models.ValueKind.COUNT, models.ValueKind.PER_1000)
_SETTINGS = spans.Filter(tuple(str(value) for value in drives_models.Setting.values))


def _sums(what: str) -> Any:
    def read(span: spans.Span, filters: spans.Filters) -> spans.Tallies:
        rows = drives_models.PeopleRollup.objects.order_by().filter(
            day__range=(span.start, span.until)
        )
        if filters.get("settings"):
            rows = rows.filter(setting__in=filters["settings"])
        counted = rows.values_list("unit_id").annotate(n=Sum(what), told=Sum("entries"))
        return {
            unit: spans.Tally(Decimal(number), rows=entries)
            for unit, number, entries in counted
            if entries
        }

    return read


def _entries(unit: int, span: spans.Span) -> str:
    days = {"unit": str(unit), "from": str(span.start), "to": str(span.until)}
    return f"{reverse('drives:entries')}?{urlencode(days)}"


ALL = (
    spans.Measure(
        "residents_helped",
        _("residents helped"),
        _sums("people"),
        _COUNTS,
        _entries,
        {"settings": _SETTINGS},
    ),
    spans.Measure(
        "households_visited",
        _("households visited"),
        _sums("households"),
        _COUNTS,
        _entries,
        {"settings": _SETTINGS},
    ),
)
