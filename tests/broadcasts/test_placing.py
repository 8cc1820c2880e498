"""Releasing to many outlets: what is found before saving, and all or none."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from campaigns.audit import models as audit_models
from campaigns.broadcasts import models, queries, services
from campaigns.notifications import models as notification_models
from campaigns.units import services as units_services
from tests.factories import broadcasts, cast


@pytest.fixture(autouse=True)
def _in_english():
    """Findings are told apart by their words."""
    with translation.override("en"):
        yield


@pytest.fixture
def other(station):
    """A second outlet with a slot of its own at six."""
    outlet = broadcasts.make_outlet(station.cast.commune, "RADIO")
    broadcasts.make_slot(outlet, "sau-gio", starts_time=time(6, 0), seconds=300)
    return outlet


def wish(script, **changes):
    return queries.Wish(**({"script": script, "seconds": script.spoken_seconds} | changes))


def check(station, wanted, *outlets, chosen=None):
    outlets = outlets or (station.outlet,)
    return queries.check_places(wanted, outlets, chosen or {}, broadcasts.NOW)


def found(checked):
    return {finding.code for finding in checked.findings}


def place(station, wanted, *outlets, confirmed=False, at=broadcasts.NOW):
    checks = queries.check_places(wanted, outlets or (station.outlet,), {}, at)
    choices = [
        services.Choice(c.outlet, c.place.key if c.place else "", is_overfull_confirmed=confirmed)
        for c in checks
    ]
    return services.release_to_outlets(wish=wanted, choices=choices, by=station.chief, at=at)


def test_a_free_place_has_nothing_against_it(station):
    (checked,) = check(station, wish(broadcasts.make_script(station)))
    assert not checked.findings
    assert checked.is_advised
    assert checked.place.begins_at == broadcasts.on_air(5, 30)


def test_many_outlets_are_filled_in_one_act(station, other):
    script = broadcasts.make_script(station)
    bulk = place(station, wish(script), station.outlet, other)
    starts = {r.outlet: r.planned_start_at for r in bulk.releases}
    assert starts == {station.outlet: broadcasts.on_air(5, 30), other: broadcasts.on_air(6)}
    event = audit_models.Event.objects.get(verb="broadcasts.released_to_outlets")
    assert event.after["outlets"] == 2
    assert models.Delivery.objects.count() == 2


def test_one_that_is_forbidden_keeps_all_from_being_saved(station, other):
    script = broadcasts.make_script(station)
    broadcasts.make_closure(other, last=broadcasts.TOMORROW + timedelta(days=30))
    with pytest.raises(services.BulkRefused) as refusal:
        place(station, wish(script), station.outlet, other)
    assert [c.outlet for c in refusal.value.checks if c.is_forbidden] == [other]
    assert not models.Release.objects.exists()


def test_no_outlet_and_no_seconds_are_refused(station):
    script = broadcasts.make_script(station)
    with pytest.raises(services.ReleaseRefused, match="at least one"):
        services.release_to_outlets(
            wish=wish(script), choices=[], by=station.chief, at=broadcasts.NOW
        )
    with pytest.raises(services.ReleaseRefused, match="seconds"):
        place(station, wish(script, seconds=0))


# --- What is found ---------------------------------------------------------------------------


def test_an_overfull_slot_names_the_next_with_room(station):
    broadcasts.make_release(station, planned_seconds=550)
    script = broadcasts.make_script(station, page_id=2)
    key = queries.key_of(station.news.pk, broadcasts.on_air(5, 30))
    (checked,) = check(station, wish(script), chosen={station.outlet.pk: key})
    (finding,) = checked.findings
    assert finding.code == "overfull"
    assert "05:30 18/11/2026" in finding.remedy
    (proposed,) = check(station, wish(script))
    assert proposed.place.starts_at == broadcasts.on_air(5, 30, day=date(2026, 11, 18))


def test_overfull_is_placed_only_when_confirmed(station):
    script = broadcasts.make_script(station, spoken_seconds=700)
    with pytest.raises(services.BulkRefused):
        place(station, wish(script))
    assert place(station, wish(script), confirmed=True).releases


def test_a_wrong_language_names_the_languages_there_are(station):
    script = broadcasts.make_script(station, language="rog")
    (checked,) = check(station, wish(script))
    assert found(checked) == {"language"}
    assert "Vietnamese" in checked.findings[0].text


def test_an_outlet_without_the_medium_or_destination_or_out_of_use_is_forbidden(station, other):
    sms = broadcasts.make_script(station, medium="SMS", spoken_seconds=0)
    assert "medium" in found(check(station, wish(sms))[0])
    for destination in models.Destination.objects.filter(outlet=other):
        services.retire_destination(destination=destination, by=station.chief, at=broadcasts.NOW)
    broadcasts.make_outlet(other.unit, "RADIO", is_active=False)
    other.refresh_from_db()
    (checked,) = check(station, wish(broadcasts.make_script(station)), other)
    assert found(checked) == {"inactive", "destination"}


def test_a_closed_day_is_passed_over_and_said(station):
    broadcasts.make_closure(station.outlet)
    (checked,) = check(station, wish(broadcasts.make_script(station)))
    assert found(checked) == {"after_closure"}
    assert checked.place.day == broadcasts.TOMORROW + timedelta(days=1)
    own = wish(broadcasts.make_script(station), own_start_at=broadcasts.on_air(9))
    (checked,) = check(station, own, chosen={station.outlet.pk: "own"})
    assert "closed" in found(checked)


def test_a_day_that_departs_from_the_rule_is_said(station):
    broadcasts.make_exception(
        station.news, kind=models.ExceptionKind.MOVED, starts_time=time(6, 30)
    )
    (checked,) = check(station, wish(broadcasts.make_script(station)))
    assert found(checked) == {"excepted"}
    assert checked.place.begins_at == broadcasts.on_air(6, 30)


def test_a_clash_at_a_time_of_its_own_is_forbidden(station):
    broadcasts.make_release(station)
    own = wish(broadcasts.make_script(station), own_start_at=broadcasts.on_air(5, 31))
    (checked,) = check(station, own, chosen={station.outlet.pk: "own"})
    assert "clash" in found(checked)
    assert checked.is_forbidden


def test_guidance_that_is_out_of_date_by_then_is_said(station):
    script = broadcasts.make_script(station, review_by_date=date(2026, 11, 16))
    (checked,) = check(station, wish(script))
    assert found(checked) == {"expired"}
    assert not checked.is_advised


def test_an_old_or_withdrawn_text_is_said(station):
    old = broadcasts.make_script(station)
    new = broadcasts.make_script(station)
    assert found(check(station, wish(old))[0]) == {"old"}
    services.withdraw_script(script=new, reason="Sai", by=station.chief, at=broadcasts.NOW)
    (checked,) = check(station, wish(new))
    assert checked.is_forbidden
    assert found(checked) == {"withdrawn"}


def test_an_embargo_passes_over_what_lies_before_it(station):
    script = broadcasts.make_script(station)
    inside = wish(script, not_before_at=broadcasts.on_air(5, 33))
    (checked,) = check(station, inside)
    assert checked.place.begins_at == broadcasts.on_air(5, 33)
    later = wish(script, not_before_at=broadcasts.on_air(12))
    (checked,) = check(station, later)
    assert checked.place.day == broadcasts.TOMORROW + timedelta(days=1)


def test_a_script_that_stands_there_already_is_not_ticked_again(station):
    release = broadcasts.make_release(station)
    (checked,) = check(station, wish(release.script))
    assert found(checked) == {"twice"}
    assert not checked.is_advised
    assert not checked.is_forbidden


def test_caps_and_quiet_hours_warn_and_do_not_refuse(station):
    broadcasts.make_release(station)
    broadcasts.make_outlet(
        station.outlet.unit,
        "RADIO",
        max_sessions_a_day=1,
        max_minutes_a_day=3,
        quiet_from_time=time(21, 0),
        quiet_to_time=time(5, 45),
    )
    station.outlet.refresh_from_db()
    script = broadcasts.make_script(station, page_id=2)
    (checked,) = check(station, wish(script))
    assert found(checked) == {"minutes", "quiet"}
    own = wish(script, own_start_at=broadcasts.on_air(9))
    (checked,) = check(station, own, chosen={station.outlet.pk: "own"})
    assert found(checked) == {"minutes", "sessions"}
    assert place(station, wish(script)).releases


def test_a_place_that_is_gone_is_said_and_another_proposed(station):
    (checked,) = check(
        station, wish(broadcasts.make_script(station)), chosen={station.outlet.pk: "slot1@x"}
    )
    assert found(checked) == {"gone"}
    assert checked.place is not None


# --- Priorities (Circular 39/2020/TT-BTTTT) --------------------------------------------------


def test_a_priority_bulletin_goes_first_in_its_slot_and_the_others_move_on(station):
    normal = broadcasts.make_release(station)
    script = broadcasts.make_script(station, page_id=2, spoken_seconds=60)
    bulk = place(station, wish(script, priority="PRIORITY"))
    normal.refresh_from_db()
    assert bulk.releases[0].planned_start_at == broadcasts.on_air(5, 30)
    assert normal.planned_start_at == broadcasts.on_air(5, 31)
    assert bulk.shifted == 1
    second = broadcasts.make_script(station, page_id=3, spoken_seconds=60)
    later = place(station, wish(second, priority="PRIORITY")).releases[0]
    assert later.planned_start_at == broadcasts.on_air(5, 31), "behind the first of its rank"


def test_an_emergency_is_on_air_at_once_and_shows_what_it_pushes_out(station):
    now = broadcasts.on_air(5, 31)
    running = broadcasts.make_release(station)
    last = broadcasts.make_release(
        station,
        broadcasts.make_script(station, page_id=2, title="Tin cuối", spoken_seconds=360),
        planned_start_at=broadcasts.on_air(5, 33),
    )
    script = broadcasts.make_script(station, page_id=3, spoken_seconds=300)
    wanted = wish(script, priority="EMERGENCY")
    (checked,) = queries.check_places(wanted, [station.outlet], {}, now)
    assert found(checked) == {"breaks_in", "pushes"}
    assert "past the end of its slot" in checked.findings[-1].text
    release = place(station, wanted, at=now).releases[0]
    for row in (running, last):
        row.refresh_from_db()
    assert (release.slot, release.planned_start_at) == (None, now)
    assert running.planned_start_at == broadcasts.on_air(5, 30), "what runs cannot be moved"
    assert last.planned_start_at == broadcasts.on_air(5, 36)
    told = notification_models.Notice.objects.filter(topic__startswith="broadcasts.emergency")
    assert {(n.kind, n.is_urgent) for n in told} == {("EMERGENCIES", True)}
    assert {notice.user for notice in told} == {station.broadcaster, station.colleague}
    assert models.Delivery.objects.get(release=release).is_urgent


def test_a_second_emergency_follows_the_first(station):
    scripts = [broadcasts.make_script(station, page_id=n) for n in (1, 2)]
    first, second = (place(station, wish(s, priority="EMERGENCY")).releases[0] for s in scripts)
    assert second.planned_start_at == first.planned_end_at


# --- Size ------------------------------------------------------------------------------------


def _outlets(station, count):
    drafts = [
        units_services.UnitDraft(
            f"X{n}", "radio_tv", f"Đài {n}", f"Station {n}", f"Đài {n}", cast.START, "58"
        )
        for n in range(count)
    ]
    units = units_services.found_units(drafts=drafts, by=cast.SYSTEM, at=broadcasts.NOW)
    outlets = [broadcasts.make_outlet(unit, "RADIO") for unit in units.values()]
    for outlet in outlets:
        broadcasts.make_slot(outlet, "sang")
    return outlets


def test_many_outlets_ask_the_database_no_more_than_few(station, other):
    script = broadcasts.make_script(station)
    more = [other, *_outlets(station, 12)]
    counts = []
    for outlets in ([station.outlet], more):
        with CaptureQueriesContext(connection) as asked:
            place(station, wish(script, priority="PRIORITY"), *outlets)
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2
    assert counts[1] < 40
