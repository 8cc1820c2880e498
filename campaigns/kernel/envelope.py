"""The envelope of a record made in the field, possibly days ago and without network."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any, Protocol

from campaigns.kernel import actor, codes

# Beyond ten years a clock is not late but broken.
MAX_OFFSET_S = 10 * 366 * 24 * 3600


class RecordVerdict(IntEnum):
    """What the server says of one record of a batch, as an HTTP status."""

    CREATED = 201
    REPLAYED = 200
    CONFLICT = 409
    WITHDRAWN = 410
    INVALID = 422


@dataclass(frozen=True)
class Envelope:
    """One field record as it was sent; frozen at first send.

    `client_uuid` is made when the form opens, `replaces_uuid` names the record that this one
    corrects, `clock_offset_s` is server minus phone in seconds, `payload_sha256` covers the
    canonical JSON of `payload`.
    """

    client_uuid: uuid.UUID
    kind: str
    schema_version: int
    payload: dict[str, Any]
    payload_sha256: str
    captured_at: datetime
    clock_offset_s: int
    device_id: str
    app_version: str
    was_offline: bool
    replaces_uuid: uuid.UUID | None = None

    def is_intact(self) -> bool:
        """Whether the payload is the one that the digest was made of; what has no canonical bytes
        (half a letter, depth) never is."""
        try:
            return payload_sha256(self.payload) == self.payload_sha256
        except (ValueError, RecursionError):
            return False

    def moment(self) -> datetime | None:
        """When it was made by the server's clock; None where the phone's is impossibly wrong."""
        if abs(self.clock_offset_s) > MAX_OFFSET_S or not 2000 < self.captured_at.year < 2200:
            return None
        return (self.captured_at + timedelta(seconds=self.clock_offset_s)).astimezone(UTC)


@dataclass(frozen=True)
class RecordAnswer:
    """The verdict on one record; `message` is translated and empty when all is well.

    What `is_held` is stored and counts for nothing until somebody confirms it.
    """

    client_uuid: uuid.UUID
    verdict: RecordVerdict
    message: str = ""
    is_held: bool = False


class Receiver(Protocol):
    """The service of one kind of record: stores a batch in one transaction.

    Answers one verdict per envelope in the order given; invalid records are set aside first.
    """

    def __call__(
        self, envelopes: list[Envelope], *, by: actor.Actor, at: datetime
    ) -> list[RecordAnswer]: ...


_receivers: dict[str, Receiver] = {}


def register(kind: str, receiver: Receiver) -> None:
    """Name the service that stores records of a kind; called in `AppConfig.ready`."""
    if _receivers.get(kind, receiver) is not receiver:
        raise RuntimeError(f"Two receivers claim field records of kind {kind}.")
    _receivers[kind] = receiver


def receiver_of(kind: str) -> Receiver | None:
    return _receivers.get(kind)


def payload_sha256(payload: dict[str, Any]) -> str:
    """Digest of a payload's canonical JSON; the phone computes the same."""
    return hashlib.sha256(codes.canonical_json(payload)).hexdigest()
