"""Placing scripts on rundowns, and taking them off."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import translation

from campaigns.broadcasts import models, services
from tests.factories import broadcasts, cast


@pytest.fixture(autouse=True)
def _in_english():
    """Refusals are told apart by their words."""
    with translation.override("en"):
        yield


State = models.ReleaseState


def plan(station, script=None, **changes):
    confirmed = changes.pop("is_overfull_confirmed", False)
    script = script or broadcasts.make_script(station)
    return services.plan_release(
        draft=broadcasts.release_draft(station, script, **changes),
        by=station.chief,
        at=broadcasts.NOW,
        is_overfull_confirmed=confirmed,
    )


def test_a_release_stands_in_its_occurrence_of_the_slot(station):
    release = plan(station, planned_start_at=broadcasts.on_air(5, 32))
    assert release.slot_starts_at == broadcasts.on_air(5, 30)
    assert release.planned_end_at == broadcasts.on_air(5, 34)
    assert release.requested_by == station.chief


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"planned_start_at": broadcasts.NOW - timedelta(days=1)}, "past"),
        ({"planned_seconds": 0}, "seconds"),
        ({"not_before_at": broadcasts.on_air(6, 0)}, "before the time"),
    ],
)
def test_impossible_times_are_refused(station, changes, words):
    with pytest.raises(services.ReleaseRefused, match=words):
        plan(station, **changes)


def test_a_slot_of_another_language_is_refused(station):
    with pytest.raises(services.ReleaseRefused, match="language"):
        plan(station, slot=station.cham, planned_start_at=broadcasts.on_air(17, 0))


def test_a_slot_of_another_medium_is_refused(station):
    script = broadcasts.make_script(station, medium="TELEVISION")
    with pytest.raises(services.ReleaseRefused, match="another medium"):
        plan(station, script)


def test_a_day_without_the_slot_is_refused(station):
    sunday = broadcasts.make_slot(station.outlet, "cn", recurrence="FREQ=WEEKLY;BYDAY=SU")
    with pytest.raises(services.ReleaseRefused, match="not on air then"):
        plan(station, slot=sunday)


def test_an_outlet_without_the_medium_is_refused(station):
    script = broadcasts.make_script(station, medium="SMS", spoken_seconds=0)
    with pytest.raises(services.ReleaseRefused, match="does not use the medium"):
        plan(station, script, slot=None)


def test_an_outlet_that_takes_none_is_refused(station):
    broadcasts.make_outlet(station.outlet.unit, is_active=False)
    station.outlet.refresh_from_db()
    with pytest.raises(services.ReleaseRefused, match="takes no scripts"):
        plan(station)


def test_the_same_script_twice_at_one_time_is_refused(station):
    script = broadcasts.make_script(station)
    plan(station, script)
    with pytest.raises(services.ReleaseRefused, match="already"):
        plan(station, script)


def test_two_scripts_cannot_be_on_air_at_once(station):
    plan(station)
    with pytest.raises(services.Clash, match="05:30:00 to 05:32:00"):
        plan(station, planned_start_at=broadcasts.on_air(5, 31))
    assert plan(station, planned_start_at=broadcasts.on_air(5, 32))


def test_radio_and_television_do_not_clash(station):
    plan(station)
    assert plan(station, broadcasts.make_script(station, medium="TELEVISION"), slot=None)


def test_an_emergency_bulletin_breaks_in(station):
    plan(station)
    assert plan(station, planned_start_at=broadcasts.on_air(5, 31), slot=None, priority="EMERGENCY")


def test_an_overfull_slot_is_refused_until_confirmed(station):
    plan(station, planned_seconds=500)
    later = {"planned_start_at": broadcasts.on_air(5, 39), "planned_seconds": 101}
    with pytest.raises(services.SlotOverfull, match="1 second"):
        plan(station, **later)
    assert plan(station, is_overfull_confirmed=True, **later)


# --- The default place -----------------------------------------------------------------------


def place(station, script, at=broadcasts.NOW, by=cast.SYSTEM):
    return services.place_in_next_slot(script=script, outlet=station.outlet, by=by, at=at)


def test_a_fresh_script_goes_into_the_next_slot_after_what_is_there(station):
    first = place(station, broadcasts.make_script(station, page_id=1)).release
    second = place(station, broadcasts.make_script(station, page_id=2)).release
    assert first.planned_start_at == broadcasts.on_air(5, 30)
    assert second.planned_start_at == broadcasts.on_air(5, 32)
    assert first.requested_by == station.chief


def test_placing_again_answers_the_same(station):
    script = broadcasts.make_script(station)
    assert place(station, script).release == place(station, script, by=station.editor).release
    assert models.Release.objects.count() == 1


def test_a_full_slot_is_passed_over(station):
    plan(station, planned_seconds=550)
    placed = place(station, broadcasts.make_script(station, page_id=2)).release
    assert placed.planned_start_at == broadcasts.on_air(5, 30) + timedelta(days=1)


def test_a_gap_that_a_cancelled_script_left_is_filled(station):
    first = place(station, broadcasts.make_script(station, page_id=1)).release
    place(station, broadcasts.make_script(station, page_id=2))
    services.cancel_release(release=first, reason="Hoãn", by=station.chief, at=broadcasts.NOW)
    third = place(station, broadcasts.make_script(station, page_id=3)).release
    assert third.planned_start_at == broadcasts.on_air(5, 30)


def test_what_fits_nowhere_says_so(station):
    too_long = broadcasts.make_script(station, spoken_seconds=601)
    raglai = broadcasts.make_script(station, language="rog")
    for script in (too_long, raglai):
        placement = place(station, script)
        assert placement.release is None
        assert "14" in placement.reason


def test_an_outlet_that_takes_none_gets_nothing(station):
    broadcasts.make_outlet(station.outlet.unit, is_active=False)
    station.outlet.refresh_from_db()
    placement = place(station, broadcasts.make_script(station))
    assert placement.release is None
    assert placement.reason


def test_a_newer_text_takes_the_place_of_the_older(station):
    old = place(station, broadcasts.make_script(station)).release
    new = place(station, broadcasts.make_script(station)).release
    old.refresh_from_db()
    assert old.state == State.CANCELLED
    assert old.cancelled_by is None
    assert new.planned_start_at == old.planned_start_at


def test_what_was_taken_off_by_hand_stays_off(station):
    script = broadcasts.make_script(station)
    release = place(station, script).release
    services.cancel_release(release=release, reason="Hoãn", by=station.chief, at=broadcasts.NOW)
    assert place(station, script).release is None


# --- States ----------------------------------------------------------------------------------


def bring_to(station, state):
    release = plan(station)
    if state == State.CANCELLED:
        release = services.cancel_release(
            release=release, reason="Hoãn", by=station.chief, at=broadcasts.NOW
        )
    return release


EDGES = {
    State.CANCELLED: lambda release, by: services.cancel_release(
        release=release, reason="Đổi lịch", by=by, at=broadcasts.NOW
    )
}


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_states_change_only_by_the_table(station, before, after):
    release = bring_to(station, before)
    if after not in EDGES:
        assert after not in models.TRANSITIONS[before], "an edge without a service"
        return
    if after in models.TRANSITIONS[before]:
        assert EDGES[after](release, station.chief).state == after
    else:
        with pytest.raises(services.ReleaseSettled):
            EDGES[after](release, station.chief)


def test_cancelling_needs_a_reason_and_keeps_it(station):
    release = plan(station)
    with pytest.raises(services.ReleaseRefused):
        services.cancel_release(release=release, reason=" ", by=station.chief, at=broadcasts.NOW)
    done = services.cancel_release(
        release=release, reason="Hoãn", by=station.chief, at=broadcasts.NOW
    )
    assert (done.cancelled_reason, done.cancelled_by) == ("Hoãn", station.chief)


def test_what_was_aired_cannot_be_cancelled(station):
    release = broadcasts.make_release(station)
    broadcasts.make_airing(station, release)
    with pytest.raises(services.ReleaseSettled):
        services.cancel_release(
            release=release, reason="Hoãn", by=station.chief, at=broadcasts.on_air(9)
        )
    release.refresh_from_db()
    assert release.state == State.PLANNED


def test_a_cancelled_place_can_be_taken_again(station):
    script = broadcasts.make_script(station)
    release = plan(station, script)
    services.cancel_release(release=release, reason="Hoãn", by=station.chief, at=broadcasts.NOW)
    assert plan(station, script).pk != release.pk
