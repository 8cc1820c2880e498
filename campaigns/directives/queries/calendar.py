"""The working-day calendar: weekends, public holidays of Viet Nam, and what decisions changed.

Public holidays are computed offline by the `holidays` library (Labour Code, Article 112; Tết and
the Hùng Kings' day by the lunar calendar; substitute days; the swaps that it knows with their
documents). Rows of `CalendarDay` stand over both.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cached_property, lru_cache
from types import MappingProxyType

import holidays
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.directives import models
from campaigns.kernel import errors

# Observed holidays begin in 1995; the lunar tables of the library end with the century.
FIRST_DAY, LAST_DAY = date(1995, 1, 1), date(2099, 12, 31)
_DAY = timedelta(days=1)
# A Monday, from which weekdays are counted.
_EPOCH = date(1994, 12, 26)


class OutsideCalendar(errors.LoaError):
    """The day lies before or after those of which the calendar knows the holidays."""


class Reason(Enum):
    """Why a day is worked or not."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    PUBLIC = "public holiday"
    SWAPPED = "worked instead of another day, by the national calendar"
    ENTERED_OFF = "day off by a decision"
    ENTERED_ON = "worked by a decision"


@dataclass(frozen=True)
class Entered:
    """A day as a decision turned it."""

    is_worked: bool
    name: str
    source: str


@dataclass(frozen=True)
class Day:
    """What a day is, and why."""

    on: date
    reason: Reason
    name: str = ""
    source: str = ""

    @property
    def is_worked(self) -> bool:
        return self.reason in {Reason.WEEKDAY, Reason.SWAPPED, Reason.ENTERED_ON}


@lru_cache(maxsize=4)
def _public(language: str) -> Mapping[date, str]:
    """Public holidays by day, their substitute days among them."""
    years = range(FIRST_DAY.year, LAST_DAY.year + 1)
    named = holidays.country_holidays("VN", years=years, language=language)
    return MappingProxyType(dict(named))


@lru_cache(maxsize=1)
def _swapped() -> frozenset[date]:
    """Weekend days that the whole country works in exchange for another."""
    years = range(FIRST_DAY.year, LAST_DAY.year + 1)
    return frozenset(holidays.country_holidays("VN", years=years).weekend_workdays)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def _weekdays_until(day: date) -> int:
    """Mondays to Fridays after the epoch's eve, up to and including the day."""
    weeks, rest = divmod((day - _EPOCH).days + 1, 7)
    return 5 * weeks + min(rest, 5)


