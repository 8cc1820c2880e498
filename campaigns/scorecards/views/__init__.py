"""Pages of scorecards."""

from campaigns.scorecards.views.board import board
from campaigns.scorecards.views.units import comment, unit_scores

__all__ = ["board", "comment", "unit_scores"]
