"""What the database refuses of requests for help, whatever the code does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.audit import services as audit_services
from campaigns.drives import models
from campaigns.kernel import writing
from tests.factories import cast as cast_factory
from tests.factories import drives as drive_factory
from tests.factories import help as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.fixture
def scene():
    return drive_factory.make_scene()


def save(row) -> None:
    with writing.writing(by=cast_factory.SYSTEM, at=NOW):
        row.save()
        audit_services.record("tests.saved", row)


def refuses(constraint: str, row: models.HelpRequest, **values) -> None:
    """PostgreSQL and SQLite both name the check; SQLite names the columns of a unique."""
    for name, value in values.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        save(row)
    message = str(refusal.value)
    assert constraint in message or "UNIQUE" in message


def test_one_phone_has_one_open_request_in_a_commune(scene):
    factory.ask(scene.cast.commune)
    other = factory.ask(scene.cast.commune, phone="0987654321")
    refuses("drives_help_one_open_a_phone_and_place", other, phone="0912345678")


def test_an_open_request_has_a_phone(scene):
    refuses("drives_help_phone_while_open", factory.ask(scene.cast.commune), phone="")


def test_what_is_over_has_its_moment(scene):
    request = factory.ask(scene.cast.commune)
    refuses("drives_help_ended_unless_open", request, ended_at=NOW)
    again = models.HelpRequest.objects.get(pk=request.pk)
    refuses("drives_help_ended_unless_open", again, state="WITHDRAWN")


def test_a_drive_or_a_unit_goes_never_both(scene):
    refuses("drives_help_one_team", factory.assigned(scene), team=scene.cast.commune)


def test_what_was_given_away_has_a_team(scene):
    values = {"drive": None, "assigned_at": None, "assigned_by": None}
    refuses("drives_help_team_once_assigned", factory.assigned(scene), **values)


def test_what_is_new_has_none(scene):
    refuses("drives_help_no_team_while_new", factory.assigned(scene), state="NEW")


def test_a_team_was_chosen_by_somebody(scene):
    refuses("drives_help_assigned_by_somebody", factory.assigned(scene), assigned_by=None)


def test_a_reason_stands_where_nobody_helped_and_nowhere_else(scene):
    request = factory.ask(scene.cast.commune)
    refuses("drives_help_reason_where_nobody_helped", request, could_not_reason="NO_TEAM")
    again = models.HelpRequest.objects.get(pk=request.pk)
    refuses("drives_help_reason_where_nobody_helped", again, state="COULD_NOT", ended_at=NOW)


@pytest.mark.parametrize("people", [0, models.MAX_PEOPLE + 1])
def test_people_are_a_household(scene, people):
    request = factory.ask(scene.cast.commune)
    refuses("drives_help_people_in_range", request, people_count=people)


def test_the_language_is_one_that_is_spoken_here(scene):
    refuses("drives_help_language_known", factory.ask(scene.cast.commune), language="fr")


def test_an_answer_and_its_time_come_after_the_request(scene):
    request, before = factory.ask(scene.cast.commune), NOW - timedelta(minutes=1)
    refuses("drives_help_answered_after_received", request, answered_at=before)
    again = models.HelpRequest.objects.get(pk=request.pk)
    refuses("drives_help_answer_due_after_received", again, answer_due_at=before)
