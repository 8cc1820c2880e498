"""Who hears of silence when: the plan, counted from plain facts; nothing is asked of the database.

The sweep that tells, the page of a duty and the simulation all ask `climb`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from django.conf import settings

from campaigns.directives import models
from campaigns.directives.queries import calendar as calendars

L = models.Level
LADDERS: Mapping[str, tuple[models.Level, ...]] = {
    models.Strength.ASSIGN: (L.UNIT, L.HEAD, L.DEPARTMENT, L.OFFICE),
    models.Strength.REQUEST: (L.UNIT, L.HEAD, L.DEPARTMENT),
    models.Strength.ENCOURAGE: (),
}
"""How far silence climbs: who is asked and not ordered is not brought before the provincial
office; what is only encouraged is measured and never climbs."""


@dataclass(frozen=True)
class Told:
    """A level that heard already; nobody sat there where it `is_vacant`."""

    on_date: date
    is_vacant: bool = False


@dataclass(frozen=True)
class Silence:
    """What a climb follows from.

    `is_waiting` while the unit has something to do and its time runs. `acted_date` is the last day
    on which the unit acted: it confirmed receipt, reported progress, handed the duty down or
    reported it done; and on which it got the duty back: returned, or resumed after a pause.
    `told` are the levels that heard of this very due date, `vacant` those at which nobody sits.
    """

    due: date | None
    strength: str
    is_waiting: bool = True
    acted_date: date | None = None
    told: Mapping[models.Level, Told] = field(default_factory=dict)
    vacant: frozenset[models.Level] = frozenset()


@dataclass(frozen=True)
class Rung:
    """A level, and the day on which it heard or will; the unit is warned on `warn_date`."""

    level: models.Level
    on_date: date
    warn_date: date | None = None
    is_told: bool = False
    is_vacant: bool = False


def waits() -> Mapping[models.Level, int]:
    """Working days that pass before each level hears (`LOA_CLIMB_DAYS`)."""
    return MappingProxyType(dict(zip(L, settings.LOA_CLIMB_DAYS, strict=True)))


def climb(
    silence: Silence,
    calendar: calendars.Calendar,
    days: Mapping[models.Level, int],
    today: date,
) -> tuple[Rung, ...]:
    """Which levels heard, and which will hear when if nobody moves from today on.

    The first level waits from the due date, each other one from the day on which the level below
    it heard; and all of them from the last act of the unit, if that was later: an act stops the
    climb, and only new silence goes on with it, at the level where it stopped. A level at which
    nobody sits is passed over on its day. Nobody hears on a day that is not worked, and what is
    late because the worker stood still is told on the next working day, a level at a time.

    Args:
        silence: the facts.
        calendar: as it stands now: a day that is entered later moves what is not told yet.
        days: working days of waiting by level.
        today: no level hears before it.
    """
    if silence.due is None:
        return ()
    rungs: list[Rung] = []
    since, is_passed = max(silence.due, silence.acted_date or silence.due), False
    for level in LADDERS[silence.strength]:
        told = silence.told.get(level)
        if told is None and not silence.is_waiting:
            break
        try:
            rung = (
                Rung(level, told.on_date, is_told=True, is_vacant=told.is_vacant)
                if told is not None
                else _coming(
                    level, since, 0 if is_passed else days[level], silence, calendar, today
                )
            )
        except calendars.OutsideCalendar:
            break
        rungs.append(rung)
        since, is_passed = max(since, rung.on_date), rung.is_vacant
    return tuple(rungs)


def _coming(
    level: models.Level,
    since: date,
    wait: int,
    silence: Silence,
    calendar: calendars.Calendar,
    today: date,
) -> Rung:
    on = calendar.add_working_days(since, wait) if wait else since
    on = calendar.next_working_day(max(on, today))
    is_vacant = level in silence.vacant
    is_warned = level > L.UNIT and not is_vacant
    return Rung(
        level,
        on,
        warn_date=calendar.add_working_days(on, -1) if is_warned else None,
        is_vacant=is_vacant,
    )
