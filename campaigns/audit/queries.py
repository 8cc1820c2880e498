"""Reading the record: timelines and the state of the chain."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from campaigns.audit import models
from campaigns.kernel import codes

GENESIS = "0" * 64
_checks: dict[str, Callable[[], Iterator[str]]] = {}


@dataclass(frozen=True)
class TimelineEntry:
    """One line of a page's history."""

    at: datetime
    verb: str
    actor_label: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True)
class ChainReport:
    """What a check of the chain found.

    `broken_sequences` are the links that do not fit; `unsealed_count` is the tail of committed
    events that the sealer has not reached yet.
    """

    sealed_count: int
    unsealed_count: int
    broken_sequences: tuple[int, ...]

    @property
    def is_intact(self) -> bool:
        return not self.broken_sequences


def timeline(subject_kind: str, subject_id: str | int) -> list[TimelineEntry]:
    """The history of one thing, newest first."""
    events = models.Event.objects.about(subject_kind, subject_id).order_by("-at", "-pk")
    return [_entry(event) for event in events]


def latest_by_subject(
    verb: str, subject_kind: str, subject_ids: Iterable[str | int]
) -> dict[str, TimelineEntry]:
    """The last event of a verb about each of several things, by the thing's id; in one query."""
    events = models.Event.objects.filter(
        verb=verb, subject_kind=subject_kind, subject_id__in=[str(one) for one in subject_ids]
    )
    return {event.subject_id: _entry(event) for event in events.order_by("at", "pk")}


def _entry(event: models.Event) -> TimelineEntry:
    return TimelineEntry(
        event.at, event.verb, event.actor_label, event.reason, event.before, event.after
    )


def link_sha256(previous: str, event: models.Event) -> str:
    """Digest that ties an event to the link before it."""
    data = {
        "previous": previous,
        "id": event.pk,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "verb": event.verb,
        "actor_id": event.actor_id,
        "actor_sha256": event.actor_sha256,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "unit_id": event.unit_id,
        "before": event.before,
        "after": event.after,
        "reason": event.reason,
    }
    return hashlib.sha256(codes.canonical_json(data)).hexdigest()


def label_fits(event: models.Event) -> bool:
    """Whether the name beside the chain is the one in it; an erased name fits."""
    if not event.actor_label and not event.label_salt:
        return True
    return codes.blind(event.actor_label, event.label_salt) == event.actor_sha256


def check_chain() -> ChainReport:
    """Recompute every link in order, in constant memory."""
    broken: list[int] = []
    previous, expected = GENESIS, 1
    seals = models.Seal.objects.select_related("event").order_by("sequence")
    for seal in seals.iterator(chunk_size=2000):
        is_linked = seal.sequence == expected and seal.sha256 == link_sha256(previous, seal.event)
        if not (is_linked and label_fits(seal.event)):
            broken.append(seal.sequence)
        previous, expected = seal.sha256, seal.sequence + 1
    return ChainReport(
        sealed_count=models.Seal.objects.count(),
        unsealed_count=models.Event.objects.filter(seal__isnull=True).count(),
        broken_sequences=tuple(broken),
    )


def register_check(name: str, check: Callable[[], Iterator[str]]) -> None:
    """Let an app say what of its frozen rows no longer fits the record; called when it is ready."""
    _checks[name] = check


def offences() -> Iterator[str]:
    """What the registered checks found, each with the name of its check."""
    for name, check in _checks.items():
        yield from (f"{name}: {offence}" for offence in check())
