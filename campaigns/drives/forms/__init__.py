"""Forms of the drives' pages, by who fills them in."""

from campaigns.drives.forms.help_ask import (
    MAX_BODY_BYTES,
    AskForm,
    FormToken,
    TimeForm,
    open_token,
    read_token,
    serves,
    token_fault,
)
from campaigns.drives.forms.help_desk import AssignForm, CouldNotForm, DaysFilter, HelpFilter
from campaigns.drives.forms.hours import CorrectionForm, HoursFilter
from campaigns.drives.forms.nearby import NearbyForm
from campaigns.drives.forms.planning import (
    CopyForm,
    DriveFilter,
    DriveForm,
    EditDriveForm,
    EntryFilter,
    MovementForm,
    ReasonForm,
    ShiftForm,
)
from campaigns.drives.forms.recruiting import SignUpForm
from campaigns.drives.forms.team import MessageForm, TeamFilter

__all__ = [
    "MAX_BODY_BYTES",
    "AskForm",
    "AssignForm",
    "CopyForm",
    "CorrectionForm",
    "CouldNotForm",
    "DaysFilter",
    "DriveFilter",
    "DriveForm",
    "EditDriveForm",
    "EntryFilter",
    "FormToken",
    "HelpFilter",
    "HoursFilter",
    "MessageForm",
    "MovementForm",
    "NearbyForm",
    "ReasonForm",
    "ShiftForm",
    "SignUpForm",
    "TeamFilter",
    "TimeForm",
    "open_token",
    "read_token",
    "serves",
    "token_fault",
]
