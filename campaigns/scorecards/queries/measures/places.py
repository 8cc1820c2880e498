"""Measures of premises: codes, sheets, daily control, safety, isolation, payment, staff."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from campaigns.premises import models as premises_models
from campaigns.scorecards import models
from campaigns.scorecards.queries.measures import spans

_PERCENT, _COUNT = models.ValueKind.PERCENT, models.ValueKind.COUNT
_KINDS = spans.Filter(refers="premises_kind")
_OPEN = premises_models.PremisesState.OPEN
# How a stage of the kit is called in the rollup.
_STAGES = {"REGISTERED": "with_checkpoint", "POSTED": "posted", "VERIFIED": "verified"}


def _rollups(filters: spans.Filters) -> QuerySet[premises_models.CoverageRollup]:
    found = premises_models.CoverageRollup.objects.order_by()
    kinds = filters.get("kinds")
    return found.filter(kind__code__in=kinds) if kinds else found


def _coverage(span: spans.Span, filters: spans.Filters) -> spans.Tallies:
    """Premises at a stage ÷ open premises, at the end of the last day."""
    stage = _STAGES[filters["stage"][0]]
    rows = _rollups(filters).filter(Q(day__isnull=True) | Q(day__gt=span.until))
    sums = {
        name: Sum(Case(When(day__isnull=True, then=F(name)), default=F(name) * Value(-1)))
        for name in {stage, "active"}
    }
    grouped: Any = rows.values("unit_id")
    counted = grouped.annotate(**{f"n_{name}": s for name, s in sums.items()})
    return {
        row["unit_id"]: spans.Tally(
            Decimal(row[f"n_{stage}"]), row["n_active"], rows=row["n_active"]
        )
        for row in counted
        if row["n_active"]
    }


def open_days(span: spans.Span, filters: spans.Filters) -> dict[int, int]:
    """By commune, the days on which its premises were open, added up over premises.

    The last day's number stands in the sums; each change of a later day is taken off for all days
    before it. One query.
    """
    rows = _rollups(filters).filter(Q(day__isnull=True) | Q(day__gt=span.start))
    counted = rows.values_list("unit_id", "day").annotate(n=Sum("active"))
    days = (span.until - span.start).days + 1
    found: dict[int, int] = defaultdict(int)
    for unit, day, active in counted:
        if day is None:
            found[unit] += active * days
        else:
            found[unit] -= active * min((day - span.start).days, days)
    return found


def _counted(
    model: type[premises_models.VisitCount] | type[premises_models.IsolationCount],
    span: spans.Span,
    filters: spans.Filters,
) -> Any:
    """Reports of days on which their premises was open, by the commune where it stood then."""
    ranges = "premises__open_ranges"
    stands = Q(**{f"{ranges}__to_date__isnull": True}) | Q(
        **{f"{ranges}__to_date__gte": F("count_date")}
    )
    found = model.objects.order_by().filter(
        stands,
        count_date__range=(span.start, span.until),
        premises__merged_into__isnull=True,
        **{f"{ranges}__from_date__lte": F("count_date"), f"{ranges}__state": _OPEN},
    )
    if filters.get("kinds"):
        found = found.filter(**{f"{ranges}__kind__code__in": filters["kinds"]})
    return found.values(place=F(f"{ranges}__commune_id"))


def _daily(span: spans.Span, filters: spans.Filters) -> spans.Tallies:
    """Days reported ÷ days open, added up over premises."""
    reported = {
        row["place"]: row["n"]
        for row in _counted(premises_models.VisitCount, span, filters).annotate(n=Count("pk"))
    }
    return {
        unit: spans.Tally(
            Decimal(reported.get(unit, 0)),
            due,
            rows=reported.get(unit, 0),
            missing=max(due - reported.get(unit, 0), 0),
        )
        for unit, due in open_days(span, filters).items()
        if due > 0
    }


def _isolation(span: spans.Span, filters: spans.Filters) -> spans.Tallies:
    """People who declared ÷ people in isolation, added up over days."""
    rows = _counted(premises_models.IsolationCount, span, filters).annotate(
        n=Count("pk"), declared_sum=Sum("declared"), expected_sum=Sum("expected")
    )
    sites = premises_models.PremisesKind.objects.filter(is_isolation=True)
    codes = list(sites.values_list("code", flat=True))
    wanted = [code for code in codes if code in filters.get("kinds", codes)]
    due = open_days(span, {"kinds": wanted}) if wanted else {}
    found = {
        row["place"]: spans.Tally(Decimal(row["declared_sum"]), row["expected_sum"], rows=row["n"])
        for row in rows
    }
    for unit, days in due.items():
        told = found.get(unit, spans.Tally())
        found[unit] = told + spans.Tally(missing=max(days - told.rows, 0))
    return found


def _open_at(day: date, filters: spans.Filters) -> QuerySet[premises_models.OpenRange]:
    found = premises_models.OpenRange.objects.order_by().filter(
        Q(to_date__isnull=True) | Q(to_date__gte=day),
        from_date__lte=day,
        state=_OPEN,
        premises__merged_into__isnull=True,
    )
    kinds = filters.get("kinds")
    return found.filter(kind__code__in=kinds) if kinds else found


def _safety(span: spans.Span, filters: spans.Filters) -> spans.Tallies:
    """Premises whose review holds ÷ open premises of the eight groups, on the last day."""
    reviews = premises_models.SafetyReview.objects.filter(
        premises=OuterRef("premises"), is_standing=True, review_date__lte=span.until
    )
    holds = Q(due_date__isnull=True) | Q(due_date__gte=span.until)
    groups = filters.get("groups")
    found = _open_at(span.until, {}).filter(kind__safety_group__isnull=False)
    if groups:
        found = found.filter(kind__safety_group__code__in=groups)
    rows: Any = found.annotate(
        is_current=Exists(reviews.filter(holds)), was_reviewed=Exists(reviews)
    ).values("commune_id")
    counted = rows.annotate(
        n=Count("pk"),
        current=Count("pk", filter=Q(is_current=True)),
        never=Count("pk", filter=Q(was_reviewed=False)),
    )
    return {
        row["commune_id"]: spans.Tally(
            Decimal(row["current"]), row["n"], rows=row["n"], missing=row["never"]
        )
        for row in counted
    }


def _payment(span: spans.Span, filters: spans.Filters) -> spans.Tallies:
    """Open premises that take some electronic payment; known of today alone."""
    through = premises_models.Premises.payment_methods.through
    taken = through._default_manager.filter(premises_id=OuterRef("premises_id"))
    rows: Any = _open_at(span.until, filters).annotate(takes=Exists(taken)).values("commune_id")
    counted = rows.annotate(n=Count("pk"), takers=Count("pk", filter=Q(takes=True)))
    return {
        row["commune_id"]: spans.Tally(Decimal(row["takers"]), row["n"], rows=row["n"])
        for row in counted
    }


def _staff(span: spans.Span, _filters: spans.Filters) -> spans.Tallies:
    """Staff using an app ÷ staff employed, of the month in which the last day lies."""
    rows = premises_models.AppUse.objects.filter(month_date=span.until.replace(day=1))
    return {
        row.unit_id: spans.Tally(Decimal(row.using), row.staff, rows=1)
        for row in rows.only("unit_id", "using", "staff")
    }


def _coverage_rows(unit: int, span: spans.Span) -> str:
    return f"{reverse('premises:coverage')}?{urlencode({'unit': str(unit), 'on': str(span.until)})}"


def _days_of(name: str) -> Any:
    def url(unit: int, span: spans.Span) -> str:
        days = {"unit": str(unit), "since": str(span.start), "until": str(span.until)}
        return f"{reverse(name)}?{urlencode(days)}"

    return url


def _list_of(**found: str) -> Any:
    def url(unit: int, _span: spans.Span) -> str:
        return f"{reverse('premises:premises_list')}?{urlencode({'unit': str(unit), **found})}"

    return url


def _staff_rows(_unit: int, span: spans.Span) -> str:
    return f"{reverse('premises:staff')}?{urlencode({'month': f'{span.until:%Y-%m}'})}"


ALL = (
    spans.Measure(
        "premises_coverage",
        _("premises at a stage, of those open"),
        _coverage,
        (_PERCENT, _COUNT),
        _coverage_rows,
        {"stage": spans.Filter(tuple(_STAGES), is_required=True), "kinds": _KINDS},
    ),
    spans.Measure(
        "daily_control",
        _("days of premises with visits reported, of days open"),
        _daily,
        (_PERCENT,),
        _days_of("premises:visit_days"),
        {"kinds": _KINDS},
    ),
    spans.Measure(
        "safety_current",
        _("premises whose safety review holds, of those that have to review"),
        _safety,
        (_PERCENT,),
        _list_of(safety="REVIEWING"),
        {"groups": spans.Filter(refers="safety_group")},
    ),
    spans.Measure(
        "isolation_declared",
        _("people in isolation who declared, of those in isolation"),
        _isolation,
        (_PERCENT,),
        _days_of("premises:isolation_days"),
        {"kinds": _KINDS},
    ),
    spans.Measure(
        "payment_sites",
        _("premises that take electronic payment"),
        _payment,
        (_COUNT, _PERCENT),
        _list_of(state="OPEN"),
        {"kinds": _KINDS},
        is_present_only=True,
    ),
    spans.Measure(
        "staff_using_app",
        _("staff using an app, of staff employed"),
        _staff,
        (_PERCENT,),
        _staff_rows,
        {},
    ),
)
