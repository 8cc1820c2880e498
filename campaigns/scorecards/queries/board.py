"""Reading scores for pages: all units of a kind in a period, and one unit through its periods."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery

from campaigns.scorecards import models
from campaigns.scorecards.queries import computing, measures, periods
from campaigns.scorecards.queries.measures import spans
from campaigns.units import models as units_models

# How far back a sparkline looks.
SPARK_PERIODS = 12
# How many periods are offered: a year of weeks and more of months.
OFFERED_PERIODS = 90
SORTED = "sorted_value"

Cells = Mapping[int, Mapping[int, models.Score]]


def scored_periods() -> list[models.ScorePeriod]:
    """Those that a page offers, latest first."""
    return list(models.ScorePeriod.objects.order_by("-start_date", "kind", "pk")[:OFFERED_PERIODS])


def period_of(row: models.ScorePeriod) -> periods.Period:
    return periods.Period(row.kind, row.start_date, row.end_date)


def indicators_in(row: models.ScorePeriod, clause: str = "") -> list[models.Indicator]:
    """Indicators that judge a period, in the letter's order; of one clause, or all."""
    found = computing.indicators_of(period_of(row))
    return [one for one in found if not clause or one.clause_code == clause]


def peer_kinds_of(indicators: Iterable[models.Indicator]) -> list[units_models.UnitKind]:
    """Kinds of unit that are scored; the indicators are to be loaded with theirs."""
    kinds = {kind.pk: kind for one in indicators for kind in one.peer_kinds.all()}
    return sorted(kinds.values(), key=lambda kind: (not kind.is_territorial, kind.name_vi))


def units_of_board(
    units: units_models.UnitQuerySet, *, kind_id: int | None, on: date
) -> units_models.UnitQuerySet:
    """Units of a kind that stood on a day, of those that a reader may see."""
    found: units_models.UnitQuerySet = units.filter(kind_id=kind_id)
    return found.in_force(on)


def sorted_by(
    units: units_models.UnitQuerySet, row: models.ScorePeriod, indicator: models.Indicator
) -> units_models.UnitQuerySet:
    """With the value of one indicator, to be put in order by."""
    values = models.Score.objects.filter(period=row, indicator=indicator, unit=OuterRef("pk"))
    found: units_models.UnitQuerySet = units.annotate(
        **{SORTED: Subquery(values.values("value")[:1])}
    )
    return found


def scores_of(
    row: models.ScorePeriod, units: Sequence[int], indicators: Sequence[models.Indicator]
) -> dict[int, dict[int, models.Score]]:
    """Scores of units in a period, by unit and indicator; one query."""
    found: dict[int, dict[int, models.Score]] = {}
    rows = models.Score.objects.filter(
        period=row, unit__in=units, indicator__in=[one.pk for one in indicators]
    )
    for score in rows:
        found.setdefault(score.unit_id, {})[score.indicator_id] = score
    return found


def values_of(
    row: models.ScorePeriod, kind_id: int | None, indicators: Sequence[models.Indicator]
) -> dict[tuple[int, int], Decimal | None]:
    """Bare values of a whole kind, by unit and indicator: for files."""
    rows = models.Score.objects.filter(
        period=row, unit__kind_id=kind_id, indicator__in=[one.pk for one in indicators]
    )
    return {
        (unit, indicator): value
        for unit, indicator, value in rows.values_list("unit_id", "indicator_id", "value")
    }


def is_scored(unit: units_models.Unit) -> bool:
    return models.Score.objects.filter(unit=unit).exists()


@dataclass(frozen=True)
class UnitLine:
    """One indicator on the scorecard of a unit; `history` are values, oldest first."""

    score: models.Score
    indicator: models.Indicator
    rows_url: str
    history: tuple[Decimal | None, ...]

    @property
    def points(self) -> str:
        """The history as points of a line in a box of 100 by 24; empty below two values."""
        known = [value for value in self.history if value is not None]
        if len(known) < 2:
            return ""
        low, high = min(known), max(known)
        step = Decimal(96) / max(len(self.history) - 1, 1)
        places = [
            f"{2 + step * n:.1f},{22 - 20 * _share(value, low, high):.1f}"
            for n, value in enumerate(self.history)
            if value is not None
        ]
        return " ".join(places)


def _share(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    return (value - low) / (high - low) if high > low else Decimal("0.5")


def unit_lines(
    unit: units_models.Unit, row: models.ScorePeriod, *, on: date, at: datetime
) -> list[UnitLine]:
    """The unit's figures of a period with their history and the address of their rows."""
    rows = models.Score.objects.filter(period=row, unit=unit).select_related("indicator")
    span = computing.span_of(period_of(row), on=on, at=at)
    histories = _histories(unit, row)
    return [
        UnitLine(
            score,
            score.indicator,
            _rows_url(score, span),
            histories.get(score.indicator.code, ()),
        )
        for score in rows.order_by("indicator__position", "indicator__code", "pk")
    ]


def _rows_url(score: models.Score, span: spans.Span) -> str:
    measure = measures.MEASURES.get(score.indicator.measure)
    return measure.rows_url(score.unit_id, span) if measure else ""


def _histories(
    unit: units_models.Unit, row: models.ScorePeriod
) -> dict[str, tuple[Decimal | None, ...]]:
    """Values of the last periods of the same kind up to the given one, by indicator."""
    spans_back = models.ScorePeriod.objects.filter(kind=row.kind, start_date__lte=row.start_date)
    starts = list(
        spans_back.order_by("-start_date").values_list("start_date", flat=True)[:SPARK_PERIODS]
    )[::-1]
    scores: Any = models.Score.objects.filter(
        unit=unit, period__kind=row.kind, period__start_date__in=starts
    ).values_list("indicator__code", "period__start_date", "value")
    values: dict[str, dict[date, Decimal | None]] = {}
    for code, start, value in scores:
        values.setdefault(code, {})[start] = value
    return {code: tuple(found.get(start) for start in starts) for code, found in values.items()}


def comment_of(unit: units_models.Unit, row: models.ScorePeriod) -> models.ScoreComment | None:
    rows = models.ScoreComment.objects.filter(unit=unit, period=row).select_related("made_by")
    return rows.first()
