"""Measures of duties, recurring reports and heads."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from campaigns.directives import models as directives_models
from campaigns.scorecards import models
from campaigns.scorecards.queries.measures import spans
from campaigns.units import models as units_models

_PERCENT = (models.ValueKind.PERCENT,)
_OUTCOME = directives_models.Outcome


def _done(span: spans.Span, filters: spans.Filters) -> spans.Tallies:
    """Duties done by the last day ÷ duties due by then; done late is done, and told as late."""
    done = Q(reported_date__lte=span.until)
    rows = directives_models.Assignment.objects.in_force().filter(
        Q(current_due_date__lte=span.until) | done, issued_date__lte=span.until
    )
    if filters.get("obligations"):
        rows = rows.filter(obligation__code__in=filters["obligations"])
    is_late = done & Q(reported_date__gt=F("first_due"))
    first_due = Coalesce("missed_due_date", "current_due_date")
    counted: Any = rows.annotate(first_due=first_due).order_by().values("unit_id")
    sums = counted.annotate(
        n=Count("pk"), done=Count("pk", filter=done), late=Count("pk", filter=is_late)
    )
    return {
        row["unit_id"]: spans.Tally(
            Decimal(row["done"]),
            row["n"],
            rows=row["n"],
            late=row["late"],
            missing=row["n"] - row["done"],
        )
        for row in sums
    }


def _reports(span: spans.Span, filters: spans.Filters) -> spans.Tallies:
    """Reports that came (with `timely`, in time) ÷ reports that fell due; excused ones aside."""
    due = directives_models.ExpectedReport.objects.filter(due_date__range=(span.start, span.until))
    rows: Any = due.judged(span.at)  # the type checker knows no `outcome`
    sums = rows.order_by().values("unit_id", "outcome").annotate(n=Count("pk"))
    came = {_OUTCOME.ON_TIME, _OUTCOME.NIL}
    if "TIMELY" not in filters.get("only", ()):
        came.add(_OUTCOME.LATE)
    found: spans.Tallies = {}
    for row in sums:
        outcome, number = row["outcome"], row["n"]
        if outcome not in directives_models.FALLEN_DUE:
            continue
        said = spans.Tally(
            Decimal(number if outcome in came else 0),
            number,
            rows=number,
            late=number if outcome == _OUTCOME.LATE else 0,
            missing=number if outcome == _OUTCOME.MISSING else 0,
        )
        found[row["unit_id"]] = found.get(row["unit_id"], spans.Tally()) + said
    return found


def _heads(span: spans.Span, _filters: spans.Filters) -> spans.Tallies:
    """Units whose head is named ÷ units that work, on the last day."""
    heads = units_models.UnitHead.objects.filter(units_models.in_force(span.until))
    named = set(heads.values_list("unit_id", flat=True))
    works = units_models.ActiveRange.objects.filter(units_models.in_force(span.until))
    return {
        unit: spans.Tally(Decimal(unit in named), 1, rows=1, missing=int(unit not in named))
        for unit in works.order_by().values_list("unit_id", flat=True).distinct()
    }


def _sheet(unit: int, _span: spans.Span) -> str:
    return reverse("directives:unit_sheet", args=[unit])


def _report_rows(unit: int, span: spans.Span) -> str:
    return f"{reverse('directives:report_list')}?{urlencode({'unit': unit})}"


def _unit(unit: int, _span: spans.Span) -> str:
    return reverse("workspace:unit", args=[unit])


ALL = (
    spans.Measure(
        "duties_done",
        _("duties done, of those due"),
        _done,
        _PERCENT,
        _sheet,
        {"obligations": spans.Filter(refers="obligation")},
    ),
    spans.Measure(
        "reports_received",
        _("reports received, of those due"),
        _reports,
        _PERCENT,
        _report_rows,
        {"only": spans.Filter(("TIMELY",))},
    ),
    spans.Measure(
        "heads_named",
        _("units whose head is named, of those that work"),
        _heads,
        _PERCENT,
        _unit,
        {},
    ),
)
