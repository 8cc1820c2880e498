"""Days on which a timetable is not kept, and rules that name no day."""

import time as clocks
from datetime import date, time, timedelta

import pytest

from campaigns.broadcasts import models, queries, services
from tests.factories import broadcasts, cast

Kind = models.ExceptionKind
DAY = broadcasts.TOMORROW
NEXT = DAY + timedelta(days=1)


def starts_of(slot, days=1, day=DAY):
    return [s.starts_at for s in queries.occurrences([slot], day, days)]


def test_a_slot_that_is_off_does_not_come_round_and_says_why(station):
    broadcasts.make_exception(station.news)
    assert starts_of(station.news, 2) == [broadcasts.on_air(5, 30, day=NEXT)]
    (off,) = queries.timetable([station.news], DAY, 1)
    assert (off.is_off, off.note) == (True, "Tết")


def test_a_moved_slot_stands_at_its_new_time_on_its_day(station):
    broadcasts.make_exception(station.news, kind=Kind.MOVED, starts_time=time(6, 15), seconds=300)
    (start,) = queries.occurrences([station.news], DAY, 1)
    assert (start.starts_at, start.seconds) == (broadcasts.on_air(6, 15), 300)
    assert "05:30" in start.note


def test_a_shorter_slot_is_full_sooner(station):
    broadcasts.make_exception(station.news, kind=Kind.LENGTH, seconds=60)
    with pytest.raises(services.SlotOverfull):
        broadcasts.make_release(station)


def test_what_is_said_last_of_a_day_counts(station):
    broadcasts.make_exception(station.news)
    broadcasts.make_exception(station.news, kind=Kind.LENGTH, seconds=60)
    exception = models.SlotException.objects.get()
    assert exception.kind == Kind.LENGTH
    services.remove_exception(exception=exception, by=cast.SYSTEM, at=broadcasts.NOW)
    assert queries.occurrences([station.news], DAY, 1)[0].seconds == 600


@pytest.mark.parametrize(
    "changes",
    [
        {"on_date": date(2026, 11, 15)},
        {"reason": "  "},
        {"kind": Kind.MOVED},
        {"kind": Kind.LENGTH},
    ],
)
def test_an_exception_that_says_too_little_is_refused(station, changes):
    with pytest.raises(services.ExceptionRefused):
        broadcasts.make_exception(station.news, **changes)


def test_a_day_on_which_the_slot_is_silent_anyway_cannot_be_excepted(station):
    sunday = broadcasts.make_slot(station.outlet, "cn", recurrence="FREQ=WEEKLY;BYDAY=SU")
    with pytest.raises(services.ExceptionRefused):
        broadcasts.make_exception(sunday)


def test_a_closed_outlet_is_silent_and_refuses_with_the_reason(station):
    broadcasts.make_closure(station.outlet, last=NEXT)
    assert starts_of(station.news, 3) == [broadcasts.on_air(5, 30, day=NEXT + timedelta(days=1))]
    for slot in (station.news, None):
        with pytest.raises(services.OutletClosed, match="Sửa máy phát"):
            broadcasts.make_release(station, slot=slot)


def test_a_reopened_outlet_takes_scripts_again(station):
    closure = broadcasts.make_closure(station.outlet)
    services.reopen_outlet(closure=closure, by=cast.SYSTEM, at=broadcasts.NOW)
    assert broadcasts.make_release(station)


@pytest.mark.parametrize(
    "values",
    [
        {"first": NEXT, "last": DAY},
        {"first": date(2026, 1, 1), "last": date(2026, 1, 2)},
        {"reason": " "},
    ],
)
def test_a_closure_has_days_to_come_and_a_reason(station, values):
    with pytest.raises(services.ExceptionRefused):
        broadcasts.make_closure(station.outlet, **values)


def test_an_ended_slot_comes_round_no_more(station):
    services.end_slot(slot=station.news, last_day=DAY, by=cast.SYSTEM, at=broadcasts.NOW)
    assert starts_of(station.news, 5) == [broadcasts.on_air(5, 30)]
    with pytest.raises(services.SlotRefused):
        services.end_slot(
            slot=station.news, last_day=date(2026, 11, 1), by=cast.SYSTEM, at=broadcasts.NOW
        )


