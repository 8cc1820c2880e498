"""Short links: who scans, where a code leads, and what was counted."""

from campaigns.premises.queries.links.agents import Device, device_of, is_person
from campaigns.premises.queries.links.likeness import near_codes
from campaigns.premises.queries.links.resolving import (
    STALE_S,
    Answer,
    addresses,
    claim_of,
    code_of,
    forget,
    resolve,
)

__all__ = [
    "STALE_S",
    "Answer",
    "Device",
    "addresses",
    "claim_of",
    "code_of",
    "device_of",
    "forget",
    "is_person",
    "near_codes",
    "resolve",
]
