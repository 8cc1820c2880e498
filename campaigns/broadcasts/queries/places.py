"""Where a script could go: occurrences of fitting slots, and how full each is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from campaigns.broadcasts import models
from campaigns.broadcasts.queries import schedule

Spans = list[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Place:
    """An occurrence of a slot as an offer; `begins_at` is where the script would start."""

    slot: models.Slot
    starts_at: datetime
    begins_at: datetime
    used_seconds: int
    fits: bool


def places_for(
    script: models.Script, outlets: Sequence[models.Outlet], from_day: date, days: int, at: datetime
) -> dict[int, tuple[Place, ...]]:
    """Places by outlet, in the order of air, that have not begun yet; two queries in all."""
    last = from_day + timedelta(days=days - 1)
    slots = models.Slot.objects.filter(
        outlet__in=[o.pk for o in outlets], medium=script.medium, language=script.language
    )
    slots = slots.filter(valid_from_date__lte=last).exclude(valid_to_date__lt=from_day)
    starts = schedule.occurrences(slots, from_day, days)
    taken, used = _taken(script, outlets, from_day, last)
    found: dict[int, list[Place]] = defaultdict(list)
    for start in starts:
        if start.starts_at > at:
            seconds = used[start.slot.pk, start.starts_at]
            begins_at = schedule.first_silence(
                taken[start.slot.outlet_id], start.starts_at, script.spoken_seconds
            )
            fits = seconds + script.spoken_seconds <= start.slot.seconds
            found[start.slot.outlet_id].append(
                Place(start.slot, start.starts_at, begins_at, seconds, fits)
            )
    return {outlet_id: tuple(places) for outlet_id, places in found.items()}


def _taken(
    script: models.Script, outlets: Sequence[models.Outlet], first: date, last: date
) -> tuple[dict[int, Spans], dict[tuple[int, datetime], int]]:
    """Times that are taken, by outlet, and seconds used, by slot and its start."""
    releases = (
        models.Release.objects.planned()
        .filter(outlet__in=[o.pk for o in outlets], medium=script.medium)
        .between(models.day_bounds(first)[0], models.day_bounds(last)[1] + timedelta(days=1))
        .order_by("planned_start_at", "pk")
    )
    spans: dict[int, Spans] = defaultdict(list)
    used: dict[tuple[int, datetime], int] = defaultdict(int)
    for release in releases:
        spans[release.outlet_id].append((release.planned_start_at, release.planned_end_at))
        if release.slot_id is not None and release.slot_starts_at is not None:
            used[release.slot_id, release.slot_starts_at] += release.planned_seconds
    return spans, used
