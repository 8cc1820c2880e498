"""From a tally to a figure: value, colour with its reason, trend and rank; no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from campaigns.scorecards import models
from campaigns.scorecards.queries.measures import spans

C, G, T, V = models.Colour, models.GreyReason, models.Trend, models.ValueKind
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Figure:
    """What is kept of one unit and indicator, but for the period."""

    unit_id: int
    kind_id: int
    numerator: Decimal | None
    denominator: int | None
    value: Decimal | None
    colour: str
    grey_reason: str
    late: int = 0
    flagged: int = 0
    estimated: int = 0
    missing: int = 0
    rank: int | None = None
    peers: int = 0
    trend: str = T.NONE
    previous_value: Decimal | None = None


@dataclass(frozen=True)
class Judged:
    """A unit with what the judging needs to know of it."""

    unit_id: int
    kind_id: int
    kind_code: str
    people: int | None = None
    is_population_invented: bool = False


def thresholds(
    legends: Sequence[Mapping[str, Any]], kind_code: str, period_kind: str
) -> tuple[Decimal, Decimal] | None:
    """`good` and `fair` of the first legend that fits; None where none does."""
    for legend in legends:
        fits_kind = not legend["kinds"] or kind_code in legend["kinds"]
        fits_period = not legend["periods"] or period_kind in legend["periods"]
        if fits_kind and fits_period:
            return Decimal(str(legend["good"])), Decimal(str(legend["fair"]))
    return None


def judge(
    indicator: models.Indicator, unit: Judged, tally: spans.Tally | None, period_kind: str
) -> Figure:
    """The figure of a unit without rank and trend.

    Division by nothing, silence and small numbers make it grey with the reason, never red.
    """
    told = tally or spans.Tally()
    denominator = _denominator(indicator, unit, told)
    reason = _reason(indicator, told, denominator)
    value = None if reason else _value(indicator, told.numerator, denominator)
    colour = C.GREY if value is None else _colour(indicator, unit, value, period_kind)
    if not reason and denominator is not None and denominator < indicator.min_denominator:
        colour, reason = C.GREY, G.TOO_FEW
    elif not reason and colour == C.GREY:
        reason = G.NO_THRESHOLD
    invented = indicator.value_kind == V.PER_1000 and unit.is_population_invented
    return Figure(
        unit_id=unit.unit_id,
        kind_id=unit.kind_id,
        numerator=_rounded(told.numerator) if told.rows else None,
        denominator=denominator,
        value=value,
        colour=colour,
        grey_reason=reason,
        late=told.late,
        flagged=told.flagged + int(invented),
        estimated=told.estimated,
        missing=told.missing,
    )


def _denominator(indicator: models.Indicator, unit: Judged, told: spans.Tally) -> int | None:
    if indicator.value_kind == V.COUNT:
        return None
    if indicator.value_kind == V.PER_1000:
        return unit.people
    return told.denominator


def _reason(indicator: models.Indicator, told: spans.Tally, denominator: int | None) -> str:
    if indicator.value_kind == V.PER_1000 and denominator is None:
        return G.NO_POPULATION
    if not told.rows:
        is_asked = told.denominator or told.missing or denominator is None
        return G.NO_DATA if is_asked or indicator.value_kind == V.PER_1000 else G.NOTHING_TO_COUNT
    if denominator is not None and denominator <= 0:
        return G.NOTHING_TO_COUNT
    return ""


def _value(indicator: models.Indicator, numerator: Decimal, denominator: int | None) -> Decimal:
    if denominator is None:
        return _rounded(numerator)
    factor = {V.PERCENT: 100, V.PER_1000: 1000}.get(V(indicator.value_kind), 1)
    return _rounded(numerator * factor / denominator)


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(_CENT, ROUND_HALF_UP)


def _colour(indicator: models.Indicator, unit: Judged, value: Decimal, period_kind: str) -> str:
    bands = thresholds(indicator.legends, unit.kind_code, period_kind)
    if bands is None:
        return C.GREY
    good, fair = bands
    if indicator.direction == models.Direction.LESS:
        good, fair, value = -good, -fair, -value
    if value >= good:
        return C.GOOD
    return C.FAIR if value >= fair else C.LOW


def is_ranked(figure: Figure) -> bool:
    """What has a value on enough to judge has a rank."""
    return figure.value is not None and figure.grey_reason != G.TOO_FEW


def ranked(indicator: models.Indicator, figures: Sequence[Figure]) -> list[Figure]:
    """With rank among units of the same kind; equal values share the better rank."""
    is_less = indicator.direction == models.Direction.LESS
    values: dict[int, list[Decimal]] = {}
    for figure in figures:
        if figure.value is not None and is_ranked(figure):
            values.setdefault(figure.kind_id, []).append(figure.value)
    places = {kind: _places(sorted(found, reverse=not is_less)) for kind, found in values.items()}
    return [
        replace(
            figure,
            rank=places[figure.kind_id][figure.value]
            if figure.value is not None and is_ranked(figure)
            else None,
            peers=len(values.get(figure.kind_id, ())),
        )
        for figure in figures
    ]


def _places(ordered: Sequence[Decimal]) -> dict[Decimal, int]:
    found: dict[Decimal, int] = {}
    for place, value in enumerate(ordered, start=1):
        found.setdefault(value, place)
    return found


def compared(
    indicator: models.Indicator, figures: Sequence[Figure], before: Mapping[int, Decimal]
) -> list[Figure]:
    """With the trend against the values of the period before, by unit."""
    return [
        replace(
            figure,
            previous_value=before.get(figure.unit_id),
            trend=_trend(indicator, figure.value, before.get(figure.unit_id)),
        )
        for figure in figures
    ]


def _trend(indicator: models.Indicator, value: Decimal | None, before: Decimal | None) -> str:
    if value is None or before is None:
        return T.NONE
    if abs(value - before) <= indicator.effective_gap:
        return T.SAME
    has_grown = value > before
    return T.BETTER if has_grown == (indicator.direction == models.Direction.MORE) else T.WORSE
