"""What was promised to residents who asked for help: erased on their word, and counted when missed."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.drives import models, services
from campaigns.workspace import queries
from tests.factories import cast as cast_factory
from tests.factories import drives as drive_factory
from tests.factories import help as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
State = models.HelpRequest.State


@pytest.fixture
def scene(client):
    scene = drive_factory.make_scene()
    client.force_login(scene.organiser)
    return scene


def text(response) -> str:
    return response.content.decode()


def duty(at) -> tuple[int, int]:
    values = {gauge.name: gauge.value for gauge in queries.gauges(at)}
    return values["help_unanswered"], values["help_unforgotten"]


def test_the_coordinator_erases_an_open_request_on_the_residents_word(scene, client):
    request = factory.ask(scene.cast.commune)
    page = text(client.get(f"/desk/help/{request.pk}/"))
    assert f"/desk/help/{request.pk}/erase/" in page
    client.post(f"/desk/help/{request.pk}/erase/")
    request.refresh_from_db()
    assert request.state == State.WITHDRAWN
    assert (request.phone, request.hamlet, request.note) == ("", "", "")
    assert "ma hoa" not in request.folded_text
    event = audit_models.Event.objects.filter(verb="drives.help_withdrawn").get()
    assert event.actor_id == scene.organiser.actor_id
    assert event.reason


def test_an_ended_request_keeps_its_end_and_its_count(scene, client):
    request = factory.accepted(scene)
    services.finish_request(request=request, by=scene.cast.volunteer, at=NOW)
    client.post(f"/desk/help/{request.pk}/erase/")
    request.refresh_from_db()
    assert (request.state, request.phone, request.people_count) == (State.DONE, "", 2)
    assert audit_models.Event.objects.filter(verb="drives.help_contact_erased").get().reason
    again = client.post(f"/desk/help/{request.pk}/erase/", follow=True)
    assert "loa-alert-danger" in text(again)
    assert "/erase/" not in text(client.get(f"/desk/help/{request.pk}/"))


def test_its_team_erases_nothing(scene, client):
    request = factory.assigned(scene)
    client.force_login(scene.cast.volunteer)
    assert client.post(f"/desk/help/{request.pk}/erase/").status_code == 403
    request.refresh_from_db()
    assert request.phone


def test_a_request_beyond_its_answer_is_a_gauge_and_a_list_of_as_many(scene, client):
    late = factory.ask(scene.cast.commune, NOW - timedelta(days=5))
    assert duty(NOW) == (1, 0)
    fresh = factory.ask(scene.cast.commune, timezone.now(), phone="0912345679")
    assert "?group=open&amp;answer=none" in text(client.get("/desk/help/"))
    listed = text(client.get("/desk/help/?group=open&answer=none"))
    assert f"/desk/help/{late.pk}/" in listed
    assert f"/desk/help/{fresh.pk}/" not in listed
    services.assign_request(
        request=late, team=services.HelpTeam(drive=scene.drive), by=scene.organiser, at=NOW
    )
    services.accept_request(request=late, by=scene.cast.volunteer, at=NOW)
    assert duty(NOW) == (0, 0)


def test_data_beyond_the_promised_day_is_a_gauge_until_it_is_deleted(scene, client):
    request = factory.ask(scene.cast.commune)
    midnight = timezone.make_aware(datetime.combine(request.forget_date, time()))
    day_after = midnight + timedelta(days=1, hours=1)
    assert duty(day_after - timedelta(days=1))[1] == 0
    assert duty(day_after)[1] == 1
    services.forget_residents(by=cast_factory.SYSTEM, at=day_after)
    assert duty(day_after) == (0, 0)


def test_a_drive_leads_to_the_requests_that_it_was_given(scene, client):
    address = f"/desk/drives/{scene.drive.pk}/"
    assert "/desk/help/?group=all" not in text(client.get(address))
    request = factory.assigned(scene)
    assert f"/desk/help/?group=all&amp;drive={scene.drive.pk}" in text(client.get(address))
    listed = text(client.get(f"/desk/help/?group=all&drive={scene.drive.pk}"))
    assert f"/desk/help/{request.pk}/" in listed
