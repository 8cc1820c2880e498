"""Places that clause 1.b obliges to post their code: register, codes, sheets, coverage."""

from campaigns.premises.models.checkpoints import (
    PAYLOAD_BYTES,
    Checkpoint,
    CheckpointSource,
    CheckpointState,
)
from campaigns.premises.models.coverage import CoverageRollup
from campaigns.premises.models.daily import MOST, AppUse, IsolationCount, VisitCount
from campaigns.premises.models.evidence import EvidenceStep, PosterPhoto
from campaigns.premises.models.imports import (
    Import,
    ImportBefore,
    ImportFault,
    ImportQuerySet,
    ImportRow,
    ImportState,
    RegisterValues,
    RowOutcome,
    RowVerdict,
)
from campaigns.premises.models.links import (
    FREE_MEDIA,
    Link,
    LinkQuerySet,
    LinkState,
    LinkTarget,
    Medium,
    TargetKind,
)
from campaigns.premises.models.owners import OwnerLink
from campaigns.premises.models.posters import HANGING, LIVING, Poster, PosterState, Sheet
from campaigns.premises.models.registry import (
    COMMUNE,
    OpenRange,
    PosterStage,
    Premises,
    PremisesQuerySet,
    PremisesState,
    SafetyLevel,
)
from campaigns.premises.models.review_calls import ReviewCall
from campaigns.premises.models.safety import CriteriaSet, Direction, Entry, Measure, SafetyReview
from campaigns.premises.models.scans import (
    CLAIMED_LETTERS,
    VISITOR_LETTERS,
    Scan,
    ScanFile,
    ScanRollup,
    ScanSalt,
    ScanVisitor,
    StrayReason,
    StrayRollup,
)
from campaigns.premises.models.vocabulary import PaymentMethod, PremisesKind, SafetyGroup

__all__ = [
    "CLAIMED_LETTERS",
    "COMMUNE",
    "FREE_MEDIA",
    "HANGING",
    "LIVING",
    "MOST",
    "PAYLOAD_BYTES",
    "VISITOR_LETTERS",
    "AppUse",
    "Checkpoint",
    "CheckpointSource",
    "CheckpointState",
    "CoverageRollup",
    "CriteriaSet",
    "Direction",
    "Entry",
    "EvidenceStep",
    "Import",
    "ImportBefore",
    "ImportFault",
    "ImportQuerySet",
    "ImportRow",
    "ImportState",
    "IsolationCount",
    "Link",
    "LinkQuerySet",
    "LinkState",
    "LinkTarget",
    "Measure",
    "Medium",
    "OpenRange",
    "OwnerLink",
    "PaymentMethod",
    "Poster",
    "PosterPhoto",
    "PosterStage",
    "PosterState",
    "Premises",
    "PremisesKind",
    "PremisesQuerySet",
    "PremisesState",
    "RegisterValues",
    "ReviewCall",
    "RowOutcome",
    "RowVerdict",
    "SafetyGroup",
    "SafetyLevel",
    "SafetyReview",
    "Scan",
    "ScanFile",
    "ScanRollup",
    "ScanSalt",
    "ScanVisitor",
    "Sheet",
    "StrayReason",
    "StrayRollup",
    "TargetKind",
    "VisitCount",
]
