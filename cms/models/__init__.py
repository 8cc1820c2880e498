"""Pages of the newsroom and the public site, their approvals, and reference data of the newsroom."""

from cms.models.pages import (
    PUBLIC_SECONDS,
    GuidancePage,
    HomePage,
    NewsroomPage,
    Rendition,
)
from cms.models.publishing import (
    TRANSITIONS,
    ApprovalState,
    PublishApproval,
    PublishRefused,
)
from cms.models.reference import LexiconEntry, RightsMirror

__all__ = [
    "PUBLIC_SECONDS",
    "TRANSITIONS",
    "ApprovalState",
    "GuidancePage",
    "HomePage",
    "LexiconEntry",
    "NewsroomPage",
    "PublishApproval",
    "PublishRefused",
    "Rendition",
    "RightsMirror",
]
