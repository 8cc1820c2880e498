"""An outlet's timetable as people read it, and what has lost its place in it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from campaigns.broadcasts import models
from campaigns.broadcasts.queries import schedule, wording

# Days ahead in which the next occurrences are looked for, and stranded releases.
_AHEAD_DAYS = 35
_SHOWN = 3


@dataclass(frozen=True)
class SlotLine:
    """A slot in words, with its next occurrences and the days on which it departs from its rule."""

    slot: models.Slot
    words: str
    starts: tuple[schedule.SlotStart, ...]
    exceptions: tuple[models.SlotException, ...]


def slot_lines(outlet: models.Outlet, on: date) -> list[SlotLine]:
    """Slots that are in force or will be; four queries."""
    slots = list(outlet.slots.exclude(valid_to_date__lt=on).order_by("starts_time", "pk"))
    starts = schedule.occurrences(slots, on, _AHEAD_DAYS)
    rows = models.SlotException.objects.filter(slot__in=[s.pk for s in slots], on_date__gte=on)
    exceptions = list(rows.order_by("on_date", "pk"))
    return [
        SlotLine(
            slot=slot,
            words=wording.recurrence_in_words(slot),
            starts=tuple(s for s in starts if s.slot.pk == slot.pk)[:_SHOWN],
            exceptions=tuple(row for row in exceptions if row.slot_id == slot.pk),
        )
        for slot in slots
    ]


def stranded_days(outlet: models.Outlet, at: datetime) -> list[tuple[date, int]]:
    """Days to come with releases whose place is gone, and how many."""
    today = models.air_day(at)
    planned = models.Release.objects.unconfirmed().filter(outlet=outlet, planned_start_at__gt=at)
    rows = list(planned.order_by("planned_start_at", "pk").only("slot", *_TIMES)[:1000])
    if not rows:
        return []
    days = (max(row.day for row in rows) - today).days + 1
    starts = schedule.occurrences(outlet.slots.all(), today, days)
    kept = {(start.slot.pk, start.starts_at) for start in starts}
    closures = schedule.closures_of([outlet.pk], today, max(row.day for row in rows))[outlet.pk]
    gone = (
        row.day
        for row in rows
        if (row.slot_id is not None and (row.slot_id, row.slot_starts_at) not in kept)
        or schedule.closure_on(closures, row.day) is not None
    )
    return sorted(Counter(gone).items())


_TIMES = ("slot_starts_at", "planned_start_at")


def figures_in_words(outlet: models.Outlet) -> list[tuple[str, str]]:
    """Reading speeds and word budgets by medium, each with what it is of."""
    figures = []
    for name, figure in [*sorted(outlet.rates.items()), *sorted(outlet.word_budgets.items())]:
        medium, _slash, language = name.partition("/")
        label = str(models.Medium(medium).label)
        figures.append((f"{label} · {language}" if language else label, str(figure)))
    return figures


def free_code(outlet: models.Outlet, wanted: str) -> str:
    """A code for a new slot that no other slot of the outlet has."""
    taken = set(outlet.slots.values_list("code", flat=True))
    base = wanted[:50] or "slot"
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (base, *numbered) if code not in taken)
