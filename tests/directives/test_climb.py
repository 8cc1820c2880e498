"""The plan of a climb from plain facts: who hears when, and what moves it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.apps import apps as django_apps
from django.core.exceptions import ImproperlyConfigured

from campaigns.directives import models, queries
from tests.factories import climbing

L = models.Level
CALENDAR = queries.calendar_of(())
DUE, HEARS = climbing.DUE, climbing.HEARS
DAYS: Mapping[models.Level, int] = {L.UNIT: 1, L.HEAD: 2, L.DEPARTMENT: 3, L.OFFICE: 3}


def plan(
    on: date = DUE, calendar: queries.Calendar = CALENDAR, **changes: Any
) -> dict[models.Level, date]:
    silence = queries.Silence(**({"due": DUE, "strength": "ASSIGN"} | changes))
    rungs = queries.climb(silence, calendar, DAYS, on)
    return {rung.level: rung.on_date for rung in rungs}


def test_each_level_waits_its_working_days_after_the_one_below_it() -> None:
    assert plan() == HEARS


def test_the_levels_only_lead_up_so_that_no_climb_runs_in_a_circle() -> None:
    for ladder in queries.LADDERS.values():
        assert list(ladder) == sorted(set(ladder))


def test_who_is_requested_is_not_brought_before_the_office_and_encouraged_before_nobody() -> None:
    assert list(plan(strength="REQUEST")) == [L.UNIT, L.HEAD, L.DEPARTMENT]
    assert plan(strength="ENCOURAGE") == {}
    assert plan(due=None) == {}


def test_an_act_lets_the_next_level_wait_anew_from_its_day() -> None:
    told = {L.UNIT: queries.Told(HEARS[L.UNIT])}
    later = plan(on=date(2026, 12, 3), acted_date=date(2026, 12, 3), told=told)
    assert later == {
        L.UNIT: date(2026, 12, 2),
        L.HEAD: date(2026, 12, 7),
        L.DEPARTMENT: date(2026, 12, 10),
        L.OFFICE: date(2026, 12, 15),
    }


def test_an_act_before_the_due_date_changes_nothing() -> None:
    assert plan(acted_date=date(2026, 11, 20)) == HEARS


def test_what_is_paused_reported_or_ended_keeps_what_was_told_and_plans_no_more() -> None:
    told = {L.UNIT: queries.Told(HEARS[L.UNIT])}
    assert plan(told=told, is_waiting=False) == {L.UNIT: HEARS[L.UNIT]}


def test_a_level_at_which_nobody_sits_is_passed_over_on_its_day() -> None:
    without_head = plan(vacant=frozenset({L.HEAD}))
    assert without_head[L.HEAD] == without_head[L.DEPARTMENT] == HEARS[L.HEAD]
    without_both = plan(vacant=frozenset({L.HEAD, L.DEPARTMENT}))
    assert without_both[L.OFFICE] == HEARS[L.HEAD]


def test_a_new_holiday_moves_what_is_not_told_yet() -> None:
    off = queries.Entered(is_worked=False, name="Nghỉ bão", source="CĐ 1")
    moved = plan(
        calendar=queries.Calendar({date(2026, 12, 8): off}),
        on=date(2026, 12, 4),
        told={L.UNIT: queries.Told(HEARS[L.UNIT]), L.HEAD: queries.Told(HEARS[L.HEAD])},
    )
    assert moved == HEARS | {L.DEPARTMENT: date(2026, 12, 10), L.OFFICE: date(2026, 12, 15)}


def test_what_a_standing_worker_missed_is_told_a_level_at_a_time() -> None:
    late = plan(on=date(2026, 12, 19))  # a Saturday
    assert list(late.values())[:2] == [date(2026, 12, 21), date(2026, 12, 23)]


def test_the_unit_is_warned_a_working_day_before_each_level_above_it() -> None:
    rungs = queries.climb(queries.Silence(DUE, "ASSIGN"), CALENDAR, DAYS, DUE)
    assert [rung.warn_date for rung in rungs] == [
        None,
        date(2026, 12, 3),
        date(2026, 12, 8),
        date(2026, 12, 11),
    ]


def test_a_due_date_on_the_last_days_of_the_calendar_has_no_plan_beyond_it() -> None:
    assert plan(due=date(2099, 12, 31), on=date(2099, 12, 31)) == {}


def test_the_setting_has_a_day_or_more_for_each_level(settings: Any) -> None:
    settings.LOA_CLIMB_DAYS = [1, 2, 4, 6]
    assert list(queries.waits().values()) == [1, 2, 4, 6]
    config = django_apps.get_app_config("directives")
    for wrong in ([1, 2, 3], [0, 1, 1, 1], [1, 1, 1, 1, 1]):
        settings.LOA_CLIMB_DAYS = wrong
        with pytest.raises(ImproperlyConfigured, match="LOA_CLIMB_DAYS"):
            config.ready()
