"""Working days: the law's calendar, what decisions turned, and counting through both."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

import holidays
import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.directives import queries
from campaigns.directives.queries import calendar as calendars

BY_LAW = queries.Calendar(MappingProxyType({}))
DAY = timedelta(days=1)
# First day of the lunar year, as almanacs print it.
TET = {
    2020: date(2020, 1, 25),
    2021: date(2021, 2, 12),
    2022: date(2022, 2, 1),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2029: date(2029, 2, 13),
    2030: date(2030, 2, 2),
}
# Tenth day of the third lunar month.
HUNG_KINGS = {
    2021: date(2021, 4, 21),
    2024: date(2024, 4, 18),
    2025: date(2025, 4, 7),
    2026: date(2026, 4, 26),
}


@pytest.mark.parametrize("year", TET)
def test_tet_is_found_by_the_lunar_calendar(year: int) -> None:
    for offset in range(-1, 4):
        day = TET[year] + offset * DAY
        assert not BY_LAW.is_working_day(day)
        assert BY_LAW.look_at(day).reason is queries.Reason.PUBLIC
    assert BY_LAW.explain(TET[year]) == "nghỉ lễ: Tết Nguyên Đán"


@pytest.mark.parametrize("year", HUNG_KINGS)
def test_the_hung_kings_day_is_found_by_the_lunar_calendar(year: int) -> None:
    assert BY_LAW.look_at(HUNG_KINGS[year]).name.startswith("Ngày Giỗ Tổ Hùng Vương")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2021, 6, 6), "Chủ nhật"),  # the day of letter 2754
        (date(2021, 6, 7), "ngày làm việc"),
        (date(2026, 4, 27), "nghỉ lễ: Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
        (date(2026, 8, 22), "làm bù cho ngày khác theo lịch chung cả nước"),  # a Saturday
        (date(2024, 2, 29), "ngày làm việc"),
    ],
)
def test_a_day_explains_itself(day: date, words: str) -> None:
    assert BY_LAW.explain(day) == words


def test_names_follow_the_reader() -> None:
    with translation.override("en"):
        assert BY_LAW.explain(TET[2026]) == "public holiday: Lunar New Year"


def test_working_days_jump_over_tet() -> None:
    friday = date(2026, 2, 13)
    assert BY_LAW.add_working_days(friday, 1) == date(2026, 2, 23)
    assert BY_LAW.working_days_between(friday, date(2026, 2, 23)) == 1
    assert BY_LAW.next_working_day(TET[2026]) == date(2026, 2, 23)
    assert BY_LAW.add_working_days(date(2026, 2, 23), -1) == friday


def test_a_decision_stands_over_the_law() -> None:
    decided = queries.Calendar(
        {
            date(2026, 2, 23): queries.Entered(False, "Nghỉ bù Tết", "QĐ 1"),
            TET[2026]: queries.Entered(True, "Trực chiến dịch", "QĐ 2"),
        }
    )
    assert decided.add_working_days(date(2026, 2, 13), 1) == TET[2026]
    assert decided.add_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert decided.explain(date(2026, 2, 23)) == "ngày nghỉ: Nghỉ bù Tết (QĐ 1)"
    assert decided.explain(TET[2026]) == "làm bù: Trực chiến dịch (QĐ 2)"


@pytest.mark.parametrize("day", [date(1994, 12, 31), date(2100, 1, 1)])
def test_a_day_beyond_the_calendar_is_refused(day: date) -> None:
    with pytest.raises(queries.OutsideCalendar):
        BY_LAW.is_working_day(day)
    with pytest.raises(queries.OutsideCalendar):
        BY_LAW.working_days_between(day, date(2026, 1, 1))


def test_counting_past_the_end_is_refused() -> None:
    with pytest.raises(queries.OutsideCalendar):
        BY_LAW.add_working_days(date(2099, 12, 30), 40)
    with pytest.raises(queries.OutsideCalendar):
        BY_LAW.add_working_days(date(1995, 1, 2), -40)


# --- the same by a slow, plain recomputation ---------------------------------------------------

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
TURNED = st.dictionaries(DAYS, st.booleans(), max_size=40)
# Decisions near the days that are counted through, so that they matter.
NEAR = st.dictionaries(st.integers(-60, 60), st.booleans(), max_size=30)


LAW = holidays.country_holidays("VN", years=range(2018, 2034))
# A busy machine is slow at drawing, which says nothing of the calendar.
calmly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Plain:
    """The rules said once more, a day at a time."""

    def __init__(self, turned: Mapping[date, bool]) -> None:
        self.turned = turned

    def is_worked(self, day: date) -> bool:
        if day in self.turned:
            return self.turned[day]
        if day in LAW.weekend_workdays:
            return True
        return day.weekday() < 5 and day not in LAW

    def add(self, day: date, count: int) -> date:
        if count == 0:
            return day if self.is_worked(day) else self.add(day, 1)
        step = DAY if count > 0 else -DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_worked(day)
        return day

    def between(self, first: date, last: date) -> int:
        if last < first:
            return -self.between(last, first)
        return sum(self.is_worked(first + n * DAY) for n in range(1, (last - first).days + 1))


def _both(turned: Mapping[date, bool]) -> tuple[queries.Calendar, Plain]:
    entered = {day: queries.Entered(is_on, "x", "y") for day, is_on in turned.items()}
    return queries.Calendar(entered), Plain(turned)


@calmly
@given(day=DAYS, count=st.integers(-30, 30), near=NEAR)
def test_adding_agrees_with_counting_day_by_day(
    day: date, count: int, near: dict[int, bool]
) -> None:
    quick, plain = _both({day + n * DAY: is_on for n, is_on in near.items()})
    assert quick.add_working_days(day, count) == plain.add(day, count)


@calmly
@given(first=DAYS, span=st.integers(-120, 120), near=NEAR)
def test_counting_between_agrees_with_counting_day_by_day(
    first: date, span: int, near: dict[int, bool]
) -> None:
    quick, plain = _both({first + n * DAY: is_on for n, is_on in near.items()})
    last = first + span * DAY
    assert quick.working_days_between(first, last) == plain.between(first, last)


@calmly
@given(day=DAYS, turned=TURNED)
def test_each_day_is_judged_alike(day: date, turned: dict[date, bool]) -> None:
    quick, plain = _both(turned)
    assert quick.is_working_day(day) == plain.is_worked(day)


@calmly
@given(day=DAYS, count=st.integers(1, 400))
def test_adding_and_counting_are_each_others_inverse(day: date, count: int) -> None:
    due = BY_LAW.add_working_days(day, count)
    assert BY_LAW.is_working_day(due)
    assert BY_LAW.working_days_between(day, due) == count


def test_the_calendar_is_known_for_a_century_without_asking_anybody() -> None:
    assert calendars.LAST_DAY.year == 2099
    assert [day.on for day in BY_LAW.days_off(date(2026, 2, 14), date(2026, 2, 23))] == [
        date(2026, 2, 14) + n * DAY for n in range(9)
    ]
