"""Keeping totals in step with facts, inside the transaction of the facts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Value, When

from campaigns.drives import models
from campaigns.kernel import models as kernel_models

Key = tuple[Any, ...]
# Totals changed by one statement.
_TOGETHER = 100


@dataclass(frozen=True)
class Total:
    """A kind of total: the table that keeps it, what it is told apart by, and its numbers."""

    model: type[kernel_models.AuditedModel]
    keys: tuple[str, ...]
    numbers: tuple[str, ...]


_PLACE = ("drive_id", "unit_id", "day")
ACTS = Total(models.SupportRollup, (*_PLACE, "app_id", "outcome"), ("count",))
PEOPLE = Total(models.PeopleRollup, (*_PLACE, "setting"), ("people", "households", "entries"))
REASONS = Total(models.ReasonRollup, (*_PLACE, "reason"), ("count",))
SENDERS = Total(
    models.SenderRollup, ("drive_id", "by_device_id", "by_user_id"), ("people", "entries")
)
TOTALS = (ACTS, PEOPLE, REASONS, SENDERS)


class Change:
    """What a transaction adds to and takes from the totals."""

    def __init__(self) -> None:
        self.sums: dict[Total, dict[Key, list[int]]] = {t: {} for t in TOTALS}

    def count(
        self,
        entry: models.SupportEntry,
        lines: Iterable[models.SupportCount],
        reasons: Iterable[models.ReasonCount],
        *,
        sign: int,
    ) -> None:
        """Take an entry in (`sign` 1) or out (`sign` -1)."""
        place = (entry.drive_id, entry.unit_id, entry.day)
        people, households = sign * entry.people, sign * entry.households
        self.add(PEOPLE, (*place, entry.setting), people, households, sign)
        self.add(SENDERS, (entry.drive_id, entry.by_device_id, entry.by_user_id), people, sign)
        for line in lines:
            self.add(ACTS, (*place, line.app_id, line.outcome), sign * line.count)
        for row in reasons:
            self.add(REASONS, (*place, row.reason), sign * row.count)

    def add(self, total: Total, key: Key, *numbers: int) -> None:
        """Raise (or, below nought, lower) one total."""
        kept = self.sums[total].setdefault(key, [0] * len(total.numbers))
        for place, number in enumerate(numbers):
            kept[place] += number

    def apply(self) -> None:
        """Bring the totals up to date, in the transaction that holds their drives.

        Holding the drives means that nobody else changes these totals meanwhile: what is read here
        still stands when it is written.
        """
        for total in TOTALS:
            changes = {key: n for key, n in self.sums[total].items() if any(n)}
            if changes:
                _apply(total, changes)


def _apply(total: Total, changes: dict[Key, list[int]]) -> None:
    kept = _kept(total, changes)
    total.model.objects.bulk_create(
        [
            total.model(**dict(zip(total.keys, key, strict=True)), **_named(total, changes[key]))
            for key in changes
            if key not in kept
        ]
    )
    known = sorted((pk, changes[key]) for key, pk in kept.items() if key in changes)
    for start in range(0, len(known), _TOGETHER):
        _raise(total, known[start : start + _TOGETHER])


def _kept(total: Total, changes: dict[Key, list[int]]) -> dict[Key, int]:
    """Primary keys of the totals that are there already; others of the same places come along."""
    values: dict[str, set[Any]] = defaultdict(set)
    for key in changes:
        for name, value in zip(total.keys, key, strict=True):
            values[name].add(value)
    wanted = {f"{name}__in": found for name, found in values.items() if None not in found}
    rows = total.model.objects.filter(**wanted).values_list(*total.keys, "pk")
    return {tuple(row[:-1]): row[-1] for row in rows}


def _named(total: Total, numbers: Sequence[int]) -> dict[str, int]:
    return dict(zip(total.numbers, numbers, strict=True))


def _raise(total: Total, changes: Sequence[tuple[int, list[int]]]) -> None:
    """Change many rows by their own differences, in one statement."""
    total.model.objects.filter(pk__in=[pk for pk, _numbers in changes]).update(
        **dict(_sums(total, changes))
    )


def _sums(total: Total, changes: Sequence[tuple[int, list[int]]]) -> Iterator[tuple[str, Any]]:
    for place, name in enumerate(total.numbers):
        cases = [
            When(pk=pk, then=Value(numbers[place])) for pk, numbers in changes if numbers[place]
        ]
        if cases:
            yield name, F(name) + Case(*cases, default=Value(0))


def lock_drives(drive_ids: Iterable[int] | None = None) -> dict[int, models.Drive]:
    """Hold drives until the transaction ends, in key order; all of them without ids.

    Whoever changes a drive's facts or totals holds the drive first: a record and its correction,
    or two copies of one batch, never pass each other unseen.
    """
    drives = models.Drive.objects.select_for_update().order_by("pk")
    if drive_ids is not None:
        drives = drives.filter(pk__in=set(drive_ids))
    return {drive.pk: drive for drive in drives}
