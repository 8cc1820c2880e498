"""What is said on air: outlets and their slots, frozen scripts, releases, and what was aired."""

from campaigns.broadcasts.models.airings import (
    Airing,
    AiringQuerySet,
    AiringRollup,
    AiringSource,
    NotAiredReason,
    Outcome,
    RollupQuerySet,
)
from campaigns.broadcasts.models.audiences import AudienceQuerySet, OutletAudience
from campaigns.broadcasts.models.briefs import Brief, BriefQuerySet, BriefSource, CitationKind
from campaigns.broadcasts.models.coverage import (
    OPEN_STATES,
    Coverage,
    CoverageQuerySet,
    CoverageState,
)
from campaigns.broadcasts.models.deliveries import (
    SETTLED_STATES,
    WAITING_STATES,
    Acknowledgement,
    Delivery,
    DeliveryAttempt,
    DeliveryEvent,
    DeliveryQuerySet,
    DeliveryState,
)
from campaigns.broadcasts.models.deliveries import TRANSITIONS as DELIVERY_TRANSITIONS
from campaigns.broadcasts.models.destinations import (
    PUSHED_KINDS,
    Destination,
    DestinationKind,
    DestinationQuerySet,
)
from campaigns.broadcasts.models.imports import (
    WRITTEN_VERDICTS,
    LineVerdict,
    LogState,
    PlayoutLine,
    PlayoutLog,
    PlayoutLogQuerySet,
)
from campaigns.broadcasts.models.outlets import Outlet, OutletQuerySet, Slot
from campaigns.broadcasts.models.recalls import (
    OUTLETS_ANSWERS,
    Recall,
    RecallAnswer,
    RecallKind,
    RecallNotice,
    RecallNoticeQuerySet,
    RecallQuerySet,
)
from campaigns.broadcasts.models.recordings import SUFFIXES, Recording, RecordingQuerySet, SoundType
from campaigns.broadcasts.models.releases import TRANSITIONS, Release, ReleaseQuerySet, ReleaseState
from campaigns.broadcasts.models.scripts import Script, ScriptQuerySet
from campaigns.broadcasts.models.timetable import (
    ClosureQuerySet,
    ExceptionKind,
    OutletClosure,
    SlotException,
)
from campaigns.broadcasts.models.vocabulary import (
    AIR_ZONE,
    PRIORITY_MEANINGS,
    SPOKEN_MEDIA,
    FrozenRow,
    Medium,
    Priority,
    air_day,
    day_bounds,
)

__all__ = [
    "AIR_ZONE",
    "DELIVERY_TRANSITIONS",
    "OPEN_STATES",
    "OUTLETS_ANSWERS",
    "PRIORITY_MEANINGS",
    "PUSHED_KINDS",
    "SETTLED_STATES",
    "SPOKEN_MEDIA",
    "SUFFIXES",
    "TRANSITIONS",
    "WAITING_STATES",
    "WRITTEN_VERDICTS",
    "Acknowledgement",
    "Airing",
    "AiringQuerySet",
    "AiringRollup",
    "AiringSource",
    "AudienceQuerySet",
    "Brief",
    "BriefQuerySet",
    "BriefSource",
    "CitationKind",
    "ClosureQuerySet",
    "Coverage",
    "CoverageQuerySet",
    "CoverageState",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryEvent",
    "DeliveryQuerySet",
    "DeliveryState",
    "Destination",
    "DestinationKind",
    "DestinationQuerySet",
    "ExceptionKind",
    "FrozenRow",
    "LineVerdict",
    "LogState",
    "Medium",
    "NotAiredReason",
    "Outcome",
    "Outlet",
    "OutletAudience",
    "OutletClosure",
    "OutletQuerySet",
    "PlayoutLine",
    "PlayoutLog",
    "PlayoutLogQuerySet",
    "Priority",
    "Recall",
    "RecallAnswer",
    "RecallKind",
    "RecallNotice",
    "RecallNoticeQuerySet",
    "RecallQuerySet",
    "Recording",
    "RecordingQuerySet",
    "Release",
    "ReleaseQuerySet",
    "ReleaseState",
    "RollupQuerySet",
    "Script",
    "ScriptQuerySet",
    "Slot",
    "SlotException",
    "SoundType",
    "air_day",
    "day_bounds",
]
