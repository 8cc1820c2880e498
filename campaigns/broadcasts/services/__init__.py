"""Every write of broadcasting, one module for each use case."""

from campaigns.broadcasts.services.airings import (
    AiringDraft,
    AiringRefused,
    AlreadyConfirmed,
    confirm_airing,
    correct_airing,
)
from campaigns.broadcasts.services.erasing import erase_made_by
from campaigns.broadcasts.services.outlets import (
    OutletRefused,
    SlotRefused,
    save_outlet,
    save_slot,
)
from campaigns.broadcasts.services.releases import (
    PLACEMENT_DAYS,
    Clash,
    Placement,
    ReleaseDraft,
    ReleaseRefused,
    ReleaseSettled,
    SlotOverfull,
    cancel_release,
    place_in_next_slot,
    plan_release,
)
from campaigns.broadcasts.services.reminders import remind_unconfirmed, withdraw_script
from campaigns.broadcasts.services.rollups import Difference, recount_airings
from campaigns.broadcasts.services.scripts import (
    ScriptDraft,
    ScriptRefused,
    ScriptSettled,
    clear_forced_script,
    freeze_script,
)

__all__ = [
    "PLACEMENT_DAYS",
    "AiringDraft",
    "AiringRefused",
    "AlreadyConfirmed",
    "Clash",
    "Difference",
    "OutletRefused",
    "Placement",
    "ReleaseDraft",
    "ReleaseRefused",
    "ReleaseSettled",
    "ScriptDraft",
    "ScriptRefused",
    "ScriptSettled",
    "SlotOverfull",
    "SlotRefused",
    "cancel_release",
    "clear_forced_script",
    "confirm_airing",
    "correct_airing",
    "erase_made_by",
    "freeze_script",
    "place_in_next_slot",
    "plan_release",
    "recount_airings",
    "remind_unconfirmed",
    "save_outlet",
    "save_slot",
    "withdraw_script",
]
