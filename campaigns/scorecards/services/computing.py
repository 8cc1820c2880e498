"""Keeping scores: counted anew from the rows, and only what differs is written.

Two workers may count the same period at once: the second waits at the period's row and then finds
nothing to change. A worker that is killed leaves the period as it was.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, writing
from campaigns.scorecards import models
from campaigns.scorecards.queries import computing, judging, periods

_FIGURES = (
    *("numerator", "denominator", "value", "colour", "grey_reason", "rank", "peers"),
    *("trend", "previous_value", "late", "flagged", "estimated", "missing"),
)
_BATCH = 1000

Key = tuple[int, int]


@dataclass(frozen=True)
class Difference:
    """A score that is not what the rows say; either side is None where there is no score."""

    kind: str
    start_date: date
    indicator: str
    unit_id: int
    kept: str | None
    counted: str | None

    def __str__(self) -> str:
        return f"{self.kind} {self.start_date} {self.indicator} unit {self.unit_id}"


def compute_period(
    *, kind: str, start: date, by: actor.Actor, at: datetime, on: date | None = None
) -> int:
    """Count a period as the rows stand now; return how many scores changed.

    Args:
        on: the day up to which it has gone; that of `at` in Viet Nam when left out.
    """
    period = periods.period_of(kind, start)
    with writing.writing(by=by, at=at):
        row, is_new = _held(period, at)
        day = on or timezone.localdate(at)
        frozen = computing.frozen_in(period, on=day)
        changed, gone = _compared(_counted(period, on=day, at=at), _kept(row), frozen)
        _write(row, changed, at)
        if gone:
            models.Score.objects.filter(pk__in=gone).delete()
        if changed or gone or is_new:
            row.computed_at = at
            row.save(update_fields=["computed_at"])
            audit_services.record(
                "scorecards.period_computed",
                row,
                after={"changed": len(changed), "removed": len(gone)},
            )
    return len(changed) + len(gone)


def compute_due(*, by: actor.Actor, at: datetime) -> int:
    """Count all periods that run or that facts may still reach; return how many scores changed."""
    on = timezone.localdate(at)
    return sum(
        compute_period(kind=period.kind, start=period.start, by=by, at=at, on=on)
        for period in periods.periods_to_compute(on)
    )


def recount_scores(*, is_repair: bool, by: actor.Actor, at: datetime) -> list[Difference]:
    """Compare every scored period with its rows, oldest first; with `is_repair`, set it right."""
    found: list[Difference] = []
    on = timezone.localdate(at)
    for row in models.ScorePeriod.objects.order_by("start_date", "kind", "pk"):
        found += _differences(row, on=on, at=at)
        if is_repair:
            compute_period(kind=row.kind, start=row.start_date, by=by, at=at, on=on)
    return found


def _differences(row: models.ScorePeriod, *, on: date, at: datetime) -> list[Difference]:
    period = periods.period_of(row.kind, row.start_date)
    kept = _kept(row)
    frozen = computing.frozen_in(period, on=on)
    counted = {
        (one.indicator.pk, figure.unit_id): figures_in(figure)
        for one in _counted(period, on=on, at=at)
        for figure in one.figures
    }
    codes = dict(models.Indicator.objects.values_list("pk", "code"))
    found = []
    for key in sorted(kept.keys() | counted.keys()):
        was = kept[key][1] if key in kept else None
        if was != counted.get(key) and key[0] not in frozen:
            told = _told(was), _told(counted.get(key))
            found.append(Difference(row.kind, row.start_date, codes[key[0]], key[1], *told))
    return found


def _told(figures: dict[str, Any] | None) -> str | None:
    """Figures in a line of the command's answer."""
    return None if figures is None else " ".join(f"{n}={v}" for n, v in figures.items())


def _held(period: periods.Period, at: datetime) -> tuple[models.ScorePeriod, bool]:
    key = {"kind": period.kind, "start_date": period.start}
    row, is_new = models.ScorePeriod.objects.get_or_create(
        **key, defaults={"end_date": period.end, "computed_at": at}
    )
    return models.ScorePeriod.objects.select_for_update().get(pk=row.pk), is_new


def _counted(period: periods.Period, *, on: date, at: datetime) -> list[computing.Counted]:
    figures = computing.figures_of(period, on=on, at=at)
    return computing.with_trends(figures, _values_before(period))


def _values_before(period: periods.Period) -> dict[Key, Decimal]:
    earlier = periods.period_before(period)
    rows = models.Score.objects.filter(
        period__kind=earlier.kind, period__start_date=earlier.start, value__isnull=False
    ).exclude(grey_reason=models.GreyReason.TOO_FEW)
    return {
        (indicator, unit): value
        for indicator, unit, value in rows.values_list("indicator_id", "unit_id", "value")
        if value is not None
    }


def _kept(row: models.ScorePeriod) -> dict[Key, tuple[int, dict[str, Any]]]:
    """By indicator and unit, the key of the score and its figures."""
    rows = models.Score.objects.filter(period=row)
    found = rows.values_list("pk", "indicator_id", "unit_id", *_FIGURES).iterator(chunk_size=5000)
    return {
        (indicator, unit): (pk, dict(zip(_FIGURES, figures, strict=True)))
        for pk, indicator, unit, *figures in found
    }


def _compared(
    counted: Sequence[computing.Counted],
    kept: Mapping[Key, tuple[int, dict[str, Any]]],
    frozen: Collection[int],
) -> tuple[list[tuple[int, judging.Figure]], list[int]]:
    """Figures that differ from what is kept, with their indicator; and scores that are none.

    What indicators in `frozen` kept is left: the rows cannot tell of it any more.
    """
    changed: list[tuple[int, judging.Figure]] = []
    seen: set[Key] = set()
    for one in counted:
        for figure in one.figures:
            key = one.indicator.pk, figure.unit_id
            seen.add(key)
            known = kept.get(key)
            if known is None or known[1] != figures_in(figure):
                changed.append((one.indicator.pk, figure))
    gone = [pk for key, (pk, _figures) in kept.items() if key not in seen and key[0] not in frozen]
    return changed, gone


def figures_in(figure: judging.Figure) -> dict[str, Any]:
    """A figure as its row keeps it."""
    return {name: getattr(figure, name) for name in _FIGURES}


def _write(
    row: models.ScorePeriod,
    changed: Iterable[tuple[int, judging.Figure]],
    at: datetime,
) -> None:
    scores = [
        models.Score(
            period=row,
            unit_id=figure.unit_id,
            indicator_id=indicator,
            computed_at=at,
            **figures_in(figure),
        )
        for indicator, figure in changed
    ]
    if scores:
        models.Score.objects.bulk_create(
            scores,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["period", "unit", "indicator"],
            update_fields=[*_FIGURES, "computed_at"],
        )
