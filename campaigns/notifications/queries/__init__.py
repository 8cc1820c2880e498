"""Reading inboxes, wishes, and what waits in the outbox."""

from campaigns.notifications.queries.choices import Wishes, wishes_of
from campaigns.notifications.queries.guards import Guard, is_entitled, register_guard
from campaigns.notifications.queries.inbox import inbox, unread_by_kind, unread_count
from campaigns.notifications.queries.outbox import is_blocked, stuck, trouble_of

__all__ = [
    "Guard",
    "Wishes",
    "inbox",
    "is_blocked",
    "is_entitled",
    "register_guard",
    "stuck",
    "trouble_of",
    "unread_by_kind",
    "unread_count",
    "wishes_of",
]
