"""Writing scorecards: indicators, scores, comments."""

from campaigns.scorecards.services.commenting import LONGEST, CommentRefused, comment_on_scores
from campaigns.scorecards.services.computing import (
    Difference,
    compute_due,
    compute_period,
    recount_scores,
)
from campaigns.scorecards.services.erasing import erase_made_by, forget_counted
from campaigns.scorecards.services.indicators import save_indicator
from campaigns.scorecards.services.pushing import push_measured

__all__ = [
    "LONGEST",
    "CommentRefused",
    "Difference",
    "comment_on_scores",
    "compute_due",
    "compute_period",
    "erase_made_by",
    "forget_counted",
    "push_measured",
    "recount_scores",
    "save_indicator",
]
