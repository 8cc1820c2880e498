"""Reading scorecards: the vocabulary of indicators, scores for pages, figures in words."""

from campaigns.scorecards.queries.board import (
    SORTED,
    UnitLine,
    comment_of,
    indicators_in,
    is_scored,
    peer_kinds_of,
    scored_periods,
    scores_of,
    sorted_by,
    unit_lines,
    units_of_board,
    values_of,
)
from campaigns.scorecards.queries.measures import MEASURES
from campaigns.scorecards.queries.measures.spans import Filter, Measure, Span, Tally
from campaigns.scorecards.queries.words import TONES, counted_text, period_text, value_text, why

__all__ = [
    "MEASURES",
    "SORTED",
    "TONES",
    "Filter",
    "Measure",
    "Span",
    "Tally",
    "UnitLine",
    "comment_of",
    "counted_text",
    "indicators_in",
    "is_scored",
    "peer_kinds_of",
    "period_text",
    "scored_periods",
    "scores_of",
    "sorted_by",
    "unit_lines",
    "units_of_board",
    "value_text",
    "values_of",
    "why",
]
