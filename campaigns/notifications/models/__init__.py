"""What somebody was told in the product, and how it left the house."""

from campaigns.notifications.models.notices import Notice, NoticeQuerySet
from campaigns.notifications.models.preferences import Preference, QuietHours
from campaigns.notifications.models.sendings import (
    TRANSITIONS,
    MailTrouble,
    Sending,
    SendingQuerySet,
    SendingState,
    Why,
)
from campaigns.notifications.models.vocabulary import (
    DAY_BEGINS,
    DEFAULT_PACES,
    MANDATORY,
    NIGHT_BEGINS,
    URGENT_KINDS,
    ZONE,
    Channel,
    Kind,
    Pace,
    paces_of,
)

__all__ = [
    "DAY_BEGINS",
    "DEFAULT_PACES",
    "MANDATORY",
    "NIGHT_BEGINS",
    "TRANSITIONS",
    "URGENT_KINDS",
    "ZONE",
    "Channel",
    "Kind",
    "MailTrouble",
    "Notice",
    "NoticeQuerySet",
    "Pace",
    "Preference",
    "QuietHours",
    "Sending",
    "SendingQuerySet",
    "SendingState",
    "Why",
    "paces_of",
]
