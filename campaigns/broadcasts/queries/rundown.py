"""An outlet's day: its slots in the order of air, what stands in them, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from campaigns.broadcasts import models
from campaigns.broadcasts.queries import outcomes, schedule


@dataclass(frozen=True)
class ReleaseLine:
    """A script on the rundown. `note` says who confirmed, or why it was taken off."""

    pk: int
    script_pk: int
    title: str
    medium: str
    medium_label: str
    language: str
    language_label: str
    planned_start_at: datetime
    planned_seconds: int
    priority: str
    priority_label: str
    priority_meaning: str
    standing: outcomes.Standing
    is_open: bool
    aired_at: datetime | None
    airing_pk: int | None
    who: str
    when: datetime | None
    note: str
    newer_script_pk: int | None
    is_withdrawn: bool
    is_expired: bool
    is_stranded: bool = False

    @property
    def planned_input(self) -> str:
        """The planned start as a field of day and time takes it."""
        return self.planned_start_at.astimezone(models.AIR_ZONE).strftime("%Y-%m-%dT%H:%M")


@dataclass(frozen=True)
class SlotBlock:
    """One occurrence of a slot with its scripts; what was taken off takes no time.

    `to_confirm` counts its scripts that are over and of which nobody said anything. `key` names
    it in forms; `note` says how and why it departs from its rule.
    """

    slot_pk: int
    key: str
    fits: str
    name: str
    medium_label: str
    language_label: str
    starts_at: datetime
    ends_at: datetime
    seconds: int
    used_seconds: int
    is_assumed: bool
    to_confirm: int
    note: str
    is_off: bool
    lines: tuple[ReleaseLine, ...]

    @property
    def is_overfull(self) -> bool:
        return self.used_seconds > self.seconds


@dataclass(frozen=True)
class AiringLine:
    """Something aired outside the plan."""

    pk: int
    title: str
    script_pk: int | None
    medium_label: str
    aired_at: datetime
    seconds: int
    standing: outcomes.Standing
    who: str


@dataclass(frozen=True)
class Rundown:
    """The day of one outlet. `waiting` counts releases that somebody has yet to confirm.

    `stranded` are those whose place is gone: the slot is off, moved or ended, or the outlet is
    closed, for the reason in `closed_reason`.
    """

    blocks: tuple[SlotBlock, ...]
    stranded: tuple[ReleaseLine, ...]
    loose: tuple[ReleaseLine, ...]
    unplanned: tuple[AiringLine, ...]
    planned: int
    waiting: int
    aired: int
    closed_reason: str

    @property
    def lines(self) -> tuple[ReleaseLine, ...]:
        """Every script of the day, in a slot or outside."""
        return (
            *self.stranded,
            *self.loose,
            *(line for block in self.blocks for line in block.lines),
        )


def rundown(outlet: models.Outlet, day: date, at: datetime) -> Rundown:
    """The outlet's day as it stands at a moment; seven queries whatever its length."""
    releases = list(
        outlet.releases.on_rundown_of(day)
        .with_newer_text()
        .select_related("script", "cancelled_by")
        .order_by("planned_start_at", "pk")
    )
    airings = list(_airings_of(outlet, releases, *models.day_bounds(day)))
    by_release = {a.release_id: a for a in airings if a.release_id is not None}
    lines = {r.pk: release_line(r, by_release.get(r.pk), at) for r in releases}
    slots = schedule.slots_in_force(outlet, day, 1)
    starts = schedule.timetable(slots, day, 1)
    closure = schedule.closure_on(schedule.closures_of([outlet.pk], day, day)[outlet.pk], day)
    kept = {(s.slot.pk, s.starts_at) for s in starts if not s.is_off}
    outside = [r for r in releases if (r.slot_id, r.slot_starts_at) not in kept]
    gone = {r.pk for r in outside if lines[r.pk].is_open and (r.slot_id or closure)}
    return Rundown(
        blocks=tuple(_block(start, releases, lines, at) for start in starts),
        stranded=tuple(replace(lines[r.pk], is_stranded=True) for r in outside if r.pk in gone),
        loose=tuple(lines[r.pk] for r in outside if r.pk not in gone),
        unplanned=tuple(_airing_line(a) for a in airings if a.release_id is None),
        planned=sum(r.state == models.ReleaseState.PLANNED for r in releases),
        waiting=sum(line.standing.is_waiting for line in lines.values()),
        aired=sum(a.has_aired for a in airings),
        closed_reason=closure.reason if closure else "",
    )


