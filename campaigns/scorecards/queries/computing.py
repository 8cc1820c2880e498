"""The figures of a period, counted anew: each measure for all units at once, then up the tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Q

from campaigns.kernel import codes
from campaigns.scorecards import models
from campaigns.scorecards.queries import judging, measures, periods
from campaigns.scorecards.queries.measures import spans
from campaigns.units import models as units_models
from campaigns.units import queries as unit_queries

Ancestors = Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class Counted:
    """An indicator with the figures of its units."""

    indicator: models.Indicator
    figures: Sequence[judging.Figure]


def span_of(period: periods.Period, *, on: date, at: datetime) -> spans.Span:
    """The period as far as it has gone by a day."""
    return spans.Span(period.kind, period.start, period.end, min(period.end, on), at)


def indicators_of(period: periods.Period) -> list[models.Indicator]:
    """Those that judge a period: the version in force on its last day, for its kind."""
    rows = models.Indicator.objects.in_force(period.end).prefetch_related("peer_kinds")
    latest: dict[str, models.Indicator] = {}
    for row in rows.order_by("position", "code", "version"):
        latest[row.code] = row
    return [row for row in latest.values() if period.kind in row.periods]


def frozen_in(period: periods.Period, *, on: date) -> set[int]:
    """Indicators of which the rows tell nothing of this period any more: it is over, and they
    count what Loa knows of today alone."""
    if period.end >= on:
        return set()
    return {
        indicator.pk
        for indicator in indicators_of(period)
        if measures.MEASURES[indicator.measure].is_present_only
    }


def ancestors_at(day: date) -> dict[int, list[int]]:
    """By unit, itself and what stood above it on a day; of a unit that had ended by then, on its
    own last day, and of one that had not begun, on its first. One query.

    Figures add up along the tree, to the territory; its committee is measured by its own."""
    stands = Q(valid_to_date__isnull=True) | Q(valid_to_date__gte=day)
    ended = Q(descendant__valid_to_date__lt=day, valid_to_date=F("descendant__valid_to_date"))
    unborn = Q(
        descendant__valid_from_date__gt=day, valid_from_date=F("descendant__valid_from_date")
    )
    rows = units_models.UnitClosure.objects.filter(
        Q(valid_from_date__lte=day) & stands | ended | unborn, is_governed=False
    )
    found: dict[int, list[int]] = {}
    for unit, above in rows.order_by("descendant", "depth").values_list("descendant", "ancestor"):
        found.setdefault(unit, []).append(above)
    return found


def summed_up(tallies: spans.Tallies, above: Ancestors) -> spans.Tallies:
    """Each unit's tally added to itself and to everything above it."""
    found: spans.Tallies = {}
    for unit, tally in tallies.items():
        for ancestor in above.get(unit, (unit,)):
            known = found.get(ancestor)
            found[ancestor] = tally if known is None else known + tally
    return found


def figures_of(period: periods.Period, *, on: date, at: datetime) -> list[Counted]:
    """All figures of a period as the rows stand now; nothing is written.

    What Loa knows of today alone is left out once the period is over: it keeps what it had.
    """
    span = span_of(period, on=on, at=at)
    reading = _Reading(span, ancestors_at(span.until))
    frozen = frozen_in(period, on=on)
    counted = []
    for indicator in indicators_of(period):
        if indicator.pk in frozen:
            continue
        figures = reading.figures(indicator, _peers(indicator, span.until))
        counted.append(Counted(indicator, judging.ranked(indicator, figures)))
    return counted


def with_trends(
    counted: Sequence[Counted], before: Mapping[tuple[int, int], Decimal]
) -> list[Counted]:
    """With trends; `before` has the values of the period before by indicator and unit."""
    by_indicator: dict[int, dict[int, Decimal]] = {}
    for (indicator_id, unit_id), value in before.items():
        by_indicator.setdefault(indicator_id, {})[unit_id] = value
    return [
        Counted(
            one.indicator,
            judging.compared(one.indicator, one.figures, by_indicator.get(one.indicator.pk, {})),
        )
        for one in counted
    ]


def _peers(indicator: models.Indicator, day: date) -> list[judging.Judged]:
    kinds = {kind.pk: kind.code for kind in indicator.peer_kinds.all()}
    units = units_models.Unit.objects.in_force(day).filter(kind__in=kinds)
    people: Mapping[int, units_models.Population] = {}
    if indicator.value_kind == models.ValueKind.PER_1000:
        people = unit_queries.populations_at(units, day)
    return [
        judging.Judged(
            pk,
            kind,
            kinds[kind],
            people[pk].people if pk in people else None,
            is_population_invented=pk in people and people[pk].is_demo,
        )
        for pk, kind in units.order_by("pk").values_list("pk", "kind_id")
    ]


class _Reading:
    """What was read of a span; indicators that ask the same share the answer."""

    def __init__(self, span: spans.Span, above: Ancestors) -> None:
        self.span = span
        self.above = above
        self._own: dict[tuple[str, bytes], spans.Tallies] = {}
        self._summed: dict[tuple[str, bytes], spans.Tallies] = {}

    def figures(
        self, indicator: models.Indicator, units: Sequence[judging.Judged]
    ) -> list[judging.Figure]:
        tallies = self._tallies(indicator)
        return [
            judging.judge(indicator, unit, tallies.get(unit.unit_id), self.span.kind)
            for unit in units
        ]

    def _tallies(self, indicator: models.Indicator) -> spans.Tallies:
        key = indicator.measure, codes.canonical_json(indicator.filters)
        if key not in self._own:
            measure = measures.MEASURES[indicator.measure]
            self._own[key] = measure.read(self.span, indicator.filters)
        if indicator.scope == models.Scope.OWN:
            return self._own[key]
        if key not in self._summed:
            self._summed[key] = summed_up(self._own[key], self.above)
        return self._summed[key]
