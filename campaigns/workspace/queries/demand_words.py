"""Why a place stands where it stands in the list of demand, in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.workspace.queries import demand

RECENT = timedelta(days=30)
"""A drive within this time is recent."""
_TOLD = 10
"""Ranks that are told; beyond them a number says nothing of need."""


@dataclass(frozen=True)
class Reason:
    """One sentence; `tone` as of a status tag: what asks for help, or speaks against it."""

    text: str
    tone: str = "neutral"


def reasons_of(place: demand.Place, found: demand.Demand, today: date) -> list[Reason]:
    """What speaks for helping here next, the plainest first."""
    said = [_support(place, found), _drives(place, today)]
    if place.coverage is not None:
        said.append(_posters(place, found))
    return said


def _support(place: demand.Place, found: demand.Demand) -> Reason:
    if place.people is None:
        return _unknown(place)
    rank = found.ranks[place.measure][place.pk]
    if not place.people:
        words = _("Nobody was helped here in these days")
        if rank.alike:
            words = ", ".join((words, _as_in(rank.alike, found.level)))
        return Reason(words, "danger")
    if place.rate is not None:
        words = _("%(rate)s residents helped on 1,000") % {"rate": _number(place.rate, 1)}
    else:
        words = ngettext("%(num)s resident helped", "%(num)s residents helped", place.people)
        words %= {"num": _number(place.people)}
    place_words = _place(rank, place.measure, found.level)
    return Reason(", ".join(filter(None, (words, place_words))), _tone(rank))


def _unknown(place: demand.Place) -> Reason:
    if place.commune_people:
        return Reason(
            _("No entry names this hamlet; in its commune %(people)s residents were helped")
            % {"people": _number(place.commune_people)},
            "warning",
        )
    return Reason(_("No data: nothing was entered for its commune in these days"), "warning")


def _as_in(alike: int, level: demand.Level) -> str:
    if level == demand.Level.HAMLETS:
        words = ngettext("as in %(num)s other hamlet", "as in %(num)s other hamlets", alike)
    else:
        words = ngettext("as in %(num)s other commune", "as in %(num)s other communes", alike)
    return words % {"num": _number(alike)}


def _place(rank: demand.Rank, by: demand.Measure, level: demand.Level) -> str:
    """The rank in words, and among whom; empty where it tells nothing."""
    if rank.of < 2 or rank.place > _TOLD:
        return ""
    among = _among(rank.of, by, level)
    if rank.place == 1:
        return _("the lowest of %(among)s") % {"among": among}
    return _("number %(place)s from below of %(among)s") % {"place": rank.place, "among": among}


def _among(of: int, by: demand.Measure, level: demand.Level) -> str:
    """Those that a place is compared with: never rates and counts together."""
    num = {"num": _number(of)}
    if level == demand.Level.HAMLETS:
        if by == demand.Measure.RATE:
            return _("%(num)s hamlets with a population entered") % num
        return _("%(num)s hamlets without a population entered") % num
    if by == demand.Measure.RATE:
        return _("%(num)s communes with a population entered") % num
    if by == demand.Measure.COUNT:
        return _("%(num)s communes without a population entered") % num
    return _("%(num)s communes with premises") % num


def _tone(rank: demand.Rank) -> str:
    return "danger" if rank.place == 1 else "warning" if rank.place * 4 <= rank.of else "neutral"


def _drives(place: demand.Place, today: date) -> Reason:
    days, is_hamlet = place.days, place.commune is not None
    if days.running:
        words = _("A drive is under way in its commune") if is_hamlet else _("A drive is under way")
        return Reason(words, "good")
    if days.next_date:
        words = (
            _("The next drive in its commune is on %(day)s")
            if is_hamlet
            else _("The next drive is on %(day)s")
        )
        return Reason(words % {"day": f"{days.next_date:%d/%m/%Y}"}, "good")
    if days.last_date is None:
        never = _("There was never a drive in its commune"), _("There was never a drive here")
        return Reason(never[not is_hamlet], "danger")
    if today - days.last_date > RECENT:
        words = (
            _("No drive in its commune for %(days)s days")
            if is_hamlet
            else _("No drive here for %(days)s days")
        )
        return Reason(words % {"days": _number((today - days.last_date).days)}, "warning")
    words = (
        _("The last drive in its commune was on %(day)s")
        if is_hamlet
        else _("The last drive was on %(day)s")
    )
    return Reason(words % {"day": f"{days.last_date:%d/%m/%Y}"})


def _posters(place: demand.Place, found: demand.Demand) -> Reason:
    coverage = place.coverage
    if coverage is None or not coverage.active:
        return Reason(_("No premises are on the register"))
    if not coverage.verified:
        words = ngettext(
            "The one premises has no verified sheet",
            "None of %(num)s premises has a verified sheet",
            coverage.active,
        )
        return Reason(words % {"num": _number(coverage.active)}, "danger")
    words = _("%(verified)s of %(active)s premises have a verified sheet") % {
        "verified": _number(coverage.verified),
        "active": _number(coverage.active),
    }
    rank = found.ranks[demand.Measure.POSTERS][place.pk]
    if coverage.verified == coverage.active:
        return Reason(words, "good")
    place_words = _place(rank, demand.Measure.POSTERS, found.level)
    return Reason(", ".join(filter(None, (words, place_words))), _tone(rank))


def measured(value: float, by: demand.Measure) -> str:
    """A value of a ranking with what it is a value of."""
    if by == demand.Measure.RATE:
        return _("%(rate)s on 1,000 residents") % {"rate": _number(value, 1)}
    if by == demand.Measure.POSTERS:
        return f"{_number(value * 100)}%"
    people = int(value)
    words = ngettext("%(shown)s person", "%(shown)s people", people)
    return words % {"shown": _number(people)}


def _number(value: float, digits: int = 0) -> str:
    return str(number_format(round(value, digits), decimal_pos=digits, force_grouping=True))
