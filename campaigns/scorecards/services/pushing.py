"""Measured values beside the duties that they measure."""

from datetime import datetime

from django.utils import timezone

from campaigns.directives import services as directives_services
from campaigns.kernel import actor
from campaigns.scorecards import models
from campaigns.scorecards.queries import measures, periods
from campaigns.scorecards.queries.measures import spans


def push_measured(*, by: actor.Actor, at: datetime) -> int:
    """Hand the latest period that is over, of each kind, down to the open duties; return how many
    were news.

    The shortest period that an indicator has speaks, once when it is over: a duty's page is no
    ticker.
    """
    figures: dict[tuple[int, str], directives_services.Measured] = {}
    for kind in (models.PeriodKind.MONTH, models.PeriodKind.WEEK):
        over = periods.period_before(periods.period_of(kind, timezone.localdate(at)))
        figures |= _figures(over, at)
    return directives_services.record_measured(figures=list(figures.values()), by=by, at=at)


def _figures(
    period: periods.Period, at: datetime
) -> dict[tuple[int, str], directives_services.Measured]:
    span = spans.Span(period.kind, period.start, period.end, period.end, at)
    rows = models.Score.objects.filter(
        period__kind=period.kind, period__start_date=period.start, value__isnull=False
    ).select_related("indicator")
    return {
        (row.unit_id, row.indicator.code): directives_services.Measured(
            unit_id=row.unit_id,
            indicator_code=row.indicator.code,
            value=row.value,
            label=row.indicator.name_vi,
            as_of_date=period.end,
            rows_url=measures.MEASURES[row.indicator.measure].rows_url(row.unit_id, span),
        )
        for row in rows
        if row.value is not None
    }