@pytest.mark.parametrize("how", ["off", "closed", "ended", "moved"])
def test_what_stood_on_a_place_that_is_gone_is_stranded(station, how):
    release = broadcasts.make_release(station)
    if how == "off":
        broadcasts.make_exception(station.news)
    elif how == "closed":
        broadcasts.make_closure(station.outlet)
    elif how == "moved":
        broadcasts.make_exception(station.news, kind=Kind.MOVED, starts_time=time(6, 0))
    else:
        services.end_slot(
            slot=station.news, last_day=date(2026, 11, 16), by=cast.SYSTEM, at=broadcasts.NOW
        )
    day = queries.rundown(station.outlet, DAY, broadcasts.NOW)
    assert [line.pk for line in day.stranded] == [release.pk]
    assert not day.loose


# --- Rules -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=40",
        "FREQ=YEARLY;BYYEARDAY=200;BYMONTH=1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=99999999999",
        "FREQ=DAILY;COUNT=0",
    ],
)
def test_a_rule_that_never_occurs_is_refused_at_once(station, rule):
    began = clocks.perf_counter()
    with pytest.raises(services.SlotRefused):
        broadcasts.make_slot(station.outlet, "sai", recurrence=rule)
    assert clocks.perf_counter() - began < 1, "it took ten seconds to find nothing"


@pytest.mark.parametrize(
    ("rule", "begins", "first"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", date(2026, 1, 1), date(2028, 2, 29)),
        ("FREQ=MONTHLY;BYDAY=-1FR", date(2026, 11, 1), date(2026, 11, 27)),
        ("FREQ=DAILY;INTERVAL=3", date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_the_first_day_of_a_rule_is_found(station, rule, begins, first):
    slot = broadcasts.make_slot(station.outlet, "x", recurrence=rule, valid_from_date=begins)
    assert queries.first_start(slot).date() == first


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
        "FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=SU,SA",
        "FREQ=DAILY;COUNT=900",
        "FREQ=MONTHLY;BYDAY=2TU",
    ],
)
def test_beginning_near_the_day_finds_the_same_days_as_from_the_first(station, rule):
    slot = broadcasts.make_slot(
        station.outlet, "x", recurrence=rule, valid_from_date=date(2024, 1, 3)
    )
    whole = [s.date() for s in starts_of(slot, 900, date(2024, 1, 1))]
    for offset in (0, 5, 400, 777):
        day = date(2024, 1, 1) + timedelta(days=offset)
        expected = [d for d in whole if day <= d < day + timedelta(days=30)]
        assert [s.date() for s in starts_of(slot, 30, day)][: len(expected)] == expected


# --- Midnight --------------------------------------------------------------------------------


@pytest.mark.parametrize("starts", [time(0, 0), time(23, 59), time(23, 59, 59)])
def test_a_release_at_the_edge_of_the_day_stands_on_one_rundown(station, starts):
    slot = broadcasts.make_slot(station.outlet, "dem", starts_time=starts)
    begin = broadcasts.on_air(starts.hour, starts.minute, starts.second)
    release = broadcasts.make_release(station, slot=slot, planned_start_at=begin)
    found = [
        day
        for day in (DAY - timedelta(days=1), DAY, NEXT)
        for block in queries.rundown(station.outlet, day, broadcasts.NOW).blocks
        if release.pk in [line.pk for line in block.lines]
    ]
    assert found == [DAY]


def test_what_airs_after_midnight_in_last_nights_slot_stays_on_last_nights_rundown(station):
    late = broadcasts.make_slot(station.outlet, "khuya", starts_time=time(23, 55))
    begin = broadcasts.on_air(0, 1, day=NEXT)
    release = broadcasts.make_release(station, slot=late, planned_start_at=begin)
    assert release.day == DAY
    today = queries.rundown(station.outlet, DAY, broadcasts.NOW)
    assert release.pk in [line.pk for block in today.blocks for line in block.lines]
    after = queries.rundown(station.outlet, NEXT, broadcasts.NOW)
    assert not after.stranded
    assert not after.loose


@pytest.mark.parametrize(
    ("first", "last", "clock", "is_quiet"),
    [
        (time(21, 0), time(5, 0), time(4, 45), True),
        (time(21, 0), time(5, 0), time(5, 0), False),
        (time(21, 0), time(5, 0), time(0, 0), True),
        (time(12, 0), time(13, 0), time(12, 59), True),
        (time(12, 0), time(13, 0), time(13, 0), False),
    ],
)
def test_quiet_hours_may_run_over_midnight(station, first, last, clock, is_quiet):
    outlet = broadcasts.make_outlet(
        station.outlet.unit, "RADIO", quiet_from_time=first, quiet_to_time=last
    )
    assert outlet.is_quiet_at(clock) is is_quiet
