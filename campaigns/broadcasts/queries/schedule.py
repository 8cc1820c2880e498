"""When slots come round: RFC 5545 rules unrolled in Viet Nam's local time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from dateutil import rrule
from django.db.models import Sum
from django.utils.translation import gettext as _

from campaigns.broadcasts import models

# A rule that stays silent this long after its beginning is taken for one that never occurs.
_PATIENCE = timedelta(days=5 * 366)
_DAY = timedelta(days=1)
# So that patience ends with the calendar.
_LAST_TWIN = 9993
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
    """One occurrence of a slot. `note` says how and why it departs from its rule."""

    slot: models.Slot
    starts_at: datetime
    ends_at: datetime
    note: str = ""
    is_off: bool = False

    @property
    def seconds(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds())


def is_daily_rule(text: str) -> bool:
    """Whether the text is one RFC 5545 rule of days; times of day and UNTIL have their own fields."""
    parts = dict(part.partition("=")[::2] for part in text.split(";"))
    counts = [parts[name] for name in ("INTERVAL", "COUNT") if name in parts]
    # An interval of 0 would come round for ever at one moment.
    is_counted = all(text.isdecimal() and 1 <= int(text) <= 999 for text in counts)
    return parts.keys() <= _PARTS and parts.get("FREQ") in _FREQUENCIES and is_counted


def first_start(slot: models.Slot) -> datetime | None:
    """When the slot comes round first, None when it never does.

    Raises:
        ValueError: the rule cannot be read.
    """
    begin = _begin(slot)
    last = begin + _PATIENCE
    if slot.valid_to_date is not None:
        last = min(last, datetime.combine(slot.valid_to_date, time.max))
    twin = begin.replace(year=_twin_year(begin.year))
    found = next(iter(_rule(slot, twin)), None)
    if found is None or found - twin > last - begin:
        return None
    return begin + (found - twin)


def _twin_year(year: int) -> int:
    """A late year whose calendar, and that of the years after it, are those of the given one.

    A rule that finds no day is followed to the end of the calendar, the year 9999: from this year
    that takes hundredths of a second, from now ten seconds.
    """
    kind = (year % 4, date(year, 1, 1).weekday())
    late = range(_LAST_TWIN, _LAST_TWIN - 28, -1)
    return next(y for y in late if (y % 4, date(y, 1, 1).weekday()) == kind)


def occurrences(slots: Iterable[models.Slot], from_day: date, days: int) -> tuple[SlotStart, ...]:
    """Occurrences of the slots that start on `days` days from the first, in the order of air.

    Exceptions and closures are kept: what is off is not there, what is moved stands at its time.
    """
    return tuple(start for start in timetable(slots, from_day, days) if not start.is_off)


def timetable(slots: Iterable[models.Slot], from_day: date, days: int) -> tuple[SlotStart, ...]:
    """The same with what is off, each with its reason; two queries besides the slots."""
    slots = list(slots)
    last = from_day + timedelta(days=days - 1)
    changes = _exceptions(slots, from_day, last)
    closed = closures_of({slot.outlet_id for slot in slots}, from_day, last)
    found = [
        _as_it_is(start, changes, closed)
        for slot in slots
        for start in _unrolled(slot, from_day, days)
    ]
    return tuple(sorted(found, key=lambda s: (s.starts_at, s.slot.medium, s.slot.pk)))


def closures_of(
    outlet_ids: Collection[int], first: date, last: date
) -> dict[int, list[models.OutletClosure]]:
    """Closures that touch the days, by outlet."""
    found: dict[int, list[models.OutletClosure]] = defaultdict(list)
    closures = models.OutletClosure.objects.touching(first, last).filter(outlet__in=outlet_ids)
    for closure in closures.order_by("from_date", "pk"):
        found[closure.outlet_id].append(closure)
    return found


def closure_on(closures: Iterable[models.OutletClosure], day: date) -> models.OutletClosure | None:
    return next((closure for closure in closures if closure.covers(day)), None)


def _exceptions(
    slots: Iterable[models.Slot], first: date, last: date
) -> dict[tuple[int, date], models.SlotException]:
    rows = models.SlotException.objects.filter(
        slot__in=[slot.pk for slot in slots], on_date__gte=first, on_date__lte=last
    )
    return {(row.slot_id, row.on_date): row for row in rows}


def _as_it_is(
    start: SlotStart,
    changes: Mapping[tuple[int, date], models.SlotException],
    closed: Mapping[int, list[models.OutletClosure]],
) -> SlotStart:
    """An occurrence as that day has it."""
    day = start.starts_at.date()
    closure = closure_on(closed.get(start.slot.outlet_id, ()), day)
    if closure is not None:
        return replace(start, note=closure.reason, is_off=True)
    change = changes.get((start.slot.pk, day))
    if change is None:
        return start
    if change.kind == models.ExceptionKind.CANCELLED:
        return replace(start, note=change.reason, is_off=True)
    begin = datetime.combine(day, change.starts_time or start.slot.starts_time, models.AIR_ZONE)
    length = timedelta(seconds=change.seconds or start.slot.seconds)
    return replace(start, starts_at=begin, ends_at=begin + length, note=_note(change, start))


def _note(change: models.SlotException, start: SlotStart) -> str:
    if change.kind == models.ExceptionKind.MOVED:
        text = _("Instead of %(time)s: %(reason)s")
    else:
        text = _("Of another length than at %(time)s as a rule: %(reason)s")
    return text % {"time": f"{start.starts_at:%H:%M}", "reason": change.reason}


def comes_round_on(slot: models.Slot, day: date) -> bool:
    """Whether the rule names the day, whatever exceptions say."""
    return any(True for _start in _unrolled(slot, day, 1))


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


def key_of(slot_pk: int, starts_at: datetime) -> str:
    """The name of an occurrence in forms and addresses."""
    return f"slot{slot_pk}@{starts_at.astimezone(models.AIR_ZONE).isoformat()}"


def slot_of_key(outlet: models.Outlet, key: str) -> tuple[models.Slot | None, datetime | None]:
    """The slot and the start that a key names at an outlet; None where it names nothing there."""
    pk, _at, moment = key.removeprefix("slot").partition("@")
    try:
        starts_at = datetime.fromisoformat(moment)
    except ValueError:
        return None, None
    slot = outlet.slots.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
    return slot, starts_at


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


def _rule(slot: models.Slot, begin: datetime) -> rrule.rrule:
    rule = rrule.rrulestr(slot.recurrence, dtstart=begin)
    if not isinstance(rule, rrule.rrule):
        raise ValueError("A slot has one rule.")
    return rule


def _near(slot: models.Slot, day: date) -> datetime:
    """A beginning near a day from which the rule runs the same, so that years are not unrolled.

    Days and weeks repeat from any whole number of intervals on; what counts its occurrences, and
    months and years, go from the first.
    """
    begin = _begin(slot)
    parts = dict(part.partition("=")[::2] for part in slot.recurrence.split(";"))
    step = {"DAILY": 1, "WEEKLY": 7}.get(parts.get("FREQ", ""))
    if step is None or "COUNT" in parts or day <= begin.date():
        return begin
    step *= int(parts.get("INTERVAL", 1))
    return begin + timedelta(days=(day - begin.date()).days // step * step)


def _unrolled(slot: models.Slot, from_day: date, days: int) -> Iterator[SlotStart]:
    after = datetime.combine(from_day, time.min)
    for start in _rule(slot, _near(slot, from_day)).between(
        after, after + timedelta(days=days, microseconds=-1), inc=True
    ):
        if slot.valid_to_date is None or start.date() <= slot.valid_to_date:
            aware = start.replace(tzinfo=models.AIR_ZONE)
            yield SlotStart(slot, aware, aware + timedelta(seconds=slot.seconds))
