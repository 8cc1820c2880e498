"""Measures of outlets: pieces aired, releases aired as planned, hours from a citation to air."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts import models as broadcasts_models
from campaigns.kernel import languages
from campaigns.scorecards import models
from campaigns.scorecards.queries.measures import spans

_AIRED = broadcasts_models.AiringSource
_FILTERS = {
    "media": spans.Filter(tuple(str(value) for value in broadcasts_models.Medium.values)),
    "languages": spans.Filter(tuple(str(value) for value in languages.Language.values)),
}


def _narrowed(rows: Any, filters: spans.Filters, language: str) -> Any:
    if filters.get("media"):
        rows = rows.filter(medium__in=filters["media"])
    if filters.get("languages"):
        rows = rows.filter(**{f"{language}__in": filters["languages"]})
    return rows


def _aired(span: spans.Span) -> QuerySet[broadcasts_models.Airing]:
    return broadcasts_models.Airing.objects.counted().on_days(span.start, span.until).order_by()


def _pieces(span: spans.Span, filters: spans.Filters) -> spans.Tallies:
    """Airings, repeats included; what a person declared without proof is counted as estimated."""
    days = broadcasts_models.AiringRollup.objects.on_days(span.start, span.until).order_by()
    rows = _narrowed(days, filters, "language").values_list("unit_id").annotate(n=Sum("pieces"))
    declared = _narrowed(_aired(span), filters, "language").filter(source=_AIRED.DECLARED)
    unproved = dict(declared.values_list("outlet__unit_id").annotate(n=Count("pk")))
    return {
        unit: spans.Tally(Decimal(pieces), rows=pieces, estimated=unproved.get(unit, 0))
        for unit, pieces in rows
        if pieces
    }


def _as_planned(span: spans.Span, filters: spans.Filters) -> spans.Tallies:
    """Releases that went on air ÷ releases whose time came; the rest is missing."""
    first, _end = broadcasts_models.day_bounds(span.start)
    _start, last = broadcasts_models.day_bounds(span.until)
    airings = broadcasts_models.Airing.objects.counted().filter(release=OuterRef("pk"))
    planned = broadcasts_models.Release.objects.order_by().filter(
        planned_start_at__gte=first, planned_start_at__lt=last, planned_end_at__lt=span.at
    )
    rows = _narrowed(planned, filters, "script__language").filter(
        state=broadcasts_models.ReleaseState.PLANNED
    )
    counted: Any = rows.annotate(was_aired=Exists(airings)).values("outlet__unit_id")
    sums = counted.annotate(n=Count("pk"), aired=Count("pk", filter=Q(was_aired=True)))
    return {
        row["outlet__unit_id"]: spans.Tally(
            Decimal(row["aired"]), row["n"], rows=row["n"], missing=row["n"] - row["aired"]
        )
        for row in sums
    }


def _hours(span: spans.Span, filters: spans.Filters) -> spans.Tallies:
    """Hours from the issue of a citation's brief to its first airing by the outlet, in all, by
    the briefs that were aired; briefs planned there and not aired yet are missing."""
    first, _end = broadcasts_models.day_bounds(span.start)
    _start, last = broadcasts_models.day_bounds(span.until)
    rows = broadcasts_models.Coverage.objects.filter(
        brief__source=broadcasts_models.BriefSource.CITATION,
        brief__issued_at__gte=first,
        brief__issued_at__lt=last,
        brief__withdrawn_at__isnull=True,
        brief__citation_kind__in=filters["citations"],
    ).exclude(state=broadcasts_models.CoverageState.CANCELLED)
    told = rows.values_list(
        "outlet__unit_id", "outlet_id", "brief_id", "brief__issued_at", "script_id"
    )
    planned = list(told.order_by("pk"))
    aired = _first_aired({script for *_rest, script in planned if script})
    firsts: dict[tuple[int, int], tuple[datetime, datetime | None]] = {}
    for unit, outlet, brief, issued_at, script in planned:
        _issued, known = firsts.get((unit, brief), (issued_at, None))
        found = [moment for moment in (known, aired.get((outlet, script))) if moment]
        firsts[unit, brief] = (issued_at, min(found, default=None))
    return _summed((unit, *moments) for (unit, _brief), moments in firsts.items())


def _first_aired(scripts: Iterable[int]) -> dict[tuple[int, int | None], datetime]:
    lines = broadcasts_models.Airing.objects.counted().filter(script__in=scripts)
    found: dict[tuple[int, int | None], datetime] = {}
    for outlet, script, aired_at in lines.values_list(
        "outlet_id", "script_id", "aired_at"
    ).order_by("-aired_at", "-pk"):
        found[outlet, script] = aired_at
    return found


def _summed(lines: Iterable[tuple[int, datetime, datetime | None]]) -> spans.Tallies:
    found: spans.Tallies = {}
    for unit, issued_at, aired_at in lines:
        if aired_at is None:
            said = spans.Tally(missing=1)
        else:
            seconds = max((aired_at - issued_at).total_seconds(), 0)
            said = spans.Tally(Decimal(round(seconds)) / 3600, 1, rows=1)
        found[unit] = found.get(unit, spans.Tally()) + said
    return found


def _airings(unit: int, span: spans.Span) -> str:
    days = {"unit": str(unit), "from": str(span.start), "to": str(span.until)}
    return f"{reverse('broadcasts:airings')}?{urlencode(days)}"


def _briefs(_unit: int, _span: spans.Span) -> str:
    return reverse("planning:briefs")


ALL = (
    spans.Measure(
        "pieces_aired",
        _("pieces aired, repeats included"),
        _pieces,
        (models.ValueKind.COUNT,),
        _airings,
        _FILTERS,
    ),
    spans.Measure(
        "aired_as_planned",
        _("releases aired, of those whose time came"),
        _as_planned,
        (models.ValueKind.PERCENT,),
        _airings,
        _FILTERS,
    ),
    spans.Measure(
        "hours_to_air",
        _("hours from an issued citation to its first airing"),
        _hours,
        (models.ValueKind.HOURS,),
        _briefs,
        {
            "citations": spans.Filter(
                tuple(str(value) for value in broadcasts_models.CitationKind.values),
                is_required=True,
            )
        },
    ),
)
