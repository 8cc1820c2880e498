"""The organiser's pages: drives, how volunteers join, what they sent."""

from campaigns.drives.views.drives import (
    cancel_drive,
    close_drive,
    drive_detail,
    drive_list,
    open_drive,
    plan_shift,
    reopen_drive,
)
from campaigns.drives.views.entries import entries, withdraw_entry
from campaigns.drives.views.joining import join_sheet, renew_code, revoke_device

__all__ = [
    "cancel_drive",
    "close_drive",
    "drive_detail",
    "drive_list",
    "entries",
    "join_sheet",
    "open_drive",
    "plan_shift",
    "renew_code",
    "reopen_drive",
    "revoke_device",
    "withdraw_entry",
]
