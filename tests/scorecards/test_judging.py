"""From counts to figures: colours, reasons, ranks and trends, without a database."""

from datetime import date
from decimal import Decimal

import pytest

from campaigns.scorecards import models
from campaigns.scorecards.queries import judging, periods
from campaigns.scorecards.queries.measures import spans

BANDS = [
    {"kinds": ["commune"], "periods": ["WEEK"], "good": 90, "fair": 60},
    {"kinds": [], "periods": [], "good": 50, "fair": 40},
]
UNIT = judging.Judged(1, 7, "commune")


def indicator(**changes: object) -> models.Indicator:
    values = {
        "value_kind": "PERCENT",
        "direction": "MORE",
        "legends": BANDS,
        "min_denominator": 5,
        "effective_gap": Decimal(2),
    }
    return models.Indicator(**(values | changes))


def tally(numerator: int, denominator: int, rows: int = 1, **more: int) -> spans.Tally:
    return spans.Tally(Decimal(numerator), denominator, rows, **more)


@pytest.mark.parametrize(
    ("told", "colour", "reason"),
    [
        (tally(9, 10), "GOOD", ""),
        (tally(6, 10), "FAIR", ""),
        (tally(0, 10), "LOW", ""),
        (tally(4, 4), "GREY", "TOO_FEW"),
        (tally(0, 0, rows=3), "GREY", "NOTHING"),
        (tally(0, 10, rows=0, missing=10), "GREY", "NO_DATA"),
        (None, "GREY", "NOTHING"),
    ],
)
def test_a_percentage_has_a_colour_or_says_why_not(
    told: spans.Tally | None, colour: str, reason: str
) -> None:
    found = judging.judge(indicator(), UNIT, told, "WEEK")
    assert (found.colour, found.grey_reason) == (colour, reason)


def test_thresholds_follow_level_and_period() -> None:
    months = judging.judge(indicator(), UNIT, tally(6, 10), "MONTH")
    assert months.colour == "GOOD"
    bare = judging.judge(indicator(legends=[]), UNIT, tally(6, 10), "MONTH")
    assert (bare.colour, bare.grey_reason, bare.value) == ("GREY", "NO_BAND", Decimal(60))


def test_fulfilment_above_the_whole_is_shown_as_it_is() -> None:
    assert judging.judge(indicator(), UNIT, tally(15, 10), "WEEK").value == Decimal(150)


def test_a_rate_needs_a_population_and_is_never_made_up() -> None:
    rate = indicator(value_kind="PER_1000")
    without = judging.judge(rate, UNIT, tally(12, 0), "WEEK")
    assert (without.grey_reason, without.numerator, without.value) == ("NO_PEOPLE", 12, None)
    invented = judging.Judged(1, 7, "commune", 4000, is_population_invented=True)
    with_people = judging.judge(rate, invented, tally(12, 0), "WEEK")
    assert (with_people.value, with_people.flagged) == (Decimal(3), 1)


def test_where_less_is_better_the_order_turns() -> None:
    hours = indicator(
        value_kind="HOURS",
        direction="LESS",
        min_denominator=1,
        legends=[{"kinds": [], "periods": [], "good": 48, "fair": 96}],
    )
    values = (24, 48, 60, 200)
    figures = [
        judging.judge(hours, judging.Judged(n, 7, "media"), tally(n, 1), "WEEK") for n in values
    ]
    assert [figure.colour for figure in figures] == ["GOOD", "GOOD", "FAIR", "LOW"]
    assert [figure.rank for figure in judging.ranked(hours, figures)] == [1, 2, 3, 4]


def test_equals_share_a_rank_and_the_unjudged_have_none() -> None:
    told = [tally(9, 10), tally(9, 10), tally(5, 10), tally(1, 1), None]
    figures = [
        judging.judge(indicator(), judging.Judged(n, 7, "commune"), one, "WEEK")
        for n, one in enumerate(told)
    ]
    ranked = judging.ranked(indicator(), figures)
    assert [(one.rank, one.peers) for one in ranked] == [
        (1, 3),
        (1, 3),
        (3, 3),
        (None, 3),
        (None, 3),
    ]


@pytest.mark.parametrize(
    ("before", "trend"),
    [(None, "NONE"), (50, "SAME"), (52, "SAME"), (53, "WORSE"), (40, "BETTER")],
)
def test_an_arrow_needs_more_than_the_gap(before: int | None, trend: str) -> None:
    figure = judging.judge(indicator(), UNIT, tally(5, 10), "WEEK")
    earlier = {} if before is None else {1: Decimal(before)}
    (found,) = judging.compared(indicator(), [figure], earlier)
    assert found.trend == trend


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    week = periods.period_of("WEEK", date(2026, 3, 1))
    assert (week.start, week.end) == (date(2026, 2, 23), date(2026, 3, 1))
    month = periods.period_of("MONTH", date(2024, 2, 11))
    assert (month.start, month.end) == (date(2024, 2, 1), date(2024, 2, 29))
    assert periods.period_before(month).start == date(2024, 1, 1)