def _airings_of(
    outlet: models.Outlet, releases: Iterable[models.Release], start: datetime, end: datetime
) -> models.AiringQuerySet:
    """Lines about the day's releases, and what was aired on the day outside the plan."""
    current = models.Airing.objects.current().filter(outlet=outlet)
    of_day = current.filter(release__isnull=True, aired_at__gte=start, aired_at__lt=end)
    of_releases = current.filter(release__in=[r.pk for r in releases])
    rows: models.AiringQuerySet = (of_day | of_releases).with_text_age()
    return rows.select_related("release", "script", "confirmed_by", "destination").order_by(
        "aired_at", "pk"
    )


def _block(
    start: schedule.SlotStart,
    releases: Iterable[models.Release],
    lines: Mapping[int, ReleaseLine],
    at: datetime,
) -> SlotBlock:
    here = (start.slot.pk, start.starts_at)
    own = [r for r in releases if (r.slot_id, r.slot_starts_at) == here and not start.is_off]
    planned = [r for r in own if r.state == models.ReleaseState.PLANNED]
    return SlotBlock(
        slot_pk=start.slot.pk,
        key=schedule.key_of(*here),
        fits=f"{start.slot.medium}/{start.slot.language}",
        name=start.slot.name_vi,
        medium_label=start.slot.get_medium_display(),
        language_label=start.slot.get_language_display(),
        starts_at=start.starts_at,
        ends_at=start.ends_at,
        seconds=start.seconds,
        used_seconds=sum(r.planned_seconds for r in planned),
        is_assumed=start.slot.is_assumed,
        to_confirm=sum(lines[r.pk].is_open and r.planned_end_at <= at for r in planned),
        note=start.note,
        is_off=start.is_off,
        lines=tuple(lines[r.pk] for r in own),
    )


def release_line(
    release: models.Release, airing: models.Airing | None, at: datetime
) -> ReleaseLine:
    """A release with what came of it; `newer_script_id` and `is_old_text` are to be annotated."""
    standing = (
        outcomes.standing_of_airing(airing, is_old_text=getattr(airing, "is_old_text", False))
        if airing
        else outcomes.standing_of_release(release, at)
    )
    priority = models.Priority(release.priority)
    is_planned = release.state == models.ReleaseState.PLANNED
    return ReleaseLine(
        pk=release.pk,
        script_pk=release.script_id,
        title=release.script.title,
        medium=release.medium,
        medium_label=release.get_medium_display(),
        language=release.script.language,
        language_label=release.script.get_language_display(),
        planned_start_at=release.planned_start_at,
        planned_seconds=release.planned_seconds,
        priority=priority,
        priority_label=str(priority.label),
        priority_meaning=str(models.PRIORITY_MEANINGS[priority]),
        standing=standing,
        is_open=is_planned and airing is None,
        aired_at=airing.aired_at if airing else None,
        airing_pk=airing.pk if airing else None,
        who=airing.who if airing else str(release.cancelled_by or ""),
        when=airing.confirmed_at if airing else release.cancelled_at,
        note=airing.note if airing else release.cancelled_reason,
        newer_script_pk=getattr(release, "newer_script_id", None),
        is_withdrawn=release.script.withdrawn_at is not None,
        is_expired=release.script.is_expired_on(release.day),
    )


def _airing_line(airing: models.Airing) -> AiringLine:
    return AiringLine(
        pk=airing.pk,
        title=airing.script.title if airing.script else airing.evidence_text,
        script_pk=airing.script_id,
        medium_label=airing.get_medium_display(),
        aired_at=airing.aired_at,
        seconds=airing.seconds,
        standing=outcomes.standing_of_airing(
            airing, is_old_text=getattr(airing, "is_old_text", False)
        ),
        who=airing.who,
    )
