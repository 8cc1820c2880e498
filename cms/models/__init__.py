"""Pages of the newsroom and the public site, their approvals, and reference data of the newsroom."""

from cms.models.facts import FactCheckLink
from cms.models.pages import (
    PUBLIC_SECONDS,
    GuidancePage,
    GuidanceQuerySet,
    HomePage,
    NewsroomPage,
)
from cms.models.publishing import (
    TRANSITIONS,
    ApprovalState,
    Facts,
    PublishApproval,
    PublishRefused,
)
from cms.models.reference import LexiconEntry, LexiconKind, RightsMirror
from cms.models.renditions import Rendition
from cms.models.sources import RenditionSource
from cms.models.tasks import ChiefEditorTask, FactCheckTask

__all__ = [
    "PUBLIC_SECONDS",
    "TRANSITIONS",
    "ApprovalState",
    "ChiefEditorTask",
    "FactCheckLink",
    "FactCheckTask",
    "Facts",
    "GuidancePage",
    "GuidanceQuerySet",
    "HomePage",
    "LexiconEntry",
    "LexiconKind",
    "NewsroomPage",
    "PublishApproval",
    "PublishRefused",
    "Rendition",
    "RenditionSource",
    "RightsMirror",
]
