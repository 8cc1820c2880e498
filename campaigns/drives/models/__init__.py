"""Movements, drives, shifts; who joined by which phone; what was logged, and its totals."""

from campaigns.drives.models.drive import Drive, DriveLanguage, DriveQuerySet, Movement, Shift
from campaigns.drives.models.joining import DeviceToken, JoinCode
from campaigns.drives.models.rollups import PeopleRollup, SupportRollup
from campaigns.drives.models.support import (
    APP_OUTCOMES,
    AgeBand,
    Outcome,
    Setting,
    SupportCount,
    SupportEntry,
    SupportEntryQuerySet,
)

__all__ = [
    "APP_OUTCOMES",
    "AgeBand",
    "DeviceToken",
    "Drive",
    "DriveLanguage",
    "DriveQuerySet",
    "JoinCode",
    "Movement",
    "Outcome",
    "PeopleRollup",
    "Setting",
    "Shift",
    "SupportCount",
    "SupportEntry",
    "SupportEntryQuerySet",
    "SupportRollup",
]
