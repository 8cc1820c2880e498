"""Silence climbs from the chief editor to the provincial office, and stops on any act."""

from datetime import timedelta

import pytest

from campaigns.audit import models as audit_models
from campaigns.broadcasts import models, services, tasks
from campaigns.kernel import roles
from campaigns.notifications import models as notification_models
from tests.factories import broadcasts, cast, planning

NOW = planning.NOW
GRACE = timedelta(minutes=1440)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def ladder(station):
    """Those whom silence reaches, level by level."""
    province = station.cast.province
    return [
        station.chief,
        cast.make_person("coordinator", roles.Role.COORDINATOR, province),
        cast.make_person("office", roles.Role.PROVINCIAL_OFFICE, province),
    ]


def sweep(at):
    return services.escalate_silence(by=cast.SYSTEM, at=at)


def calls(user):
    topics = notification_models.Notice.objects.filter(user=user).values_list("topic", flat=True)
    silent = ("unanswered", "unassigned", "undelivered", "refused")
    return sum(topic.split(":")[2] in silent for topic in topics if "coverage:" in topic)


def test_within_the_grace_nobody_is_called(station, ladder):
    planning.assign(station)
    assert sweep(NOW + GRACE - MOMENT) == 0


def test_an_unanswered_piece_climbs_one_level_a_grace_and_no_further(station, ladder):
    row = planning.assign(station)
    for level in (1, 2, 3):
        assert sweep(NOW + level * GRACE) == 1
        assert sweep(NOW + level * GRACE + MOMENT) == 0, "a second sweep calls nobody"
        row.refresh_from_db()
        assert row.silence_level == level
        assert [calls(user) for user in ladder] == [1] * level + [0] * (3 - level)
    assert row.next_call_at is None
    assert sweep(NOW + 99 * GRACE) == 0
    escalated = audit_models.Event.objects.filter(verb="broadcasts.coverage_escalated")
    assert [e.after["level"] for e in escalated.order_by("pk")] == [1, 2, 3]


def test_an_act_stops_the_climb_and_begins_anew(station, ladder):
    row = planning.assign(station)
    sweep(NOW + GRACE)
    row = planning.accept(station, row, at=NOW + GRACE + MOMENT)
    assert row.silence_level == 0
    assert sweep(row.due_at + GRACE - MOMENT) == 0
    assert sweep(row.due_at + GRACE) == 1
    assert calls(ladder[0]) == 2
    assert calls(ladder[1]) == 0


@pytest.mark.parametrize("state", ["PLANNED", "DECLINED", "ACCEPTED"])
def test_what_nobody_assigns_or_delivers_climbs_too(station, ladder, state):
    row = planning.STATES[state](station)
    assert sweep(row.next_call_at) == 1
    assert calls(station.chief) == 1


@pytest.mark.parametrize("state", ["DELIVERED", "CANCELLED"])
def test_what_is_over_is_silent_for_ever(station, ladder, state):
    planning.STATES[state](station)
    assert sweep(NOW + 99 * GRACE) == 0


@pytest.mark.parametrize(("priority", "minutes"), [("PRIORITY", 240), ("EMERGENCY", 15)])
def test_the_grace_is_shorter_the_higher_the_priority(station, ladder, priority, minutes):
    row = planning.assign(station, planning.make_coverage(station, priority=priority))
    assert row.next_call_at - NOW == timedelta(minutes=minutes)


def test_an_empty_level_is_passed_over(station):
    office = cast.make_person("office", roles.Role.PROVINCIAL_OFFICE, station.cast.province)
    row = planning.assign(station)
    sweep(NOW + GRACE)
    sweep(NOW + 2 * GRACE)
    row.refresh_from_db()
    assert row.silence_level == 3
    assert calls(office) == 1


def test_where_nobody_sits_at_all_the_climb_ends(station):
    loud = broadcasts.make_outlet(station.cast.commune, "LOUDSPEAKER")
    row = planning.make_coverage(station, places=((loud, "LOUDSPEAKER"),))
    assert sweep(row.next_call_at) == 1
    row.refresh_from_db()
    assert (row.silence_level, row.next_call_at) == (3, None)


def test_the_task_run_twice_changes_nothing_more(station, ladder):
    planning.assign(station)  # in 2026 by the cast's clock, long silent or not yet by the wall's
    tasks.escalate_silence()
    rows = list(models.Coverage.objects.values("silence_level", "next_call_at"))
    notices = notification_models.Notice.objects.count()
    tasks.escalate_silence()
    assert list(models.Coverage.objects.values("silence_level", "next_call_at")) == rows
    assert notification_models.Notice.objects.count() == notices
