"""Telling people what waits for them, in the inbox and beyond it."""

from campaigns.notifications.services.bounces import MOST_BYTES, Read, read_bounce
from campaigns.notifications.services.channels import Post, register_channel
from campaigns.notifications.services.choosing import (
    Choice,
    ChoiceRefused,
    UnsubscribeRefused,
    choose,
    unsubscribe,
    words_to_switch_off,
)
from campaigns.notifications.services.digests import plan_digests
from campaigns.notifications.services.failures import (
    SendingRefused,
    lift_block,
    note_bounce,
    retry_sending,
)
from campaigns.notifications.services.forgetting import forget_person, purge
from campaigns.notifications.services.links import UnknownLink, sending_of, token_of
from campaigns.notifications.services.outbox import send_due
from campaigns.notifications.services.routing import route_notices
from campaigns.notifications.services.telling import (
    About,
    mark_read,
    mark_unread,
    take_back_reading,
    tell,
)

__all__ = [
    "MOST_BYTES",
    "About",
    "Choice",
    "ChoiceRefused",
    "Post",
    "Read",
    "SendingRefused",
    "UnknownLink",
    "UnsubscribeRefused",
    "choose",
    "forget_person",
    "lift_block",
    "mark_read",
    "mark_unread",
    "note_bounce",
    "plan_digests",
    "purge",
    "read_bounce",
    "register_channel",
    "retry_sending",
    "route_notices",
    "send_due",
    "sending_of",
    "take_back_reading",
    "tell",
    "token_of",
    "unsubscribe",
    "words_to_switch_off",
]
