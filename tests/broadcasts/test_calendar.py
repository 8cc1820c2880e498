"""The calendar of an outlet, read back by a parser."""

from datetime import date, time, timedelta

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from campaigns.broadcasts import builders, queries, services
from tests.factories import broadcasts


@pytest.fixture(autouse=True)
def _second_factor_is_not_the_matter_here(settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False


def calendar_of(station) -> icalendar.Calendar:
    body = builders.calendar_ics(queries.agenda(station.outlet, broadcasts.TOMORROW))
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    return icalendar.Calendar.from_ical(body)


def events(station, kind: str) -> list[icalendar.Event]:
    found = calendar_of(station).walk("VEVENT")
    return [e for e in found if e["UID"].startswith(f"tag:127.0.0.1,2026:{kind}/")]


def test_an_outlet_without_anything_has_a_calendar(station):
    other = broadcasts.make_outlet(station.cast.district)
    body = builders.calendar_ics(queries.agenda(other, broadcasts.TOMORROW))
    assert icalendar.Calendar.from_ical(body).walk("VEVENT") == []


def test_a_release_stands_at_its_time_in_viet_nams_zone(station):
    release = broadcasts.make_release(station, priority="EMERGENCY")
    (event,) = events(station, "release")
    assert event.start == release.planned_start_at
    assert event.end == release.planned_end_at
    assert event["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert event["SUMMARY"] == release.script.title
    assert (event["STATUS"], event["SEQUENCE"], event["PRIORITY"]) == ("CONFIRMED", 0, 1)
    assert "Chương trình" not in event["DESCRIPTION"]
    assert event["URL"].endswith(f"/scripts/{release.script_id}/")
    assert event["DTSTAMP"].dt == broadcasts.NOW
    (zone,) = calendar_of(station).walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Ho_Chi_Minh"


def test_a_cancelled_release_keeps_its_name_and_counts_its_change(station):
    release = broadcasts.make_release(station)
    before = events(station, "release")[0]
    later = broadcasts.NOW + timedelta(minutes=5)
    services.cancel_release(release=release, reason="Hoãn", by=station.chief, at=later)
    (event,) = events(station, "release")
    assert event["UID"] == before["UID"]
    assert event["STATUS"] == "CANCELLED"
    assert event["SEQUENCE"] > before["SEQUENCE"]
    assert event["DTSTAMP"].dt > before["DTSTAMP"].dt
    assert "Hoãn" in event["DESCRIPTION"]


def test_slots_repeat_by_their_rule(station):
    news, cham = events(station, "slot")
    assert news["RRULE"].to_ical() == b"FREQ=DAILY"
    assert f"{news.start:%H:%M}" == "05:30"
    assert news.end - news.start == timedelta(seconds=600)
    assert f"{cham.start:%H:%M}" == "17:00"
    assert news["TRANSP"] == "TRANSPARENT"


@pytest.mark.parametrize(
    ("rule", "first", "last", "until"),
    [
        ("FREQ=WEEKLY;BYDAY=SU", date(2026, 11, 2), None, None),
        ("FREQ=DAILY", date(2026, 11, 1), date(2026, 11, 20), "20261120T165959Z"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", date(2026, 1, 1), None, None),
    ],
)
def test_a_rule_begins_with_its_first_start_and_ends_in_utc(station, rule, first, last, until):
    slot = broadcasts.make_slot(
        station.outlet, "x", recurrence=rule, valid_from_date=first, valid_to_date=last
    )
    (event,) = [e for e in events(station, "slot") if e["UID"].endswith(f"/{slot.pk}")]
    start = queries.first_start(slot)
    assert event.start.replace(tzinfo=None) == start
    written = event["RRULE"].to_ical().decode()
    assert ("UNTIL" in written) == (until is not None)
    if until:
        assert f"UNTIL={until}" in written
        assert "COUNT" not in written


def test_a_day_off_is_left_out_and_a_moved_one_is_told(station):
    before = events(station, "slot")[0]
    days = [broadcasts.TOMORROW + timedelta(days=n) for n in (1, 2)]
    for day, kind, clock in zip(days, ("CANCELLED", "MOVED"), (None, time(6, 15)), strict=True):
        draft = services.ExceptionDraft(day, kind, "Lễ", clock)
        services.save_exception(slot=station.news, draft=draft, by=station.chief, at=broadcasts.NOW)
    mine = [e for e in events(station, "slot") if e["UID"] == before["UID"]]
    (rule,) = [e for e in mine if "RRULE" in e]
    (moved,) = [e for e in mine if "RECURRENCE-ID" in e]
    assert rule["EXDATE"].dts[0].dt == broadcasts.on_air(5, 30, day=days[0])
    assert moved["RECURRENCE-ID"].dt == broadcasts.on_air(5, 30, day=days[1])
    assert moved.start == broadcasts.on_air(6, 15, day=days[1])
    assert rule["SEQUENCE"] > before["SEQUENCE"]


def test_a_silent_outlet_leaves_out_its_days(station):
    before = events(station, "slot")[0]
    day = broadcasts.TOMORROW + timedelta(days=3)
    services.close_outlet(
        outlet=station.outlet,
        first=day,
        last=day,
        reason="Bão",
        by=station.chief,
        at=broadcasts.NOW,
    )
    news = events(station, "slot")[0]
    assert news["EXDATE"].dts[0].dt == broadcasts.on_air(5, 30, day=day)
    assert news["SEQUENCE"] > before["SEQUENCE"]


def test_text_that_means_something_to_calendars_is_text(station):
    title = "A; B, C\\D\r\nEND:VEVENT\nBEGIN:VALARM " + "dài " * 40
    broadcasts.make_release(station, broadcasts.make_script(station, title=title))
    (event,) = events(station, "release")
    assert event["SUMMARY"].replace("\n", " ").startswith("A; B, C\\D")
    assert not calendar_of(station).walk("VALARM")


def test_queries_do_not_grow_with_releases(station, django_assert_max_num_queries):
    for hour in range(6, 12):
        at = broadcasts.on_air(hour)
        broadcasts.make_release(station, slot=None, planned_start_at=at)
    with django_assert_max_num_queries(8):
        queries.agenda(station.outlet, broadcasts.TOMORROW)


def test_people_of_the_outlet_download_it_from_the_rundown(station):
    client = Client()
    client.force_login(station.broadcaster)
    day = broadcasts.TOMORROW.isoformat()
    page = reverse("broadcasts:rundown", args=[station.outlet.pk, day])
    address = reverse("broadcasts:calendar", args=[station.outlet.pk])
    assert f'href="{address}"' in client.get(page).content.decode()
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert icalendar.Calendar.from_ical(answer.content)["PRODID"].startswith("-//Loa")
