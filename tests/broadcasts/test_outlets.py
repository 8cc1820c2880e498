"""Outlets and their timetable."""

from datetime import date, time

import pytest

from campaigns.broadcasts import models, queries, services
from tests.factories import broadcasts


def test_saving_an_outlet_again_changes_the_same_row(station):
    again = broadcasts.make_outlet(station.outlet.unit, "RADIO", syllables_per_minute=170)
    assert again.pk == station.outlet.pk
    assert models.Outlet.objects.get().syllables_per_minute == 170


@pytest.mark.parametrize("mediums", [[], ["SMOKE"], ["RADIO", "SMOKE"]])
def test_an_outlet_needs_known_media(station, mediums):
    with pytest.raises(services.OutletRefused):
        broadcasts.make_outlet(station.outlet.unit, mediums=mediums)


def test_the_figure_that_fits_closest_is_taken(station):
    outlet = broadcasts.make_outlet(
        station.outlet.unit,
        "RADIO",
        "TELEVISION",
        "WEB",
        rates={"RADIO": 220, "RADIO/rog": 170},
        word_budgets={"WEB": 300},
    )
    assert outlet.rate_for("RADIO", "rog") == 170
    assert outlet.rate_for("RADIO", "vi") == 220
    assert outlet.rate_for("TELEVISION", "rog") == outlet.syllables_per_minute == 180
    assert (outlet.word_budget_for("WEB", "vi"), outlet.word_budget_for("SMS")) == (300, 600)


@pytest.mark.parametrize(
    "values",
    [
        {"rates": {"SMS": 180}},
        {"rates": {"RADIO/fr": 180}},
        {"rates": {"RADIO": 900}},
        {"rates": {"RADIO": None}},
        {"word_budgets": {"RADIO": 0}},
    ],
)
def test_figures_are_of_media_and_languages_there_are(station, values):
    with pytest.raises(services.OutletRefused):
        broadcasts.make_outlet(station.outlet.unit, "RADIO", **values)


def test_saving_a_slot_again_changes_the_same_row(station):
    again = broadcasts.make_slot(station.outlet, "sang", seconds=900)
    assert again.pk == station.news.pk
    assert models.Slot.objects.get(code="sang").seconds == 900


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "mỗi ngày",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=5",
        "FREQ=DAILY;UNTIL=20270101",
        "FREQ=WEEKLY;BYDAY=XX",
        "DTSTART:20260101\nRRULE:FREQ=DAILY",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_slot_needs_a_rule_of_days_that_occurs(station, rule):
    with pytest.raises(services.SlotRefused):
        broadcasts.make_slot(station.outlet, "sai", recurrence=rule)


def test_a_slot_that_never_occurs_within_its_days_is_refused(station):
    monday_only_on_a_tuesday = {
        "recurrence": "FREQ=WEEKLY;BYDAY=MO",
        "valid_from_date": broadcasts.TOMORROW,
        "valid_to_date": broadcasts.TOMORROW,
    }
    with pytest.raises(services.SlotRefused):
        broadcasts.make_slot(station.outlet, "sai", **monday_only_on_a_tuesday)


@pytest.mark.parametrize("values", [{"medium": "SMS"}, {"language": "fr"}])
def test_a_slot_keeps_to_the_media_and_languages_there_are(station, values):
    with pytest.raises(services.SlotRefused):
        broadcasts.make_slot(station.outlet, "sai", **values)


def test_slots_come_round_in_local_time_in_the_order_of_air(station):
    starts = queries.next_slot_starts(station.outlet, broadcasts.TOMORROW, 2)
    assert [s.starts_at for s in starts] == [
        broadcasts.on_air(5, 30),
        broadcasts.on_air(17, 0),
        broadcasts.on_air(5, 30, day=date(2026, 11, 18)),
        broadcasts.on_air(17, 0, day=date(2026, 11, 18)),
    ]


def test_a_weekly_slot_counts_from_its_first_day_and_ends_after_its_last(station):
    slot = broadcasts.make_slot(
        station.outlet,
        "tuần",
        recurrence="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
        valid_from_date=date(2026, 11, 2),
        valid_to_date=date(2026, 11, 30),
    )
    days = [s.starts_at.date().day for s in queries.occurrences([slot], date(2026, 11, 1), 60)]
    assert days == [2, 16, 30]


@pytest.mark.parametrize("starts", [time(0, 0), time(23, 59, 59)])
def test_a_slot_at_the_edge_of_the_day_belongs_to_one_day(station, starts):
    slot = broadcasts.make_slot(station.outlet, "đêm", starts_time=starts)
    found = queries.occurrences([slot], broadcasts.TOMORROW, 1)
    assert [models.air_day(s.starts_at) for s in found] == [broadcasts.TOMORROW]


def test_a_slot_over_midnight_is_found_from_the_next_day(station):
    slot = broadcasts.make_slot(station.outlet, "khuya", starts_time=time(23, 55))
    found = queries.occurrence_at(slot, broadcasts.on_air(0, 1))
    assert found is not None
    assert models.air_day(found.starts_at) == date(2026, 11, 16)