@dataclass(frozen=True)
class Calendar:
    """All working days, held in memory: nothing is asked of the database per row.

    «N working days after a day» counts from the next day on, as the Civil Code does (Law
    91/2015/QH13, Article 147.2): the day itself never counts.
    """

    entered: Mapping[date, Entered]

    def look_at(self, day: date) -> Day:
        """What the day is: a decision first, then the law, then the weekday.

        Raises:
            OutsideCalendar: Loa does not know the holidays of that year.
        """
        _check(day)
        said = self.entered.get(day)
        if said is not None:
            reason = Reason.ENTERED_ON if said.is_worked else Reason.ENTERED_OFF
            return Day(day, reason, said.name, said.source)
        language = "vi" if (get_language() or "vi").startswith("vi") else "en_US"
        if day in _swapped():
            return Day(day, Reason.SWAPPED)
        if day in _public("vi"):
            return Day(day, Reason.PUBLIC, _public(language)[day])
        return Day(day, Reason.WEEKEND if _is_weekend(day) else Reason.WEEKDAY)

    def is_working_day(self, day: date) -> bool:
        return self.look_at(day).is_worked

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after the day (before it, where negative); for 0 the day
        itself if it is worked, else the next one that is.

        Raises:
            OutsideCalendar: it falls outside the years that the calendar knows.
        """
        _check(day)
        if count == 0:
            return day if self.is_working_day(day) else self.add_working_days(day, 1)
        known = self._worked_until(day)
        if count < 0 and not self.is_working_day(day):
            known += 1
        return self._day_of(known + count)

    def next_working_day(self, day: date) -> date:
        """The day itself if it is worked, else the next one that is."""
        return self.add_working_days(day, 0)

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; negative the other way round."""
        _check(first)
        _check(last)
        return self._worked_until(last) - self._worked_until(first)

    def explain(self, day: date) -> str:
        """In words, why a day is not worked, or is although it looks free; plain days say so."""
        found = self.look_at(day)
        words = {
            Reason.WEEKDAY: _("a working day"),
            Reason.WEEKEND: _("Saturday") if day.weekday() == 5 else _("Sunday"),
            Reason.PUBLIC: _("public holiday: %(name)s"),
            Reason.SWAPPED: _("worked in exchange for another day, by the national calendar"),
            Reason.ENTERED_OFF: _("day off: %(name)s (%(source)s)"),
            Reason.ENTERED_ON: _("worked in exchange: %(name)s (%(source)s)"),
        }[found.reason]
        return words % {"name": found.name, "source": found.source}

    def days_off(self, first: date, last: date) -> Iterator[Day]:
        """Days between the two, both included, that are not worked."""
        day = first
        while day <= last:
            found = self.look_at(day)
            if not found.is_worked:
                yield found
            day += _DAY

    @cached_property
    def _exceptions(self) -> tuple[tuple[date, ...], tuple[int, ...]]:
        """Days that differ from their weekday, and the sum of differences up to each."""
        marked = dict.fromkeys(_public("vi"), False) | dict.fromkeys(_swapped(), True)
        marked |= {day: said.is_worked for day, said in self.entered.items()}
        days = sorted(day for day, is_worked in marked.items() if is_worked == _is_weekend(day))
        sums, total = [], 0
        for day in days:
            total += 1 if marked[day] else -1
            sums.append(total)
        return tuple(days), tuple(sums)

    def _worked_until(self, day: date) -> int:
        """Working days up to and including the day, counted from the calendar's beginning."""
        days, sums = self._exceptions
        place = bisect_right(days, day)
        return _weekdays_until(day) + (sums[place - 1] if place else 0)

    def _day_of(self, number: int) -> date:
        """The first day up to which so many are worked: the number-th working day."""
        low, high = FIRST_DAY, LAST_DAY
        if not self._worked_until(low - _DAY) < number <= self._worked_until(high):
            raise _outside()
        while low < high:
            middle = low + (high - low) // 2
            if self._worked_until(middle) >= number:
                high = middle
            else:
                low = middle + _DAY
        return low


def _check(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _outside()


def _outside() -> OutsideCalendar:
    return OutsideCalendar(_("The calendar reaches from 1995 to 2099."))


def calendar_of(rows: Iterable[models.CalendarDay]) -> Calendar:
    """The calendar with these decisions."""
    entered = {
        row.on_date: Entered(row.kind == models.DayKind.WORKING, row.name_vi, row.source)
        for row in rows
    }
    return Calendar(MappingProxyType(entered))


@dataclass(frozen=True)
class TurnedDay:
    """A day that is not what its weekday says, with the reason in words."""

    on: date
    is_worked: bool
    reason: str


def turned_days(calendar: Calendar, year: int) -> list[TurnedDay]:
    """Days of a year that its weekdays alone do not tell, in order.

    A decision on a day is shown even where it changes nothing.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    plain = {Reason.WEEKDAY, Reason.WEEKEND}
    found = (calendar.look_at(day) for day in days)
    return [
        TurnedDay(day.on, day.is_worked, calendar.explain(day.on))
        for day in found
        if day.reason not in plain
    ]


def calendar_days() -> QuerySet[models.CalendarDay]:
    """Decisions on days, the latest first."""
    return models.CalendarDay.objects.order_by("-on_date", "pk")


def working_calendar() -> Calendar:
    """The calendar as it stands now; one query."""
    return calendar_of(models.CalendarDay.objects.order_by("on_date", "pk"))
