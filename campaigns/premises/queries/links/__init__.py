"""Short links: who scans, where a code leads, and what was counted."""

from campaigns.premises.queries.links.agents import Device, device_of, is_person
from campaigns.premises.queries.links.counts import (
    Counts,
    counted,
    links_in_unit,
    scans_by_day,
    scans_by_hour,
    scans_by_link,
    scans_of,
    search_links,
    strays,
    strays_by_commune,
    sum_of,
    uncounted,
)
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
    "Counts",
    "Device",
    "addresses",
    "claim_of",
    "code_of",
    "counted",
    "device_of",
    "forget",
    "is_person",
    "links_in_unit",
    "near_codes",
    "resolve",
    "scans_by_day",
    "scans_by_hour",
    "scans_by_link",
    "scans_of",
    "search_links",
    "strays",
    "strays_by_commune",
    "sum_of",
    "uncounted",
]
