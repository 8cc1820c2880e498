"""Proving the totals from the facts: the long way, which the totals spare the screens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum

from campaigns.audit import services as audit_services
from campaigns.drives import models
from campaigns.drives.services import rollups
from campaigns.kernel import actor, writing


@dataclass(frozen=True)
class Difference:
    """A total that says other than the facts: which, and the numbers of `total` in their order."""

    total: rollups.Total
    key: rollups.Key
    kept: tuple[int, ...]
    counted: tuple[int, ...]

    def __str__(self) -> str:
        names = ", ".join(
            f"{name} {value}" for name, value in zip(self.total.keys, self.key, strict=True)
        )
        return f"{self.total.model.__name__} ({names})"


def recount_support(*, is_repair: bool, by: actor.Actor, at: datetime) -> list[Difference]:
    """Compare every total with the facts, and with `is_repair` set them right.

    Returns the differences found, empty when all totals are true. Support that arrives meanwhile
    waits until the count is done.
    """
    with writing.writing(by=by, at=at):
        drives = rollups.lock_drives()
        found = [row for total in rollups.TOTALS for row in _differences(total)]
        if is_repair and found:
            _repair(found)
            first = drives[found[0].key[0]]
            audit_services.record(
                "drives.totals_repaired", first, after={"differences": len(found)}
            )
    return found


def _repair(found: list[Difference]) -> None:
    change = rollups.Change()
    for row in found:
        lacking = (n - k for n, k in zip(row.counted, row.kept, strict=True))
        change.add(row.total, row.key, *lacking)
    change.apply()


def _differences(total: rollups.Total) -> list[Difference]:
    kept, counted = _kept(total), _COUNTS[total](total)
    none = (0,) * len(total.numbers)
    return [
        Difference(total, key, kept.get(key, none), counted.get(key, none))
        for key in sorted(kept.keys() | counted.keys(), key=_in_order)
        if kept.get(key, none) != counted.get(key, none)
    ]


def _in_order(key: rollups.Key) -> tuple[str, ...]:
    """Some order that is always the same, also where a part is none."""
    return tuple(map(str, key))


Sums = dict[rollups.Key, tuple[int, ...]]


def _kept(total: rollups.Total) -> Sums:
    return _sums(total, total.model.objects.values_list(*total.keys, *total.numbers))


def _sums(total: rollups.Total, rows: QuerySet[Any, Any]) -> Sums:
    width = len(total.keys)
    return {tuple(row[:width]): tuple(row[width:]) for row in rows if any(row[width:])}


def _counted_lines(total: rollups.Total, lines: QuerySet[Any], own: tuple[str, ...]) -> Sums:
    """Lines of standing entries, summed by place and what tells the lines apart."""
    place = [f"entry__{name}" for name in total.keys[: -len(own)]]
    standing = lines.filter(entry__voided_at__isnull=True, entry__is_held=False).order_by()
    return _sums(total, standing.values_list(*place, *own).annotate(total=Sum("count")))


def _counted_acts(total: rollups.Total) -> Sums:
    return _counted_lines(total, models.SupportCount.objects.all(), ("app_id", "outcome"))


def _counted_reasons(total: rollups.Total) -> Sums:
    return _counted_lines(total, models.ReasonCount.objects.all(), ("reason",))


def _counted_entries(total: rollups.Total) -> Sums:
    """Standing entries, summed by what tells the total apart."""
    sums = {
        f"{name}_sum": Count("pk") if name == "entries" else Sum(name) for name in total.numbers
    }
    standing = models.SupportEntry.objects.standing().order_by()
    return _sums(total, standing.values_list(*total.keys).annotate(**sums))


_COUNTS: dict[rollups.Total, Callable[[rollups.Total], Sums]] = {
    rollups.ACTS: _counted_acts,
    rollups.PEOPLE: _counted_entries,
    rollups.REASONS: _counted_reasons,
    rollups.SENDERS: _counted_entries,
}
