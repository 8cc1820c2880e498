"""Mail that came back: reading what servers wrote to the sender's mailbox (RFC 3464)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from enum import Enum

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, mails, writing
from campaigns.notifications import models
from campaigns.notifications.services import failures

READER = actor.SystemActor("bounces")
MOST_BYTES = 2 * 1024 * 1024
"""A longer message is no report of a bounce."""
_KEY = re.compile(
    r"<notice-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([0-9]{1,5})@([^<>@\s]+)>"
)
_BAD_ADDRESS = re.compile(r"5\.1\.\d{1,3}")
_S = models.SendingState


class Read(Enum):
    """What a message was."""

    NOTED = "noted"
    KNOWN = "known"
    SOFT = "soft"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class _Report:
    """What a server says of one mail of ours."""

    key: str
    generation: int
    status: str
    fault: str


def read_bounce(*, raw: bytes, at: datetime) -> Read:
    """Write down what a message says of a mail that came back.

    A mail of ours is known by the Message-ID that the report quotes: its key is random, so that
    nobody else can name one. What will be tried again is left; a wrong address is held back at
    once, as when a person saw it, any other refusal counts as one. The same message twice, or one
    on a mail that is known to have come back, changes nothing.
    """
    found = _report(raw)
    if found is None:
        return Read.FOREIGN
    if not found.status.startswith("5."):
        return Read.SOFT
    sending = models.Sending.objects.filter(key=found.key).select_related("user").first()
    if sending is None:
        return Read.FOREIGN
    with writing.writing(by=READER, at=at):
        sent = models.Sending.objects.filter(
            pk=sending.pk, generation=found.generation, state=_S.SENT
        )
        if sent.update(state=_S.BOUNCED, fault=found.fault[:300], settled_at=at) != 1:
            return Read.KNOWN
        is_bad = bool(_BAD_ADDRESS.fullmatch(found.status))
        failures.note_refusal(sending.user, found.fault, at, is_seen=is_bad)
        audit_services.record("notifications.sending_bounced", sending)
    return Read.NOTED


def _report(raw: bytes) -> _Report | None:
    """The report in a message; None where it is something else, or of a mail of another."""
    if len(raw) > MOST_BYTES:
        return None
    message = message_from_bytes(raw, policy=policy.default)
    if message.get_content_type() != "multipart/report":
        return None
    named = _quoted_id(message)
    fields = next(_failures(message), None)
    if named is None or fields is None:
        return None
    status = _line(fields, "Status").split(" ")[0]
    fault = _line(fields, "Diagnostic-Code") or status
    return _Report(named[1], int(named[2]), status, f"{status} {fault}"[:300])


def _failures(message: Message) -> Iterator[Message]:
    """Parts on single recipients that say failed, delayed and the like."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if isinstance(block, Message) and _line(block, "Action").lower() == "failed":
                yield block


def _quoted_id(message: Message) -> re.Match[str] | None:
    """The Message-ID of the mail that came back, if it is one of Loa's own."""
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            quoted: Message | None = message_from_bytes(_bytes(part), policy=policy.default)
        elif part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            quoted = inner[0] if isinstance(inner, list) and isinstance(inner[0], Message) else None
        else:
            continue
        named = _KEY.fullmatch(_line(quoted, "Message-ID")) if quoted is not None else None
        if named is not None and named[3] == mails.host():
            return named
    return None


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _line(message: Message | EmailMessage, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())
