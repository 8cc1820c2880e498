"""Measures of inspections: those held, and findings confirmed as remedied."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts import models as broadcasts_models
from campaigns.inspections import models as inspections_models
from campaigns.scorecards import models
from campaigns.scorecards.queries.measures import spans

_BY = {"INSPECTOR": "unit_id", "PLACE": "premises__commune_id"}
# A record that came later than this after the visit is told as late.
LATE = timedelta(days=1)


def _held(span: spans.Span, filters: spans.Filters) -> spans.Tallies:
    """Inspections recorded of the days, by whose inspectors went or where they went."""
    first, _end = broadcasts_models.day_bounds(span.start)
    _start, last = broadcasts_models.day_bounds(span.until)
    by = _BY[filters["by"][0]]
    rows = inspections_models.Inspection.objects.order_by().filter(
        state=inspections_models.InspectionState.DONE,
        inspected_at__gte=first,
        inspected_at__lt=last,
    )
    is_late = Q(received_at__gt=F("inspected_at") + LATE)
    counted: Any = rows.values(by).annotate(n=Count("pk"), late=Count("pk", filter=is_late))
    return {
        row[by]: spans.Tally(Decimal(row["n"]), rows=row["n"], late=row["late"]) for row in counted
    }


def _remedied(span: spans.Span, _filters: spans.Filters) -> spans.Tallies:
    """Findings confirmed as remedied by the last day ÷ findings to be remedied by then."""
    _start, last = broadcasts_models.day_bounds(span.until)
    place = "inspection__premises__commune_id"
    done = Q(confirmed_at__lt=last)
    rows = inspections_models.Finding.objects.order_by().filter(
        Q(remedy_by_date__lte=span.until) | done, found_at__lt=last
    )
    counted: Any = rows.values(place).annotate(n=Count("pk"), done=Count("pk", filter=done))
    return {
        row[place]: spans.Tally(
            Decimal(row["done"]), row["n"], rows=row["n"], missing=row["n"] - row["done"]
        )
        for row in counted
    }


def _inspections(unit: int, _span: spans.Span) -> str:
    return f"{reverse('inspections:inspection_list')}?{urlencode({'unit': unit})}"


def _findings(unit: int, _span: spans.Span) -> str:
    return f"{reverse('inspections:finding_list')}?{urlencode({'unit': unit})}"


ALL = (
    spans.Measure(
        "inspections_held",
        _("inspections held"),
        _held,
        (models.ValueKind.COUNT,),
        _inspections,
        {"by": spans.Filter(tuple(_BY), is_required=True)},
    ),
    spans.Measure(
        "findings_remedied",
        _("findings confirmed as remedied, of those due"),
        _remedied,
        (models.ValueKind.PERCENT,),
        _findings,
        {},
    ),
)
