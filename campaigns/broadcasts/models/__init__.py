"""What is said on air: outlets and their slots, frozen scripts, releases, and what was aired."""

from campaigns.broadcasts.models.airings import (
    Airing,
    AiringQuerySet,
    AiringRollup,
    AiringSource,
    Outcome,
    RollupQuerySet,
)
from campaigns.broadcasts.models.outlets import Outlet, OutletQuerySet, Slot
from campaigns.broadcasts.models.releases import (
    TRANSITIONS,
    Release,
    ReleaseQuerySet,
    ReleaseState,
)
from campaigns.broadcasts.models.scripts import Script, ScriptQuerySet
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
    "PRIORITY_MEANINGS",
    "SPOKEN_MEDIA",
    "TRANSITIONS",
    "Airing",
    "AiringQuerySet",
    "AiringRollup",
    "AiringSource",
    "FrozenRow",
    "Medium",
    "Outcome",
    "Outlet",
    "OutletQuerySet",
    "Priority",
    "Release",
    "ReleaseQuerySet",
    "ReleaseState",
    "RollupQuerySet",
    "Script",
    "ScriptQuerySet",
    "Slot",
    "air_day",
    "day_bounds",
]
