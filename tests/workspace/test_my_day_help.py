"""My day shows residents' requests to whoever has to act next, and to nobody else."""

from datetime import timedelta

import pytest

from campaigns.drives import services
from campaigns.workspace import queries
from tests.factories import drives as drive_factory
from tests.factories import help as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.fixture
def scene():
    return drive_factory.make_scene()


def waiting(user, at=NOW):
    return [item for item in queries.my_day(user, at) if "/desk/help/" in item.url]


def test_a_new_request_waits_for_the_organiser_and_in_red_when_late(scene):
    factory.ask(scene.cast.commune)
    (item,) = waiting(scene.organiser)
    assert (item.since_at, item.tone) == (NOW, "warning")
    assert "0912345678" not in item.text
    (late,) = waiting(scene.organiser, NOW + timedelta(hours=25))
    assert late.tone == "danger"
    assert waiting(scene.cast.volunteer) == []
    assert waiting(scene.cast.officer) == []


def test_a_given_request_waits_for_the_team_until_it_says_what_came_of_it(scene):
    request = factory.assigned(scene)
    assert [i.act for i in waiting(scene.cast.volunteer)] == ["Nhận việc"]
    assert waiting(scene.cast.outsider) == []
    services.accept_request(request=request, by=scene.cast.volunteer, at=NOW)
    (promised,) = waiting(scene.cast.volunteer)
    assert promised.tone == "warning"
    (silent,) = waiting(scene.cast.volunteer, scene.drive.ends_at + timedelta(minutes=1))
    assert silent.tone == "danger"
    assert silent.text != promised.text
    services.finish_request(request=request, by=scene.cast.volunteer, at=NOW)
    assert waiting(scene.cast.volunteer) == []


def test_the_frame_leads_to_the_requests(scene, client):
    client.force_login(scene.organiser)
    assert 'href="/desk/help/"' in client.get("/desk/").content.decode()
