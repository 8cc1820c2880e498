"""Reading scorecards: the vocabulary of indicators."""

from campaigns.scorecards.queries.measures import MEASURES
from campaigns.scorecards.queries.measures.spans import Filter, Measure, Span, Tally

__all__ = ["MEASURES", "Filter", "Measure", "Span", "Tally"]
