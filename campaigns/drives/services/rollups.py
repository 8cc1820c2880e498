"""Keeping totals in step with facts, and proving that they are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, QuerySet, Sum

from campaigns.audit import services as audit_services
from campaigns.drives import models
from campaigns.kernel import actor, writing


class ActKey(NamedTuple):
    """Which total of acts; `app_id` 0 stands for none, so that keys sort."""

    drive_id: int
    unit_id: int
    day: date
    app_id: int
    outcome: str


class PeopleKey(NamedTuple):
    """Which total of residents helped."""

    drive_id: int
    unit_id: int
    day: date
    setting: str


@dataclass(frozen=True)
class Difference:
    """A total that says other than the facts.

    `kept` and `counted` are (acts, 0) for an `ActKey`, (people, entries) for a `PeopleKey`.
    """

    key: tuple[Any, ...]
    kept: tuple[int, ...]
    counted: tuple[int, ...]


class Change:
    """What a transaction adds to and takes from the totals."""

    def __init__(self) -> None:
        self.acts: Counter[ActKey] = Counter()
        self.people: Counter[PeopleKey] = Counter()
        self.entries: Counter[PeopleKey] = Counter()

    def count(
        self,
        entry: models.SupportEntry,
        lines: Iterable[models.SupportCount],
        *,
        sign: int,
    ) -> None:
        """Take an entry in (`sign` 1) or out (`sign` -1)."""
        place = (entry.drive_id, entry.unit_id, entry.day)
        key = PeopleKey(*place, entry.setting)
        self.people[key] += sign * entry.people
        self.entries[key] += sign
        for line in lines:
            self.acts[ActKey(*place, line.app_id or 0, line.outcome)] += sign * line.count

    def apply(self) -> None:
        """Bring the totals up to date, inside the transaction of the facts.

        Rows that lack are inserted first, then each is changed by its difference, always in key
        order: concurrent batches wait for each other and never deadlock, and nothing is read
        before it is written, so no update is lost.
        """
        acts = sorted(key for key, n in self.acts.items() if n)
        models.SupportRollup.objects.bulk_create(
            [_act_row(key) for key in acts], ignore_conflicts=True
        )
        for key in acts:
            _act_rows(key).update(count=F("count") + self.acts[key])
        people = sorted(k for k in self.people if self.people[k] or self.entries[k])
        models.PeopleRollup.objects.bulk_create(
            [models.PeopleRollup(**key._asdict()) for key in people], ignore_conflicts=True
        )
        for place in people:
            models.PeopleRollup.objects.filter(**place._asdict()).update(
                people=F("people") + self.people[place],
                entries=F("entries") + self.entries[place],
            )


def _act_row(key: ActKey) -> models.SupportRollup:
    return models.SupportRollup(**{**key._asdict(), "app_id": key.app_id or None})


def _act_rows(key: ActKey) -> QuerySet[models.SupportRollup]:
    rows = models.SupportRollup.objects.filter(
        drive_id=key.drive_id, unit_id=key.unit_id, day=key.day, outcome=key.outcome
    )
    return rows.filter(app_id=key.app_id) if key.app_id else rows.filter(app__isnull=True)


def lock_drives(drive_ids: Iterable[int] | None = None) -> dict[int, models.Drive]:
    """Hold drives until the transaction ends, in key order; all of them without ids.

    Whoever changes a drive's facts or totals holds the drive first: a record and its correction,
    or two copies of one batch, never pass each other unseen.
    """
    drives = models.Drive.objects.select_for_update().order_by("pk")
    if drive_ids is not None:
        drives = drives.filter(pk__in=set(drive_ids))
    return {drive.pk: drive for drive in drives}


def recount_support(*, is_repair: bool, by: actor.Actor, at: datetime) -> list[Difference]:
    """Compare every total with the facts, and with `is_repair` set them right.

    Returns the differences found, empty when all totals are true. Support that arrives meanwhile
    waits until the count is done.
    """
    with writing.writing(by=by, at=at):
        drives = lock_drives()
        acts = _differences(_kept_acts(), _counted_acts())
        people = _differences(_kept_people(), _counted_people())
        if is_repair and (acts or people):
            _repair(acts, people)
            first = drives[(acts + people)[0].key[0]]
            audit_services.record(
                "drives.totals_repaired", first, after={"differences": len(acts) + len(people)}
            )
    return acts + people


def _repair(acts: list[Difference], people: list[Difference]) -> None:
    change = Change()
    for row in acts:
        change.acts[ActKey(*row.key)] = row.counted[0] - row.kept[0]
    for row in people:
        key = PeopleKey(*row.key)
        change.people[key] = row.counted[0] - row.kept[0]
        change.entries[key] = row.counted[1] - row.kept[1]
    change.apply()


def _differences(
    kept: dict[tuple[Any, ...], tuple[int, ...]], counted: dict[tuple[Any, ...], tuple[int, ...]]
) -> list[Difference]:
    return [
        Difference(key, kept.get(key, (0, 0)), counted.get(key, (0, 0)))
        for key in sorted(kept.keys() | counted.keys())
        if kept.get(key, (0, 0)) != counted.get(key, (0, 0))
    ]


def _kept_acts() -> dict[tuple[Any, ...], tuple[int, ...]]:
    rows = models.SupportRollup.objects.values_list(*ActKey._fields, "count")
    return {_act_key(row): (row[-1], 0) for row in rows if row[-1]}


def _counted_acts() -> dict[tuple[Any, ...], tuple[int, ...]]:
    """From the facts: the long way, which the totals spare the screens."""
    rows = (
        models.SupportCount.objects.filter(entry__voided_at__isnull=True)
        .values_list("entry__drive_id", "entry__unit_id", "entry__day", "app_id", "outcome")
        .annotate(total=Sum("count"))
        .order_by()
    )
    return {_act_key(row): (row[-1], 0) for row in rows}


def _act_key(row: tuple[Any, ...]) -> ActKey:
    drive_id, unit_id, day, app_id, outcome = row[:5]
    return ActKey(drive_id, unit_id, day, app_id or 0, outcome)


def _kept_people() -> dict[tuple[Any, ...], tuple[int, ...]]:
    rows = models.PeopleRollup.objects.values_list(*PeopleKey._fields, "people", "entries")
    return {PeopleKey(*row[:4]): row[4:] for row in rows if any(row[4:])}


def _counted_people() -> dict[tuple[Any, ...], tuple[int, ...]]:
    rows = (
        models.SupportEntry.objects.standing()
        .values_list(*PeopleKey._fields)
        .annotate(total=Sum("people"), entries_count=Count("pk"))
        .order_by()
    )
    return {PeopleKey(*row[:4]): row[4:] for row in rows}
