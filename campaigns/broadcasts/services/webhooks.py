"""The webhook message: its body, and signatures by Standard Webhooks.

https://www.standardwebhooks.com: the receiver recomputes HMAC-SHA256 over id, timestamp and
body; while a secret is being changed the message carries a signature of each.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings

from campaigns.broadcasts import models, queries
from campaigns.kernel import codes

VERSION = 1
_TYPES = {
    models.DeliveryEvent.PLACED: "release.placed",
    models.DeliveryEvent.CANCELLED: "release.cancelled",
    models.DeliveryEvent.TEST: "test",
}


def body_of(delivery: models.Delivery) -> bytes:
    """The message of a delivery; the same bytes in every attempt, unless the plan changed."""
    release = delivery.release
    message: dict[str, Any] = {
        "version": VERSION,
        "id": str(delivery.idempotency_key),
        "type": _TYPES[models.DeliveryEvent(delivery.event)],
        "timestamp": _text(delivery.queued_at),
        "data": _data(queries.handover(release)) if release else {},
    }
    return codes.canonical_json(message)


def _data(handover: queries.Handover) -> dict[str, Any]:
    values = asdict(handover)
    return {k: _text(v) if isinstance(v, datetime) else v for k, v in values.items()}


def _text(moment: datetime) -> str:
    return moment.astimezone(models.AIR_ZONE).isoformat()


def headers_of(key: str, keys: Sequence[bytes], body: bytes, at: datetime) -> dict[str, str]:
    """Headers of one attempt at a moment, with a signature of each secret."""
    seconds = str(int(at.timestamp()))
    signed = f"{key}.{seconds}.".encode() + body
    return {
        "Content-Type": "application/json",
        "User-Agent": f"Loa/{VERSION} (+{settings.BASE_URL})",
        "webhook-id": key,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in keys),
    }


def _signature(secret: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
