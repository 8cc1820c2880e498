"""Moving a release on the rundown: by dragging, by keyboard, by form, all by one service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import queries as audit_queries
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.services import handing_over, releases
from campaigns.kernel import writing

# A position behind whatever stands in an occurrence.
LAST = 10_000


class MovedMeanwhile(releases.ReleaseSettled):
    """Somebody moved the release since the mover looked at the rundown."""


@dataclass(frozen=True)
class Move:
    """Where a release is to stand: an occurrence and a position in it, or a time of its own.

    `seen_start_at` is the planned start that the mover saw. `position` counts the releases of the
    occurrence without this one.
    """

    release: models.Release
    seen_start_at: datetime
    slot: models.Slot | None = None
    slot_starts_at: datetime | None = None
    position: int = LAST
    own_start_at: datetime | None = None


@dataclass(frozen=True)
class Moved:
    """What a move did; `back` is the move that takes it back."""

    release: models.Release
    back: Move
    others: int


def move_release(
    *, move: Move, by: accounts_models.User, at: datetime, is_overfull_confirmed: bool = False
) -> Moved:
    """Put a release elsewhere on its outlet's rundown; what stands there makes way in its order.

    Priority bulletins stay before normal ones (Circular 39/2020). Who may have the old time
    already is told the new one.

    Raises:
        MovedMeanwhile: it stands elsewhere than the mover saw.
        ReleaseSettled: it was taken off, or what came of it is confirmed.
        SlotOverfull: the slot has not enough seconds left; ask, then confirm.
        ReleaseRefused: the place is past, is another language's or medium's, or is not on air.
    """
    with writing.writing(by=by, at=at):
        releases.lock(move.release.outlet)
        release = _as_it_stands(move)
        back = _way_back(release)
        changed = (
            _into_slot(release, move, at, is_overfull_confirmed=is_overfull_confirmed)
            if move.slot is not None
            else _outside(release, move, at)
        )
        _save(changed)
        audit_services.record(
            "broadcasts.release_moved",
            release,
            unit_id=release.outlet.unit_id,
            before={"start": back.seen_start_at.isoformat()},
            after={"start": release.planned_start_at.isoformat(), "others": len(changed) - 1},
        )
        handing_over.queue_again(releases=changed)
    undo = Move(
        release,
        release.planned_start_at,
        back.slot,
        back.slot_starts_at,
        back.position,
        back.own_start_at,
    )
    return Moved(release, undo, len(changed) - 1)


def step_move(
    *, release: models.Release, is_later: bool, seen_start_at: datetime, at: datetime
) -> Move:
    """The move one step earlier or later on the rundown of the day; writes nothing.

    Raises:
        ReleaseRefused: there is no further place on the day.
    """
    board = queries.board_of([release.outlet], release.medium, release.day, 1, at)
    step = queries.step_of(board, release, is_later=is_later)
    if step is None:
        raise releases.ReleaseRefused(
            _("There is no later place on this day.")
            if is_later
            else _("There is no earlier place on this day.")
        )
    start, position = step
    return Move(
        release, seen_start_at, start.slot, start.starts_at, LAST if position is None else position
    )


def replace_stranded(
    *, release: models.Release, by: accounts_models.User, at: datetime
) -> models.Release:
    """Put a release whose place is gone into the next slot that has room for it.

    Raises:
        ReleaseRefused: no slot of its medium and language has room in the coming days.
        ReleaseSettled: it was taken off or confirmed.
    """
    with writing.writing(by=by, at=at):
        releases.lock(release.outlet)
        board = queries.board_of(
            [release.outlet], release.medium, models.air_day(at), releases.PLACEMENT_DAYS, at
        )
        wish = queries.Wish(
            release.script, release.planned_seconds, not_before_at=release.not_before_at
        )
        offers = queries.places_for(board, release.outlet_id, wish)
        place = next((offer for offer in offers if offer.fits), None)
        if place is None:
            raise releases.ReleaseRefused(
                _("No slot of its medium and language in the next %(days)s days has room for it.")
                % {"days": releases.PLACEMENT_DAYS}
            )
        move = Move(release, release.planned_start_at, place.slot, place.starts_at)
        return move_release(move=move, by=by, at=at).release


def _as_it_stands(move: Move) -> models.Release:
    release = models.Release.objects.select_related("script", "outlet__unit", "slot").get(
        pk=move.release.pk
    )
    if release.state != models.ReleaseState.PLANNED:
        raise releases.ReleaseSettled(_("This release was taken off the rundown already."))
    if models.Airing.objects.filter(release=release).exists():
        raise releases.ReleaseSettled(
            _("What came of this release is confirmed already: correct the airing instead.")
        )
    if release.planned_start_at != move.seen_start_at:
        raise MovedMeanwhile(_what_happened(release))
    return release


def _what_happened(release: models.Release) -> str:
    start = f"{release.planned_start_at.astimezone(models.AIR_ZONE):%H:%M:%S %d/%m/%Y}"
    for entry in audit_queries.timeline(release._meta.label_lower, release.pk):
        if entry.verb == "broadcasts.release_moved":
            return _("%(who)s moved it at %(when)s: it stands at %(start)s now.") % {
                "who": entry.actor_label,
                "when": f"{entry.at.astimezone(models.AIR_ZONE):%H:%M}",
                "start": start,
            }
    return _("Others were moved before it: it stands at %(start)s now.") % {"start": start}


def _way_back(release: models.Release) -> Move:
    """Where it stands before the move."""
    if release.slot is None or release.slot_starts_at is None:
        return Move(release, release.planned_start_at, own_start_at=release.planned_start_at)
    before = models.Release.objects.planned().filter(
        slot=release.slot,
        slot_starts_at=release.slot_starts_at,
        planned_start_at__lt=release.planned_start_at,
    )
    return Move(
        release, release.planned_start_at, release.slot, release.slot_starts_at, before.count()
    )


def _into_slot(
    release: models.Release, move: Move, at: datetime, *, is_overfull_confirmed: bool
) -> list[models.Release]:
    """The releases whose place changes, the moved one first."""
    target = _target(release, move, at)
    was = (release.slot_id, release.slot_starts_at)
    is_same = was == (target.slot.pk, target.starts_at)
    here, taken = _around(release, target, at)
    order = _ordered(release, here, move.position)
    starts = queries.in_order(target, order, taken)
    if not (is_same or is_overfull_confirmed):
        _check_room(target, order, starts)
    if is_same and starts[order.index(release)] == release.planned_start_at:
        raise releases.ReleaseRefused(
            _("It stands there already; priority bulletins stay before normal ones.")
        )
    release.slot, release.slot_starts_at = target.slot, target.starts_at
    changed = _shifted(order, starts, release)
    if not is_same:
        changed += _closed_up(release, was, at)
    return changed


def _target(release: models.Release, move: Move, at: datetime) -> queries.SlotStart:
    slot, starts_at = move.slot, move.slot_starts_at
    if slot is None or slot.outlet_id != release.outlet_id or slot.medium != release.medium:
        raise releases.ReleaseRefused(_("The slot belongs to another outlet or another medium."))
    if slot.language != release.script.language:
        raise releases.ReleaseRefused(
            _("The slot is in %(slot)s, the script in %(script)s: choose a slot of its language.")
            % {
                "slot": slot.get_language_display(),
                "script": release.script.get_language_display(),
            }
        )
    days = queries.occurrences([slot], models.air_day(starts_at), 1) if starts_at else ()
    found = next((start for start in days if start.starts_at == starts_at), None)
    if found is None:
        raise releases.ReleaseRefused(
            _("The slot “%(slot)s” is not on air then.") % {"slot": slot.name_vi}
        )
    if found.starts_at <= at:
        raise releases.ReleaseRefused(
            _("The slot “%(slot)s” has begun: its order stands.") % {"slot": slot.name_vi}
        )
    return found


def _around(
    release: models.Release, start: queries.SlotStart, at: datetime
) -> tuple[list[models.Release], list[tuple[datetime, datetime]]]:
    """Other releases of an occurrence, and what else is on air around it."""
    day = models.air_day(start.starts_at)
    board = queries.board_of([release.outlet], release.medium, day, 1, at)
    others = [r for r in board.standing.get(release.outlet_id, ()) if r.pk != release.pk]
    here = [r for r in others if (r.slot_id, r.slot_starts_at) == (start.slot.pk, start.starts_at)]
    return here, queries.spans_of(r for r in others if r not in here)


def _ordered(
    release: models.Release, here: Sequence[models.Release], position: int
) -> list[models.Release]:
    order = list(here)
    order.insert(max(0, position), release)
    return sorted(order, key=lambda r: r.priority == models.Priority.NORMAL)


def _check_room(
    target: queries.SlotStart, order: Sequence[models.Release], starts: Sequence[datetime]
) -> None:
    ends = max(
        start + timedelta(seconds=piece.planned_seconds)
        for piece, start in zip(order, starts, strict=True)
    )
    used = sum(piece.planned_seconds for piece in order)
    over = max(used - target.seconds, int((ends - target.ends_at).total_seconds()))
    if over > 0:
        raise releases.SlotOverfull(releases.overfull_text(over, used, target.seconds))


def _shifted(
    order: Sequence[models.Release], starts: Sequence[datetime], moved: models.Release
) -> list[models.Release]:
    """Bring the releases to their starts; return those that changed, the moved one first."""
    changed = [moved]
    for piece, start in zip(order, starts, strict=True):
        if piece.planned_start_at != start and piece is not moved:
            changed.append(piece)
        piece.planned_start_at = start
        piece.planned_end_at = start + timedelta(seconds=piece.planned_seconds)
    return changed


def _closed_up(
    release: models.Release, was: tuple[int | None, datetime | None], at: datetime
) -> list[models.Release]:
    """What followed it in the occurrence that it left moves up, unless that is on air already."""
    slot_pk, starts_at = was
    if slot_pk is None or starts_at is None or starts_at <= at:
        return []
    slot = models.Slot.objects.get(pk=slot_pk)
    starts = queries.occurrences([slot], models.air_day(starts_at), 1)
    left = next((start for start in starts if start.starts_at == starts_at), None)
    if left is None:
        return []
    here, taken = _around(release, left, at)
    taken = sorted([*taken, (release.planned_start_at, release.planned_end_at)])
    return _shifted(here, queries.in_order(left, here, taken), release)[1:]


def _outside(release: models.Release, move: Move, at: datetime) -> list[models.Release]:
    start = move.own_start_at
    if start is None:
        raise releases.ReleaseRefused(_("Say when it is to begin outside the slots."))
    releases.check_outside(release, start, at)
    was = (release.slot_id, release.slot_starts_at)
    release.slot, release.slot_starts_at = None, None
    release.planned_start_at = start
    release.planned_end_at = start + timedelta(seconds=release.planned_seconds)
    return [release, *_closed_up(release, was, at)]


def _save(changed: Sequence[models.Release]) -> None:
    fields = ["slot", "slot_starts_at", "planned_start_at", "planned_end_at"]
    models.Release.objects.bulk_update(changed, fields)
