"""Two people at one coverage: one wins, the other is told who was first."""

import pytest

from campaigns.broadcasts import models, services
from campaigns.notifications import models as notification_models
from tests.broadcasts.test_races import at_once, of
from tests.factories import broadcasts, planning

NOW = planning.NOW


@pytest.fixture
def station(transactional_db):
    return broadcasts.make_station()


def test_the_assignee_accepts_on_two_devices(station):
    row = planning.assign(station)

    def accept():
        return services.accept_coverage(coverage=row, by=station.editor, at=NOW)

    results = at_once(accept, accept)
    assert len(of(results, models.Coverage)) == 1
    (told,) = of(results, services.CoverageSettled)
    assert "Editor" in told.message


def test_two_planners_assign_two_people(station):
    row = planning.make_coverage(station)

    def assign(person):
        return lambda: services.assign_coverage(
            coverage=row, assignee=person, in_place_of=None, by=station.chief, at=NOW
        )

    results = at_once(assign(station.editor), assign(station.chief))
    assert len(of(results, models.Coverage)) == 1
    assert len(of(results, services.CoverageSettled)) == 1


def test_accepting_and_being_replaced_leave_one_truth(station):
    row = planning.assign(station)

    def accept():
        return services.accept_coverage(coverage=row, by=station.editor, at=NOW)

    def cancel():
        return services.cancel_coverage(coverage=row, reason="Trùng", by=station.chief, at=NOW)

    at_once(accept, cancel)
    row.refresh_from_db()
    # Cancelling takes an accepted one too; accepting never revives a cancelled one.
    assert row.state == "CANCELLED"


def test_two_planners_plan_the_same(station):
    brief = planning.make_brief(station)

    def plan():
        return planning.make_coverage(station, brief=brief)

    results = at_once(plan, plan)
    assert len(of(results, models.Coverage)) == 1
    refused = (services.CoverageSettled, services.CoverageRefused)
    assert len(of(results, refused)) == 1
    assert models.Coverage.objects.count() == 1


def test_two_sweeps_call_once(station):
    row = planning.assign(station)
    at = row.next_call_at

    def sweep():
        return services.escalate_silence(by=broadcasts.cast.SYSTEM, at=at)

    results = at_once(sweep, sweep)
    assert sorted(results) == [0, 1]
    row.refresh_from_db()
    assert row.silence_level == 1
    assert notification_models.Notice.objects.filter(user=station.chief).count() == 1
