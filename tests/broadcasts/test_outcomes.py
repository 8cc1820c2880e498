"""What came of releases: derived, and told to those who have yet to confirm."""

from datetime import timedelta

import pytest

from campaigns.audit import models as audit_models
from campaigns.broadcasts import models, queries, services, tasks
from campaigns.kernel import actor
from campaigns.notifications import models as notification_models
from tests.factories import broadcasts, cast

O = models.Outcome  # noqa: E741


def outcome(airing):
    row = models.Airing.objects.with_text_age().select_related("release").get(pk=airing.pk)
    return queries.outcome_of(row, is_old_text=row.is_old_text)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, O.AIRED_ON_TIME),
        ({"aired_at": broadcasts.on_air(5, 40)}, O.AIRED_ON_TIME),
        ({"aired_at": broadcasts.on_air(5, 40, 1)}, O.LATE),
        ({"seconds": 108}, O.AIRED_ON_TIME),
        ({"seconds": 107}, O.SHORT),
        ({"aired_at": broadcasts.on_air(7), "seconds": 10}, O.LATE),
        ({"has_aired": False, "evidence_text": "Mất điện"}, O.NOT_AIRED),
    ],
)
def test_the_outcome_follows_from_plan_and_log(station, changes, expected):
    assert outcome(broadcasts.make_airing(station, **changes)) == expected


def test_without_a_release_it_is_unplanned(station):
    airing = services.confirm_airing(
        draft=services.AiringDraft(
            outlet=station.outlet,
            medium="RADIO",
            aired_at=broadcasts.NOW,
            seconds=60,
            evidence_text="Phỏng vấn",
        ),
        by=station.broadcaster,
        at=broadcasts.NOW,
    )
    assert outcome(airing) == O.UNPLANNED


def test_a_text_is_old_only_when_a_newer_one_stood_as_it_aired(station):
    release = broadcasts.make_release(station)
    other = broadcasts.make_release(
        station, release.script, slot=None, planned_start_at=broadcasts.on_air(8)
    )
    broadcasts.make_script(station, at=broadcasts.on_air(7))
    assert outcome(broadcasts.make_airing(station, release)) == O.AIRED_ON_TIME
    assert outcome(broadcasts.make_airing(station, other)) == O.OLD_REVISION


def test_a_written_piece_is_late_on_another_day(station):
    outlet = broadcasts.make_outlet(station.cast.office, "WEB")
    script = broadcasts.make_script(station, medium="WEB", spoken_seconds=0)
    release = broadcasts.make_release(station, script, outlet=outlet, slot=None)
    assert outcome(broadcasts.make_airing(station, release, aired_at=broadcasts.on_air(23))) == (
        O.AIRED_ON_TIME
    )


# --- Reminders -------------------------------------------------------------------------------

ENDED = broadcasts.on_air(5, 32)


def remind(at):
    return services.remind_unconfirmed(by=actor.SystemActor("reminders"), at=at)


def test_broadcasters_are_told_once_half_an_hour_after_the_end(station):
    broadcasts.make_release(station)
    assert remind(ENDED + timedelta(minutes=30)) == 0
    assert remind(ENDED + timedelta(minutes=31)) == 1
    assert remind(ENDED + timedelta(days=1)) == 0
    told = notification_models.Notice.objects.values_list("user__full_name", flat=True)
    assert sorted(told) == ["Broadcaster", "Colleague"]


def test_nobody_is_told_of_what_was_confirmed_or_taken_off(station):
    broadcasts.make_airing(station)
    taken_off = broadcasts.make_release(station, planned_start_at=broadcasts.on_air(5, 35))
    services.cancel_release(release=taken_off, reason="Hoãn", by=station.chief, at=broadcasts.NOW)
    assert remind(ENDED + timedelta(days=1)) == 0
    assert not notification_models.Notice.objects.exists()


def test_the_task_run_twice_tells_once(station):
    broadcasts.make_release(station)
    tasks.remind_unconfirmed()
    tasks.remind_unconfirmed()
    assert notification_models.Notice.objects.count() == 2
    reminded = audit_models.Event.objects.filter(verb="broadcasts.release_reminded")
    assert reminded.count() == 1


def test_a_sweep_killed_half_way_is_finished_by_the_next(station, monkeypatch):
    for minute in (30, 33):
        broadcasts.make_release(station, planned_start_at=broadcasts.on_air(5, minute))
    record, calls = services.reminders.audit_services.record, []

    def die_in_the_second(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return record(*args, **kwargs)

    monkeypatch.setattr("campaigns.audit.services.record", die_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        remind(ENDED + timedelta(hours=1))
    assert notification_models.Notice.objects.count() == 2
    assert remind(ENDED + timedelta(hours=2)) == 1
    assert notification_models.Notice.objects.count() == 4


# --- Withdrawing -----------------------------------------------------------------------------


def test_a_withdrawn_text_leaves_the_rundown_and_its_outlets_are_told(station):
    waiting = broadcasts.make_release(station)
    aired = broadcasts.make_release(
        station, waiting.script, slot=None, planned_start_at=broadcasts.on_air(4)
    )
    broadcasts.make_airing(station, aired)
    withdrawn = services.withdraw_script(
        script=waiting.script, reason="Sai số điện thoại", by=station.chief, at=broadcasts.on_air(5)
    )
    waiting.refresh_from_db()
    aired.refresh_from_db()
    assert withdrawn.withdrawn_by == station.chief
    assert (waiting.state, aired.state) == ("CANCELLED", "PLANNED")
    assert notification_models.Notice.objects.count() == 2
    with pytest.raises(services.ScriptSettled):
        services.withdraw_script(
            script=waiting.script, reason="Sai", by=station.chief, at=broadcasts.on_air(6)
        )
    with pytest.raises(services.ReleaseRefused):
        broadcasts.make_release(station, waiting.script, at=broadcasts.NOW)


def test_a_withdrawal_needs_a_reason(station):
    with pytest.raises(services.ScriptRefused):
        services.withdraw_script(
            script=broadcasts.make_script(station), reason=" ", by=station.chief, at=cast.NOW
        )
