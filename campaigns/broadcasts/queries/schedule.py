"""When slots come round: RFC 5545 rules unrolled in Viet Nam's local time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil import rrule
from django.db.models import Sum

from campaigns.broadcasts import models

# A rule that stays silent this long after its beginning is taken for one that never occurs.
_PATIENCE = timedelta(days=5 * 366)
_DAY = timedelta(days=1)
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_PARTS = frozenset(
    [
        "FREQ",
        "INTERVAL",
        "COUNT",
        "WKST",
        "BYDAY",
        "BYMONTH",
        "BYMONTHDAY",
        "BYYEARDAY",
        "BYWEEKNO",
        "BYSETPOS",
    ]
)


@dataclass(frozen=True)
class SlotStart:
    """One occurrence of a slot."""

    slot: models.Slot
    starts_at: datetime
    ends_at: datetime


def is_daily_rule(text: str) -> bool:
    """Whether the text is one RFC 5545 rule of days; times of day and UNTIL have their own fields."""
    parts = dict(part.partition("=")[::2] for part in text.split(";"))
    return parts.keys() <= _PARTS and parts.get("FREQ") in _FREQUENCIES


def first_start(slot: models.Slot) -> datetime | None:
    """When the slot comes round first, None when it never does.

    Raises:
        ValueError: the rule cannot be read.
    """
    begin = _begin(slot)
    last = begin + _PATIENCE
    if slot.valid_to_date is not None:
        last = min(last, datetime.combine(slot.valid_to_date, time.max))
    return next(iter(_rule(slot).replace(until=last)), None)


def occurrences(slots: Iterable[models.Slot], from_day: date, days: int) -> tuple[SlotStart, ...]:
    """Occurrences of the slots that start on `days` days from the first, in the order of air."""
    found = [start for slot in slots for start in _unrolled(slot, from_day, days)]
    return tuple(sorted(found, key=lambda s: (s.starts_at, s.slot.medium, s.slot.pk)))


def next_slot_starts(outlet: models.Outlet, on: date, days: int) -> tuple[SlotStart, ...]:
    """What an outlet's timetable offers on `days` days from a day on."""
    return occurrences(slots_in_force(outlet, on, days), on, days)


def slots_in_force(outlet: models.Outlet, on: date, days: int) -> list[models.Slot]:
    """Slots of the outlet that are valid on at least one of the days."""
    last = on + timedelta(days=days - 1)
    slots = outlet.slots.filter(valid_from_date__lte=last).exclude(valid_to_date__lt=on)
    return list(slots.order_by("starts_time", "pk"))


def occurrence_at(slot: models.Slot, moment: datetime) -> SlotStart | None:
    """The last occurrence that began at or before the moment, on its day or the day before."""
    day = models.air_day(moment)
    begun = [s for s in occurrences([slot], day - timedelta(days=1), 2) if s.starts_at <= moment]
    return begun[-1] if begun else None


def used_seconds(occurrence: SlotStart) -> int:
    """Seconds of an occurrence that releases take already."""
    planned = models.Release.objects.planned().filter(
        slot=occurrence.slot, slot_starts_at=occurrence.starts_at
    )
    return planned.aggregate(seconds=Sum("planned_seconds"))["seconds"] or 0


def free_start(occurrence: SlotStart, seconds: int) -> datetime:
    """The first moment from the start of an occurrence with that many seconds of silence."""
    taken = (
        models.Release.objects.planned()
        .filter(outlet=occurrence.slot.outlet_id, medium=occurrence.slot.medium)
        .filter(planned_end_at__gt=occurrence.starts_at)
        .filter(planned_start_at__lt=occurrence.starts_at + _DAY)
        .order_by("planned_start_at", "pk")
        .values_list("planned_start_at", "planned_end_at")
    )
    return first_silence(taken, occurrence.starts_at, seconds)


def first_silence(
    taken: Iterable[tuple[datetime, datetime]], start: datetime, seconds: int
) -> datetime:
    """The first moment from `start` with that many free seconds; `taken` is in order of time."""
    moment = start
    for begin, end in taken:
        if end <= start:
            continue
        if begin - moment >= timedelta(seconds=seconds):
            break
        moment = max(moment, end.astimezone(models.AIR_ZONE))
    return moment


def _begin(slot: models.Slot) -> datetime:
    """The rule's own beginning; local and without a zone, for Viet Nam's clocks never change."""
    return datetime.combine(slot.valid_from_date, slot.starts_time)


def _rule(slot: models.Slot) -> rrule.rrule:
    rule = rrule.rrulestr(slot.recurrence, dtstart=_begin(slot))
    if not isinstance(rule, rrule.rrule):
        raise ValueError("A slot has one rule.")
    return rule


def _unrolled(slot: models.Slot, from_day: date, days: int) -> Iterator[SlotStart]:
    after = datetime.combine(from_day, time.min)
    for start in _rule(slot).between(
        after, after + timedelta(days=days, microseconds=-1), inc=True
    ):
        if slot.valid_to_date is None or start.date() <= slot.valid_to_date:
            aware = start.replace(tzinfo=models.AIR_ZONE)
            yield SlotStart(slot, aware, aware + timedelta(seconds=slot.seconds))
