"""Pages of commendations and criticisms."""

from campaigns.conduct.views.commendations import (
    citation,
    citation_list,
    decide,
    decline,
    withdraw,
)
from campaigns.conduct.views.criticisms import (
    citation_file,
    criticism,
    criticism_list,
    draft_criticism,
    remind,
)
from campaigns.conduct.views.steps import step

__all__ = [
    "citation",
    "citation_file",
    "citation_list",
    "criticism",
    "criticism_list",
    "decide",
    "decline",
    "draft_criticism",
    "remind",
    "step",
    "withdraw",
]
