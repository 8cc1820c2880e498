"""Movements, drives, shifts; who joined by which phone; what was logged, and its totals."""

from campaigns.drives.models.attendance import (
    MOST_MINUTES,
    Attendance,
    HoursCorrection,
    WorkedHours,
)
from campaigns.drives.models.attendance_saves import AttendanceSave
from campaigns.drives.models.certificates import Certificate, CertificateQuerySet
from campaigns.drives.models.drive import Drive, DriveLanguage, DriveQuerySet, Movement, Shift
from campaigns.drives.models.help import (
    MAX_PEOPLE,
    CouldNot,
    HelpRequest,
    HelpRequestQuerySet,
    SpokenLanguage,
    WantedPart,
)
from campaigns.drives.models.holds import Hold, HoldCause
from campaigns.drives.models.joining import DeviceToken, JoinCode
from campaigns.drives.models.messages import MessageMail, TeamMessage
from campaigns.drives.models.photos import MAX_PHOTO_BYTES, EntryPhoto
from campaigns.drives.models.rollups import (
    PeopleRollup,
    ReasonRollup,
    SenderRollup,
    SupportRollup,
)
from campaigns.drives.models.support import (
    APP_OUTCOMES,
    AgeBand,
    Outcome,
    ReasonCount,
    Setting,
    SupportCount,
    SupportEntry,
    SupportEntryQuerySet,
    VisitReason,
)
from campaigns.drives.models.team import SignUp, SignUpQuerySet, TeamMember

__all__ = [
    "APP_OUTCOMES",
    "MAX_PEOPLE",
    "MAX_PHOTO_BYTES",
    "MOST_MINUTES",
    "AgeBand",
    "Attendance",
    "AttendanceSave",
    "Certificate",
    "CertificateQuerySet",
    "CouldNot",
    "DeviceToken",
    "Drive",
    "DriveLanguage",
    "DriveQuerySet",
    "EntryPhoto",
    "HelpRequest",
    "HelpRequestQuerySet",
    "Hold",
    "HoldCause",
    "HoursCorrection",
    "JoinCode",
    "MessageMail",
    "Movement",
    "Outcome",
    "PeopleRollup",
    "ReasonCount",
    "ReasonRollup",
    "SenderRollup",
    "Setting",
    "Shift",
    "SignUp",
    "SignUpQuerySet",
    "SpokenLanguage",
    "SupportCount",
    "SupportEntry",
    "SupportEntryQuerySet",
    "SupportRollup",
    "TeamMember",
    "TeamMessage",
    "VisitReason",
    "WantedPart",
    "WorkedHours",
]
