"""Places that clause 1.b obliges to post their code: register, codes, sheets, coverage."""

from campaigns.premises.models.checkpoints import (
    PAYLOAD_BYTES,
    Checkpoint,
    CheckpointSource,
    CheckpointState,
)
from campaigns.premises.models.coverage import CoverageRollup
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
from campaigns.premises.models.posters import HANGING, LIVING, Poster, PosterState, Sheet
from campaigns.premises.models.registry import (
    COMMUNE,
    OpenRange,
    PosterStage,
    Premises,
    PremisesQuerySet,
    PremisesState,
)
from campaigns.premises.models.vocabulary import PaymentMethod, PremisesKind, SafetyGroup

__all__ = [
    "COMMUNE",
    "HANGING",
    "LIVING",
    "PAYLOAD_BYTES",
    "Checkpoint",
    "CheckpointSource",
    "CheckpointState",
    "CoverageRollup",
    "Import",
    "ImportBefore",
    "ImportFault",
    "ImportQuerySet",
    "ImportRow",
    "ImportState",
    "OpenRange",
    "PaymentMethod",
    "Poster",
    "PosterStage",
    "PosterState",
    "Premises",
    "PremisesKind",
    "PremisesQuerySet",
    "PremisesState",
    "RegisterValues",
    "RowOutcome",
    "RowVerdict",
    "SafetyGroup",
    "Sheet",
]
