"""An outlet's timetable and releases as a calendar shows them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from dateutil import rrule
from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse

from campaigns.audit import models as audit_models
from campaigns.broadcasts import models
from campaigns.broadcasts.queries import addresses, schedule

# Days that a calendar holds around today.
_PAST, _AHEAD = 30, 90


@dataclass(frozen=True)
class AgendaEvent:
    """An entry. `sequence` counts the changes since it was entered, as RFC 5545 asks.

    `rule` repeats it, but for the starts in `off`; `instead_of` is the start by the rule which
    this entry replaces.
    """

    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str = ""
    url: str = ""
    category: str = ""
    priority: int = 0
    is_cancelled: bool = False
    is_release: bool = False
    rule: str = ""
    off: tuple[datetime, ...] = ()
    instead_of: datetime | None = None


@dataclass(frozen=True)
class Agenda:
    """What an outlet's people subscribe to."""

    name: str
    uid: str
    events: tuple[AgendaEvent, ...]


_URGENCY = {models.Priority.EMERGENCY: 1, models.Priority.PRIORITY: 3, models.Priority.NORMAL: 5}


def agenda(outlet: models.Outlet, on: date) -> Agenda:
    """Releases and slots of an outlet, from a month before a day to three months after it."""
    first = on - timedelta(days=_PAST)
    start = models.day_bounds(first)[0]
    end = models.day_bounds(on + timedelta(days=_AHEAD))[0]
    releases = list(
        outlet.releases.between(start, end)
        .select_related("script", "slot")
        .order_by("planned_start_at", "pk")
    )
    slots = schedule.slots_in_force(outlet, first, _PAST + _AHEAD)
    events = [*_of_slots(slots, first, start), *_of_releases(releases)]
    return Agenda(outlet.unit.name_vi, addresses.tag_of(f"outlet/{outlet.pk}"), tuple(events))


def _of_releases(releases: list[models.Release]) -> Iterator[AgendaEvent]:
    changes = _changes("broadcasts.release", [r.pk for r in releases])
    for release in releases:
        count, at = changes.get(release.pk, (1, release.requested_at))
        priority = models.Priority(release.priority)
        yield AgendaEvent(
            uid=addresses.tag_of(f"release/{release.pk}"),
            sequence=count - 1,
            stamped_at=at,
            starts_at=release.planned_start_at,
            ends_at=release.planned_end_at,
            summary=release.script.title,
            description=_about(release),
            url=_url(reverse("broadcasts:script", args=[release.script_id])),
            category=str(priority.label),
            priority=_URGENCY[priority],
            is_cancelled=release.state == models.ReleaseState.CANCELLED,
            is_release=True,
        )


def _about(release: models.Release) -> str:
    facts = [
        release.slot.name_vi if release.slot else "",
        release.get_medium_display(),
        release.script.get_language_display(),
        str(models.PRIORITY_MEANINGS[models.Priority(release.priority)]),
        release.cancelled_reason,
    ]
    return "\n".join(fact for fact in facts if fact)


def _of_slots(slots: list[models.Slot], first: date, start: datetime) -> Iterator[AgendaEvent]:
    """Each slot by its rule; days on which it departs from the rule are told one by one."""
    kept: dict[int, dict[date, schedule.SlotStart]] = defaultdict(dict)
    for found in schedule.occurrences(slots, first, _PAST + _AHEAD):
        kept[found.slot.pk][models.air_day(found.starts_at)] = found
    changes = _changes("broadcasts.slot", [slot.pk for slot in slots])
    # Days on which the whole outlet is silent are changes of each of its slots.
    owners = _changes("broadcasts.outlet", [slot.outlet_id for slot in slots[:1]])
    for slot in slots:
        begins = schedule.first_start(slot)
        if begins is not None:
            count, at = changes.get(slot.pk, (1, start))
            others, touched_at = owners.get(slot.outlet_id, (1, at))
            event = AgendaEvent(
                uid=addresses.tag_of(f"slot/{slot.pk}"),
                sequence=count + others - 2,
                stamped_at=max(at, touched_at),
                starts_at=begins.replace(tzinfo=models.AIR_ZONE),
                ends_at=begins.replace(tzinfo=models.AIR_ZONE) + timedelta(seconds=slot.seconds),
                summary=slot.name_vi,
                description=f"{slot.get_medium_display()} · {slot.get_language_display()}",
                rule=_whole_rule(slot, begins),
            )
            yield from _with_exceptions(event, slot, kept[slot.pk], first)


def _with_exceptions(
    event: AgendaEvent, slot: models.Slot, kept: dict[date, schedule.SlotStart], first: date
) -> Iterator[AgendaEvent]:
    off = []
    changed = []
    for by_rule in _by_rule(slot, first):
        found = kept.get(by_rule.date())
        usual = timedelta(seconds=slot.seconds)
        if found is None:
            off.append(by_rule)
        elif (found.starts_at, found.ends_at - found.starts_at) != (by_rule, usual):
            changed.append(
                replace(
                    event,
                    rule="",
                    instead_of=by_rule,
                    starts_at=found.starts_at,
                    ends_at=found.ends_at,
                )
            )
    yield replace(event, off=tuple(off))
    yield from changed


def _by_rule(slot: models.Slot, first: date) -> Iterable[datetime]:
    """Starts within the calendar's days, whatever exceptions say."""
    after = datetime.combine(first, time.min)
    rule = rrule.rrulestr(
        slot.recurrence, dtstart=datetime.combine(slot.valid_from_date, slot.starts_time)
    )
    until = after + timedelta(days=_PAST + _AHEAD, microseconds=-1)
    for start in rule.between(after, until, inc=True):
        if slot.valid_to_date is None or start.date() <= slot.valid_to_date:
            yield start.replace(tzinfo=models.AIR_ZONE)


def _whole_rule(slot: models.Slot, begins: datetime) -> str:
    """The rule with its last day, which RFC 5545 wants in UTC; a count and a last day never meet."""
    if slot.valid_to_date is None:
        return slot.recurrence
    parts = [part for part in slot.recurrence.split(";") if not part.startswith("COUNT=")]
    end = models.day_bounds(slot.valid_to_date)[1] - timedelta(seconds=1)
    if len(parts) < slot.recurrence.count(";") + 1:
        rule = rrule.rrulestr(slot.recurrence, dtstart=begins)
        last = [s for s in rule if s.date() <= slot.valid_to_date][-1]
        end = last.replace(tzinfo=models.AIR_ZONE)
    return ";".join([*parts, f"UNTIL={end.astimezone(UTC):%Y%m%dT%H%M%SZ}"])


def _changes(kind: str, pks: list[int]) -> dict[int, tuple[int, datetime]]:
    """How often each row was changed, and when last, by the record of changes."""
    rows = (
        audit_models.Event.objects.filter(subject_kind=kind, subject_id__in=[str(pk) for pk in pks])
        .values("subject_id")
        .annotate(count=Count("pk"), at=Max("at"))
        .order_by("subject_id")
    )
    return {int(row["subject_id"]): (row["count"], row["at"]) for row in rows}


def _url(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
