"""What speaks against placing a script at many outlets, in words, before anything is saved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.broadcasts import models
from campaigns.broadcasts.queries import places

# Days whose slots are offered.
OFFER_DAYS = 7
# Places that one outlet is offered.
_MOST = 12


class Weight(Enum):
    """How grave a finding is: it forbids, it asks for a yes, or it is good to know."""

    FORBIDS = "danger"
    ASKS = "warning"
    TELLS = "info"


@dataclass(frozen=True)
class Finding:
    """One thing to know of a place, and what can be done about it."""

    code: str
    weight: Weight
    text: str
    remedy: str = ""


@dataclass(frozen=True)
class Check:
    """An outlet with the places that it offers, the one proposed or chosen, and the findings."""

    outlet: models.Outlet
    offers: tuple[places.Place, ...]
    place: places.Place | None
    findings: tuple[Finding, ...]

    @property
    def is_forbidden(self) -> bool:
        return self.place is None or any(f.weight is Weight.FORBIDS for f in self.findings)

    @property
    def is_overfull(self) -> bool:
        return any(f.code == "overfull" for f in self.findings)

    @property
    def is_advised(self) -> bool:
        """Nothing speaks against it and the outlet does not have the script already."""
        grave = any(f.weight is not Weight.TELLS or f.code == "twice" for f in self.findings)
        return self.place is not None and not grave


@dataclass(frozen=True)
class _Known:
    """What the checks of all outlets share."""

    board: places.Board
    has_newer: bool
    is_withdrawn: bool
    planned: Mapping[int, datetime]
    served: frozenset[int]


def check_places(
    wish: places.Wish,
    outlets: Sequence[models.Outlet],
    chosen: Mapping[int, str],
    at: datetime,
) -> tuple[Check, ...]:
    """Check a script at each outlet; nine queries whatever their number.

    `chosen` names the place wanted at an outlet; elsewhere the first that fits is proposed.
    """
    known = _known(wish, outlets, at)
    return tuple(_check(known, wish, outlet, chosen.get(outlet.pk, "")) for outlet in outlets)


def _known(wish: places.Wish, outlets: Sequence[models.Outlet], at: datetime) -> _Known:
    script = wish.script
    begin = max(at, wish.not_before_at or at, wish.own_start_at or at)
    first = models.air_day(at)
    days = max(OFFER_DAYS, min((models.air_day(begin) - first).days + OFFER_DAYS, 60))
    pks = [outlet.pk for outlet in outlets]
    planned = models.Release.objects.planned().filter(
        script=script, outlet__in=pks, planned_end_at__gte=at
    )
    destinations = models.Destination.objects.active().filter(outlet__in=pks)
    takes = [d.outlet_id for d in destinations if d.takes(script.medium, script.language)]
    return _Known(
        board=places.board_of(outlets, script.medium, first, days, at),
        has_newer=models.Script.objects.newer_than(script).exists(),
        is_withdrawn=models.Script.objects.filter(
            pk=script.pk, withdrawn_at__isnull=False
        ).exists(),
        planned=dict(planned.values_list("outlet", "planned_start_at")),
        served=frozenset(takes),
    )


def _check(known: _Known, wish: places.Wish, outlet: models.Outlet, chosen: str) -> Check:
    offers = places.places_for(known.board, outlet.pk, wish)
    own = places.outside_slots(known.board, outlet.pk, wish)
    if own is not None and wish.priority != models.Priority.EMERGENCY:
        offers = (own, *offers)
    named = next((offer for offer in offers if offer.key == chosen), None)
    fitting = next((offer for offer in offers if offer.fits and not offer.clash), None)
    place = named or fitting or next(iter(offers), None)
    findings = [*_of_outlet(known, wish, outlet)]
    if chosen and named is None:
        text = _("The place that you chose is gone.")
        findings.append(Finding("gone", Weight.ASKS, text, _("Look at the one proposed.")))
    if place is None:
        findings += _of_no_place(known, wish, outlet)
    else:
        findings += _of_place(known, wish, outlet, place)
        if not place.fits:
            findings.append(_overfull(place, wish, fitting))
    return Check(outlet, _some(offers, place), place, tuple(findings))


def _some(offers: tuple[places.Place, ...], place: places.Place | None) -> tuple[places.Place, ...]:
    first = offers[:_MOST]
    return first if place is None or place in first else (*first, place)


def _of_outlet(known: _Known, wish: places.Wish, outlet: models.Outlet) -> Iterator[Finding]:
    """What speaks against the outlet wherever the script would stand."""
    script = wish.script
    if known.is_withdrawn:
        yield _no("withdrawn", _("This script was withdrawn: it must not go on air."))
    if not outlet.is_active:
        yield _no("inactive", _("This outlet takes no scripts at present."), _("Leave it out."))
    if script.medium not in outlet.mediums:
        text = _("This outlet does not use the medium of the script (%(medium)s).")
        yield _no("medium", text % {"medium": script.get_medium_display()}, _("Leave it out."))
    elif outlet.pk not in known.served:
        yield _no(
            "destination",
            _("The outlet has no destination for this script: it would reach nobody."),
            _("Add one among the outlet's destinations."),
        )
    if known.has_newer:
        text = _("There is a newer text of this piece.")
        yield Finding("old", Weight.ASKS, text, _("Place the newer text instead."))
    if outlet.pk in known.planned:
        text = _("The script stands on this rundown already: %(when)s.")
        when = _moment(known.planned[outlet.pk])
        yield Finding("twice", Weight.TELLS, text % {"when": when}, _("Tick it to air it again."))


def _no(code: str, text: str, remedy: str = "") -> Finding:
    return Finding(code, Weight.FORBIDS, text, remedy)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(models.AIR_ZONE):%H:%M %d/%m/%Y}"


def _of_no_place(known: _Known, wish: places.Wish, outlet: models.Outlet) -> Iterator[Finding]:
    """Why the timetable offers nothing."""
    remedy = _("Give a time of its own, or leave it out.")
    if wish.script.medium not in outlet.mediums:
        return
    starts = [s for s in known.board.starts.get(outlet.pk, ()) if not s.is_off]
    others = sorted({str(s.slot.get_language_display()) for s in starts})
    if not others:
        yield _no("no_slot", _("It has no slot of this medium in the coming days."), remedy)
    elif not any(places.fits_slot(s, wish.script) for s in starts):
        text = _("Its slots are in %(others)s, the script is in %(language)s.")
        language = wish.script.get_language_display()
        yield _no("language", text % {"others": ", ".join(others), "language": language}, remedy)
    else:
        yield _no("no_slot", _("No slot of its language comes round in time."), remedy)


def _overfull(place: places.Place, wish: places.Wish, fitting: places.Place | None) -> Finding:
    over = place.used_seconds + wish.seconds - place.seconds
    text = (
        ngettext(
            "The slot would run over by %(over)s second (%(used)s of %(whole)s are taken).",
            "The slot would run over by %(over)s seconds (%(used)s of %(whole)s are taken).",
            over,
        )
        if over > 0
        else _("Something else is on air in the slot: the script would run past its end.")
    ) % {"over": over, "used": place.used_seconds, "whole": place.seconds}
    remedy = _("Say that it may run over, or leave it out.")
    if fitting is not None:
        remedy = _("Take the next slot with room, %(when)s, or say that it may run over.") % {
            "when": _moment(fitting.starts_at)
        }
    return Finding("overfull", Weight.ASKS, text, remedy)


def _of_place(
    known: _Known, wish: places.Wish, outlet: models.Outlet, place: places.Place
) -> Iterator[Finding]:
    """What is to be known of one place."""
    closures = known.board.closures.get(outlet.pk, ())
    closure = next((c for c in closures if c.covers(place.day)), None)
    if closure is not None:
        text = _("Silent until %(last)s: %(reason)s.") % {
            "last": f"{closure.to_date:%d/%m/%Y}",
            "reason": closure.reason,
        }
        yield _no("closed", text, _("Choose another day, or leave it out."))
    elif any(c.from_date <= place.day for c in closures):
        text = _("Closed before: %(reasons)s. This is the first place after it.")
        reasons = "; ".join(c.reason for c in closures if c.from_date <= place.day)
        yield Finding("after_closure", Weight.TELLS, text % {"reasons": reasons})
    if place.clash is not None:
        text = _("“%(title)s” is on air then, from %(start)s to %(end)s.") % {
            "title": place.clash.script.title,
            "start": _clock(place.clash.planned_start_at),
            "end": _clock(place.clash.planned_end_at),
        }
        yield _no("clash", text, _("Choose another time, or a slot."))
    if wish.script.is_expired_on(place.day):
        text = _("The guidance was to be looked at again by %(day)s: it would be out of date.")
        day = f"{wish.script.review_by_date:%d/%m/%Y}"
        remedy = _("Ask the newsroom to look at it, or choose an earlier day.")
        yield Finding("expired", Weight.ASKS, text % {"day": day}, remedy)
    if place.note:
        yield Finding("excepted", Weight.TELLS, place.note)
    yield from _of_shifts(place)
    if wish.priority != models.Priority.EMERGENCY:
        yield from _of_limits(known.board, wish, outlet, place)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(models.AIR_ZONE):%H:%M:%S}"


def _of_shifts(place: places.Place) -> Iterator[Finding]:
    """What it breaks in on, and what it pushes on."""
    for release in place.broken:
        text = _("It breaks in on “%(title)s”, on air since %(start)s.")
        start = _clock(release.planned_start_at)
        yield Finding(
            "breaks_in", Weight.TELLS, text % {"title": release.script.title, "start": start}
        )
    for shift in place.shifts:
        text = _("“%(title)s” moves from %(old)s to %(new)s.")
        if shift.is_out:
            text = _("“%(title)s” moves from %(old)s to %(new)s, past the end of its slot.")
        words = {
            "title": shift.release.script.title,
            "old": _clock(shift.release.planned_start_at),
            "new": _clock(shift.starts_at),
        }
        yield Finding("pushes", Weight.TELLS, text % words)


def _of_limits(
    board: places.Board, wish: places.Wish, outlet: models.Outlet, place: places.Place
) -> Iterator[Finding]:
    """Daily caps and quiet hours: they differ from place to place, so they warn only."""
    same_day = [r for r in board.standing.get(outlet.pk, ()) if r.day == place.day]
    yield from _of_caps(same_day, wish, outlet, place)
    if outlet.is_quiet_at(place.begins_at.astimezone(models.AIR_ZONE).time()):
        text = _("It lies in the quiet hours, %(first)s to %(last)s.") % {
            "first": f"{outlet.quiet_from_time:%H:%M}",
            "last": f"{outlet.quiet_to_time:%H:%M}",
        }
        yield Finding(
            "quiet", Weight.ASKS, text, _("Choose another place, or tick it nevertheless.")
        )


def _of_caps(
    same_day: Sequence[models.Release],
    wish: places.Wish,
    outlet: models.Outlet,
    place: places.Place,
) -> Iterator[Finding]:
    remedy = _("Choose another day, or tick it nevertheless.")
    sessions = {_session(r.slot_id, r.slot_starts_at, r.planned_start_at) for r in same_day}
    slot_pk = place.slot.pk if place.slot else None
    sessions.add(_session(slot_pk, place.starts_at, place.begins_at))
    if outlet.max_sessions_a_day is not None and len(sessions) > outlet.max_sessions_a_day:
        text = _("It would be session %(count)s of the day, of at most %(most)s.")
        words = {"count": len(sessions), "most": outlet.max_sessions_a_day}
        yield Finding("sessions", Weight.ASKS, text % words, remedy)
    seconds = sum(r.planned_seconds for r in same_day) + wish.seconds
    if outlet.max_minutes_a_day is not None and seconds > outlet.max_minutes_a_day * 60:
        text = _("The day would have %(count)s minutes, of at most %(most)s.")
        words = {"count": -(-seconds // 60), "most": outlet.max_minutes_a_day}
        yield Finding("minutes", Weight.ASKS, text % words, remedy)


def _session(
    slot_pk: int | None, starts_at: datetime | None, begins_at: datetime
) -> tuple[int | None, datetime | date | None]:
    """Releases of one occurrence are one session; each outside the slots is its own."""
    return (slot_pk, starts_at) if slot_pk is not None else (None, begins_at)
