"""Indicators and what units reached by them."""

from campaigns.scorecards.models.indicators import Indicator, IndicatorQuerySet
from campaigns.scorecards.models.scores import Score, ScoreComment, ScorePeriod
from campaigns.scorecards.models.vocabulary import (
    Colour,
    Direction,
    GreyReason,
    PeriodKind,
    Scope,
    Trend,
    ValueKind,
)

__all__ = [
    "Colour",
    "Direction",
    "GreyReason",
    "Indicator",
    "IndicatorQuerySet",
    "PeriodKind",
    "Scope",
    "Score",
    "ScoreComment",
    "ScorePeriod",
    "Trend",
    "ValueKind",
]
