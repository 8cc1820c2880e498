"""Who asked is forgotten on the stated day, and requests of drives called off come back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.drives import models, queries, services, tasks
from tests.factories import cast as cast_factory
from tests.factories import drives as drive_factory
from tests.factories import help as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
State = models.HelpRequest.State


@pytest.fixture
def scene():
    return drive_factory.make_scene()


def forget(days: int) -> int:
    at = NOW + timedelta(days=days)
    return services.forget_residents(by=cast_factory.SYSTEM, at=at)


def found(words: str) -> int:
    rows = models.HelpRequest.objects.all()
    return queries.help_filtered(rows, {"q": words}, NOW).count()


def test_phone_hamlet_and_note_go_on_the_stated_day_and_from_the_search(scene):
    request = factory.accepted(scene)
    services.finish_request(request=request, by=scene.organiser, at=NOW)
    assert found("ma hoa") == found("be tong") == 1
    assert forget(6) == 0
    request.refresh_from_db()
    assert request.phone
    assert forget(7) == 1
    request.refresh_from_db()
    assert (request.phone, request.hamlet, request.note) == ("", "", "")
    assert (request.state, request.people_count) == (State.DONE, 2)
    assert found("ma hoa") == found("be tong") == 0
    assert found("phuoc dai") == 1


@pytest.mark.parametrize("make", [factory.assigned, factory.accepted])
def test_who_still_waits_on_the_day_is_told_that_nobody_came(scene, make):
    request = make(scene)
    assert forget(29) == 0
    assert forget(30) == 1
    request.refresh_from_db()
    assert (request.state, request.phone) == (State.COULD_NOT, "")
    assert request.could_not_reason == models.CouldNot.TOO_LATE


def test_a_second_run_of_each_sweep_changes_nothing(scene):
    factory.assigned(scene, timezone.now() - timedelta(days=40))
    stranded = factory.assigned(scene, phone="0987654321")
    services.cancel_drive(drive=scene.drive, reason="Mưa", by=scene.organiser, at=NOW)
    for task in (tasks.forget_residents, tasks.return_stranded, tasks.mail_teams):
        task()
        events = audit_models.Event.objects.count()
        task()
        assert audit_models.Event.objects.count() == events
    stranded.refresh_from_db()
    assert stranded.state == State.NEW


def test_a_purge_that_comes_too_late_takes_nothing_from_who_asked_since(scene):
    factory.ask(scene.cast.commune, phone="0987654321")
    assert forget(0) == 0
    assert models.HelpRequest.objects.open().count() == 1


def test_what_was_given_to_a_drive_that_is_called_off_waits_for_another_team(scene):
    request = factory.accepted(scene)
    closed = drive_factory.make_drive(scene.movement, scene.cast.commune, scene.organiser, name="B")
    kept = factory.ask(scene.cast.commune, phone="0987654321")
    services.assign_request(
        request=kept, team=services.HelpTeam(drive=closed), by=scene.organiser, at=NOW
    )
    services.close_drive(drive=closed, by=scene.organiser, at=NOW)
    services.cancel_drive(drive=scene.drive, reason="Mưa", by=scene.organiser, at=NOW)
    assert services.return_stranded(by=cast_factory.SYSTEM, at=NOW) == 1
    request.refresh_from_db()
    kept.refresh_from_db()
    assert (request.state, request.drive) == (State.NEW, None)
    assert kept.state == State.ASSIGNED


def test_what_invented_people_handled_goes_with_them(scene):
    factory.assigned(scene)
    real = factory.ask(scene.cast.sibling)
    services.erase_made_by(users=[scene.organiser], by=cast_factory.SYSTEM, at=NOW)
    assert list(models.HelpRequest.objects.all()) == [real]
