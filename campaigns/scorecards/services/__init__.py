"""Writing scorecards."""

from campaigns.scorecards.services.indicators import save_indicator

__all__ = ["save_indicator"]
