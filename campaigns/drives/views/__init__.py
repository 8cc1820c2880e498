"""The organiser's pages: drives, how volunteers join, what they sent."""

from campaigns.drives.views.acts import acts, visits
from campaigns.drives.views.attendance import (
    add_helper,
    attendance,
    attendance_paper,
    undo_attendance,
)
from campaigns.drives.views.browsing import drive_calendar, drive_map
from campaigns.drives.views.certificates import (
    certificate,
    certificate_pdf,
    certificates,
    certificates_pdf,
    find_certificate,
    issue_certificates,
    my_certificate,
    own_certificate,
    revoke_certificate,
)
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
from campaigns.drives.views.help_desk import (
    accept,
    assign,
    could_not,
    done,
    erase_for_resident,
    hand_back,
    phone,
    reopen,
    request_detail,
    request_list,
    spam,
)
from campaigns.drives.views.help_figures import figures
from campaigns.drives.views.help_public import (
    ask,
    change_time,
    erase,
    find_status,
    kept,
    status,
    withdraw,
)
from campaigns.drives.views.holds import confirm_entry, reject_entry
from campaigns.drives.views.hours import correct_hours, hours
from campaigns.drives.views.joining import join_sheet, renew_code, revoke_device
from campaigns.drives.views.movements import (
    edit_movement,
    movement_detail,
    movement_list,
    open_movement,
)
from campaigns.drives.views.nearby import nearby_drive, nearby_drives
from campaigns.drives.views.own import cancel_own, declare_own, my_shifts, sign_up
from campaigns.drives.views.photos import entry_photo
from campaigns.drives.views.planning import copy_drive, edit_drive, edit_shift, remove_shift
from campaigns.drives.views.results import drive_results, movement_results, place_results
from campaigns.drives.views.team import (
    cancel_sign_up,
    message_team,
    restore_sign_up,
    shift_detail,
    team,
)
from campaigns.drives.views.volunteers import cancel as cancel_by_link
from campaigns.drives.views.volunteers import declare, leave, own_page, recruit, sign_up_more

__all__ = [
    "accept",
    "acts",
    "add_helper",
    "ask",
    "assign",
    "attendance",
    "attendance_paper",
    "cancel_by_link",
    "cancel_drive",
    "cancel_own",
    "cancel_sign_up",
    "certificate",
    "certificate_pdf",
    "certificates",
    "certificates_pdf",
    "change_time",
    "close_drive",
    "confirm_entry",
    "copy_drive",
    "correct_hours",
    "could_not",
    "declare",
    "declare_own",
    "done",
    "drive_calendar",
    "drive_detail",
    "drive_list",
    "drive_map",
    "drive_results",
    "edit_drive",
    "edit_movement",
    "edit_shift",
    "entries",
    "entry_photo",
    "erase",
    "erase_for_resident",
    "figures",
    "find_certificate",
    "find_status",
    "hand_back",
    "hours",
    "issue_certificates",
    "join_sheet",
    "kept",
    "leave",
    "message_team",
    "movement_detail",
    "movement_list",
    "movement_results",
    "my_certificate",
    "my_shifts",
    "nearby_drive",
    "nearby_drives",
    "open_drive",
    "open_movement",
    "own_certificate",
    "own_page",
    "phone",
    "place_results",
    "plan_shift",
    "recruit",
    "reject_entry",
    "remove_shift",
    "renew_code",
    "reopen",
    "reopen_drive",
    "request_detail",
    "request_list",
    "restore_sign_up",
    "revoke_certificate",
    "revoke_device",
    "shift_detail",
    "sign_up",
    "sign_up_more",
    "spam",
    "status",
    "team",
    "undo_attendance",
    "visits",
    "withdraw",
    "withdraw_entry",
]
