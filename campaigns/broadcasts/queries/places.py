"""Where a script could go: occurrences of slots, how full each is, and what it would push on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from campaigns.broadcasts import models
from campaigns.broadcasts.queries import schedule

Spans = list[tuple[datetime, datetime]]
_DAY = timedelta(days=1)
# Days whose slots a release may be moved to.
_MOVE_DAYS = 7


@dataclass(frozen=True)
class Wish:
    """What is to be placed. `own_start_at` is a time of its own, outside the slots."""

    script: models.Script
    seconds: int
    priority: str = models.Priority.NORMAL
    not_before_at: datetime | None = None
    own_start_at: datetime | None = None

    @property
    def length(self) -> timedelta:
        return timedelta(seconds=self.seconds)


@dataclass(frozen=True)
class Shift:
    """A release that makes way; `is_out` says that it would run past the end of its slot."""

    release: models.Release
    starts_at: datetime
    is_out: bool

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(seconds=self.release.planned_seconds)


@dataclass(frozen=True)
class Place:
    """A place as an offer; `begins_at` is where the script would start.

    Without a slot it stands outside the timetable: `clash` is what is on air then. `shifts` are
    the releases that it pushes on, `broken` those on air that it breaks in on.
    """

    key: str
    outlet_pk: int
    slot: models.Slot | None
    starts_at: datetime
    begins_at: datetime
    used_seconds: int
    seconds: int
    fits: bool
    note: str = ""
    shifts: tuple[Shift, ...] = ()
    broken: tuple[models.Release, ...] = ()
    clash: models.Release | None = None

    @property
    def day(self) -> date:
        return models.air_day(self.starts_at)


@dataclass(frozen=True)
class Board:
    """Timetables and planned releases of one medium, by outlet; made in five queries."""

    at: datetime
    starts: Mapping[int, Sequence[schedule.SlotStart]]
    standing: Mapping[int, Sequence[models.Release]]
    closures: Mapping[int, Sequence[models.OutletClosure]]


def board_of(
    outlets: Sequence[models.Outlet], medium: str, from_day: date, days: int, at: datetime
) -> Board:
    """What the outlets hold on `days` days from the first."""
    pks = [outlet.pk for outlet in outlets]
    last = from_day + timedelta(days=days - 1)
    slots = models.Slot.objects.filter(outlet__in=pks, medium=medium, valid_from_date__lte=last)
    slots = slots.exclude(valid_to_date__lt=from_day).order_by("pk")
    starts: dict[int, list[schedule.SlotStart]] = defaultdict(list)
    for start in schedule.timetable(slots, from_day, days):
        starts[start.slot.outlet_id].append(start)
    standing: dict[int, list[models.Release]] = defaultdict(list)
    for release in _standing(pks, medium, from_day, last):
        standing[release.outlet_id].append(release)
    return Board(at, starts, standing, schedule.closures_of(pks, from_day, last))


def _standing(
    outlet_pks: Sequence[int], medium: str, first: date, last: date
) -> models.ReleaseQuerySet:
    """Planned releases around the days, without their long texts."""
    aired = models.Airing.objects.filter(release=OuterRef("pk"))
    rows: models.ReleaseQuerySet = (
        models.Release.objects.planned()
        .filter(outlet__in=outlet_pks, medium=medium)
        .between(models.day_bounds(first)[0] - _DAY, models.day_bounds(last)[1] + _DAY)
        .annotate(has_airing=Exists(aired))
        .select_related("script", "slot")
        .defer("script__text", "script__spoken_text")
        .order_by("planned_start_at", "pk")
    )
    return rows


def fits_slot(start: schedule.SlotStart, script: models.Script) -> bool:
    """Whether a script may stand in this occurrence, full or not."""
    same = (start.slot.medium, start.slot.language) == (script.medium, script.language)
    return same and not start.is_off


def places_for(board: Board, outlet_pk: int, wish: Wish) -> tuple[Place, ...]:
    """Places of an outlet in the order of air that have not begun yet.

    A normal bulletin takes the first silence. A priority bulletin goes before the normal ones of
    its slot, which move on. An emergency bulletin has one place: now.
    """
    if wish.priority == models.Priority.EMERGENCY:
        return (at_once(board, outlet_pk, wish),)
    earliest = max(board.at, wish.not_before_at or board.at)
    return tuple(
        in_slot(board, start, wish)
        for start in board.starts.get(outlet_pk, ())
        if fits_slot(start, wish.script) and start.starts_at > board.at and start.ends_at > earliest
    )


def in_slot(board: Board, start: schedule.SlotStart, wish: Wish) -> Place:
    """The place of a script in one occurrence."""
    standing = board.standing.get(start.slot.outlet_id, ())
    here = [
        r for r in standing if (r.slot_id, r.slot_starts_at) == (start.slot.pk, start.starts_at)
    ]
    makes_way = [r for r in here if wish.priority == models.Priority.PRIORITY and _gives_way(r)]
    fixed = spans_of(r for r in standing if r not in makes_way)
    begin = max(start.starts_at, wish.not_before_at or start.starts_at)
    begins_at = schedule.first_silence(fixed, begin, wish.seconds)
    used = sum(r.planned_seconds for r in here)
    return Place(
        key=schedule.key_of(start.slot.pk, start.starts_at),
        outlet_pk=start.slot.outlet_id,
        slot=start.slot,
        starts_at=start.starts_at,
        begins_at=begins_at,
        used_seconds=used,
        seconds=start.seconds,
        fits=used + wish.seconds <= start.seconds and begins_at + wish.length <= start.ends_at,
        note=start.note,
        shifts=pushed_on(begins_at, wish.length, makes_way, fixed),
    )


def _gives_way(release: models.Release) -> bool:
    return release.priority == models.Priority.NORMAL and not _has_airing(release)


def _has_airing(release: models.Release) -> bool:
    return bool(getattr(release, "has_airing", False))


def at_once(board: Board, outlet_pk: int, wish: Wish) -> Place:
    """An emergency bulletin: now, whatever is on air, after other emergencies only."""
    standing = board.standing.get(outlet_pk, ())
    emergencies = [r for r in standing if r.priority == models.Priority.EMERGENCY]
    begin = max(board.at, wish.not_before_at or board.at).replace(microsecond=0)
    if begin < board.at:
        begin += timedelta(seconds=1)
    begins_at = schedule.first_silence(spans_of(emergencies), begin, wish.seconds)
    others = [r for r in standing if r not in emergencies and not _has_airing(r)]
    return Place(
        key="now",
        outlet_pk=outlet_pk,
        slot=None,
        starts_at=begins_at,
        begins_at=begins_at,
        used_seconds=0,
        seconds=wish.seconds,
        fits=True,
        shifts=pushed_on(
            begins_at,
            wish.length,
            [r for r in others if r.planned_start_at >= begins_at],
            spans_of(emergencies),
        ),
        broken=tuple(
            r for r in others if r.planned_start_at < begins_at and r.planned_end_at > begins_at
        ),
    )


def outside_slots(board: Board, outlet_pk: int, wish: Wish) -> Place | None:
    """The place at a time of its own, None where none was given."""
    begin = wish.own_start_at
    if begin is None:
        return None
    over = (
        r
        for r in board.standing.get(outlet_pk, ())
        if r.planned_start_at < begin + wish.length and r.planned_end_at > begin
    )
    return Place(
        key="own",
        outlet_pk=outlet_pk,
        slot=None,
        starts_at=begin,
        begins_at=begin,
        used_seconds=0,
        seconds=wish.seconds,
        fits=True,
        clash=next(over, None),
    )


def spans_of(releases: Iterable[models.Release]) -> Spans:
    return [(r.planned_start_at, r.planned_end_at) for r in releases]


def pushed_on(
    begins_at: datetime, length: timedelta, movable: Sequence[models.Release], fixed: Spans
) -> tuple[Shift, ...]:
    """How the movable releases make way, in their order; those behind a gap stay."""
    free_from = begins_at + length
    shifts = []
    for release in movable:
        if release.planned_end_at <= begins_at:
            continue
        if release.planned_start_at >= free_from:
            break
        starts_at = schedule.first_silence(fixed, free_from, release.planned_seconds)
        shift = Shift(release, starts_at, is_out=False)
        shifts.append(Shift(release, starts_at, _is_past_slot(release, shift.ends_at)))
        free_from = shift.ends_at
    return tuple(shifts)


def _is_past_slot(release: models.Release, ends_at: datetime) -> bool:
    if release.slot is None or release.slot_starts_at is None:
        return False
    return ends_at > release.slot_starts_at + timedelta(seconds=release.slot.seconds)


def in_order(
    start: schedule.SlotStart, pieces: Sequence[models.Release], taken: Spans
) -> tuple[datetime, ...]:
    """Starts of an occurrence's releases, one after the other in the given order.

    `taken` are times in which something else is on air. An embargo is kept.
    """
    moment = start.starts_at
    starts = []
    for piece in pieces:
        begin = max(moment, piece.not_before_at or moment)
        starts.append(schedule.first_silence(taken, begin, piece.planned_seconds))
        moment = starts[-1] + timedelta(seconds=piece.planned_seconds)
    return tuple(starts)


def places_to_move(release: models.Release, at: datetime) -> tuple[Place, ...]:
    """Where a release could stand instead, from today on for a week and around its own day."""
    today = models.air_day(at)
    days = min(max((release.day - today).days, 0) + _MOVE_DAYS, 60)
    board = board_of([release.outlet], release.medium, today, days, at)
    wish = Wish(release.script, release.planned_seconds, not_before_at=release.not_before_at)
    return places_for(board, release.outlet_id, wish)


def step_of(
    board: Board, release: models.Release, *, is_later: bool
) -> tuple[schedule.SlotStart, int | None] | None:
    """One step on the rundown: past its neighbour, or into the slot beside its own.

    The position counts the other releases of the occurrence; None is behind them all. None
    altogether where there is no further place on the day.
    """
    was = (release.slot_id, release.slot_starts_at)
    standing = board.standing.get(release.outlet_id, ())
    here = [r for r in standing if (r.slot_id, r.slot_starts_at) == was and r.pk != release.pk]
    before = [r for r in here if r.planned_start_at < release.planned_start_at]
    starts = [s for s in board.starts.get(release.outlet_id, ()) if fits_slot(s, release.script)]
    own = next((s for s in starts if (s.slot.pk, s.starts_at) == was), None)
    if own is not None and is_later and len(before) < len(here):
        return own, len(before) + 1
    if own is not None and not is_later and before:
        return own, len(before) - 1
    moment = own.starts_at if own else release.planned_start_at
    if is_later:
        return next(((s, 0) for s in starts if s.starts_at > moment), None)
    return next(((s, None) for s in reversed(starts) if s.starts_at < moment), None)
