"""Every write of the drives: opening, joining, receiving support records, totals."""

from campaigns.drives.services.erasing import erase_made_by
from campaigns.drives.services.joining import (
    CodeRefused,
    JoinRefused,
    NewVolunteer,
    TokenEnded,
    issue_join_code,
    join_drive,
    revoke_device,
    revoke_join_code,
)
from campaigns.drives.services.opening import (
    DriveDraft,
    DriveRefused,
    MovementDraft,
    ShiftDraft,
    StateRefused,
    cancel_drive,
    close_drive,
    launch_movement,
    open_drive,
    plan_shift,
    reopen_drive,
)
from campaigns.drives.services.payload import InvalidRecord
from campaigns.drives.services.purging import purge_volunteers
from campaigns.drives.services.receiving import (
    SUPPORT,
    WITHDRAWAL,
    EntryVoided,
    receive_support,
    receive_withdrawals,
    withdraw_entry,
)
from campaigns.drives.services.rollups import Difference, recount_support

__all__ = [
    "SUPPORT",
    "WITHDRAWAL",
    "CodeRefused",
    "Difference",
    "DriveDraft",
    "DriveRefused",
    "EntryVoided",
    "InvalidRecord",
    "JoinRefused",
    "MovementDraft",
    "NewVolunteer",
    "ShiftDraft",
    "StateRefused",
    "TokenEnded",
    "cancel_drive",
    "close_drive",
    "erase_made_by",
    "issue_join_code",
    "join_drive",
    "launch_movement",
    "open_drive",
    "plan_shift",
    "purge_volunteers",
    "receive_support",
    "receive_withdrawals",
    "recount_support",
    "reopen_drive",
    "revoke_device",
    "revoke_join_code",
    "withdraw_entry",
]
