"""My day shows what waits on the planning desk, and for whom."""

from datetime import timedelta

import pytest

from campaigns.broadcasts import services
from campaigns.kernel import roles
from campaigns.workspace import queries
from tests.factories import broadcasts, cast, planning

NOW = planning.NOW


@pytest.fixture
def station(db):
    return broadcasts.make_station()


def waiting(user, at=NOW):
    return [item for item in queries.my_day(user, at) if "/planning/" in item.url]


def test_an_assigned_piece_waits_for_its_assignee_alone(station):
    planning.assign(station)
    assert [item.since_at for item in waiting(station.editor)] == [NOW]
    assert waiting(station.chief) == []
    assert waiting(station.broadcaster) == []


def test_an_accepted_piece_waits_when_it_is_due_soon_and_in_red_when_overdue(station):
    row = planning.accept(station)
    assert waiting(station.editor) == []
    (soon,) = waiting(station.editor, row.due_at - timedelta(hours=3))
    assert soon.tone == "warning"
    (late,) = waiting(station.editor, row.due_at + timedelta(hours=3))
    assert (late.tone, late.since_at) == ("danger", row.due_at)
    planning.deliver(station, row)
    assert waiting(station.editor, row.due_at + timedelta(hours=3)) == []


def test_a_declined_piece_waits_for_whoever_asked(station):
    planning.decline(station)
    assert len(waiting(station.chief)) == 1
    assert waiting(station.editor) == []


def test_silence_waits_for_those_whom_it_reached(station):
    office = cast.make_person("office", roles.Role.PROVINCIAL_OFFICE, station.cast.province)
    row = planning.assign(station)
    services.escalate_silence(by=cast.SYSTEM, at=row.next_call_at)
    after = row.next_call_at + timedelta(minutes=1)
    assert len(waiting(station.chief, after)) == 1
    assert waiting(office, after) == []
    services.escalate_silence(by=cast.SYSTEM, at=after + timedelta(days=2))
    assert len(waiting(office, after + timedelta(days=2))) == 1


def test_nobody_sees_the_same_piece_twice(station):
    row = planning.decline(station)
    services.escalate_silence(by=cast.SYSTEM, at=row.next_call_at)
    assert len(waiting(station.chief, row.next_call_at)) == 1
