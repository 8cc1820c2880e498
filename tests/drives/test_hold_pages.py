"""What the organiser sees of held records, and decides."""

from datetime import timedelta

import pytest
from django.test import Client

from campaigns.drives import models, queries, services
from campaigns.workspace import queries as workspace_queries
from tests.factories import drives as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.fixture
def entry(scene) -> models.SupportEntry:
    phone, _secret = factory.join(scene.drive)
    for people in (12, 9_000):
        sent = factory.envelope_of(factory.payload_of(scene.drive, people=people))
        services.receive_support([sent], by=phone, at=NOW)
    return models.SupportEntry.objects.held().get()


@pytest.fixture
def client(scene) -> Client:
    client = Client()
    client.force_login(scene.organiser)
    return client


def text(response) -> str:
    assert response.status_code == 200, response.content
    return response.content.decode()


def held_list(scene) -> str:
    return f"/desk/drives/entries/?drive={scene.drive.pk}&show=held"


def test_the_drive_says_that_a_record_waits_and_leads_to_it(scene, entry, client):
    page = text(client.get(f"/desk/drives/{scene.drive.pk}/"))
    assert "chờ bạn quyết định" in page
    assert f"?drive={scene.drive.pk}&amp;show=held" in page
    shown = text(client.get(held_list(scene)))
    assert "9.000" in shown
    assert f"/entries/{entry.pk}/confirm/" in shown
    assert f"/entries/{entry.pk}/reject/" in shown


def test_the_list_of_what_counts_leaves_it_out(scene, entry, client):
    page = text(client.get(f"/desk/drives/entries/?drive={scene.drive.pk}"))
    assert "9.000" not in page
    assert "9.000" in text(client.get(f"/desk/drives/entries/?drive={scene.drive.pk}&show=all"))


def test_my_day_tells_the_organiser_and_nobody_else(scene, entry):
    def waiting(user):
        items = workspace_queries.my_day(user, NOW + timedelta(hours=1))
        return [item for item in items if "show=held" in item.url]

    assert len(waiting(scene.organiser)) == 1
    assert scene.drive.name in waiting(scene.organiser)[0].text
    assert waiting(scene.cast.volunteer) == []
    assert waiting(scene.cast.outsider) == []


def test_one_line_a_drive_however_many_wait(scene, entry):
    sent = factory.envelope_of(factory.payload_of(scene.drive, people=8_000))
    services.receive_support([sent], by=models.DeviceToken.objects.get(), at=NOW)
    drives = models.Drive.objects.all()
    waiting = queries.waiting_of(drives, limit=5)
    assert [(row.count, row.since_at) for row in waiting] == [(2, NOW)]


@pytest.mark.parametrize(("act", "people"), [("confirm", 9_012), ("reject", 12)])
def test_the_organiser_decides_with_a_reason(scene, entry, client, act, people):
    url = f"/desk/drives/entries/{entry.pk}/{act}/"
    assert "Chamaléa Thị Hương" in text(client.get(url))
    refused = client.post(url, {"reason": " "})
    assert refused.status_code == 422
    assert queries.totals_by_app(scene.drive).people == 12
    done = client.post(url, {"reason": "Đã hỏi lại"}, follow=True)
    assert done.redirect_chain == [(held_list(scene), 302)]
    assert queries.totals_by_app(scene.drive).people == people
    assert "Đã hỏi lại" in text(client.get(f"/desk/drives/{scene.drive.pk}/"))


def test_the_second_to_decide_is_told_so(scene, entry, client):
    services.reject_held(entry=entry, reason="Nhầm", by=scene.organiser, at=NOW)
    url = f"/desk/drives/entries/{entry.pk}/confirm/"
    assert '<form class="loa-form"' not in text(client.get(url))
    answer = client.post(url, {"reason": "Đúng"}, follow=True)
    assert "đã có người quyết định" in text(answer)
    assert queries.totals_by_app(scene.drive).people == 12


def test_the_held_list_costs_the_same_for_one_row_and_many(
    scene, entry, client, django_assert_max_num_queries
):
    phone = models.DeviceToken.objects.get()
    for number in range(30):
        sent = factory.envelope_of(factory.payload_of(scene.drive, people=2_000 + number))
        services.receive_support([sent], by=phone, at=NOW)
    with django_assert_max_num_queries(25):
        text(client.get(held_list(scene)))
    with django_assert_max_num_queries(25):
        text(client.get(f"/desk/drives/{scene.drive.pk}/"))


def test_the_export_tells_of_held_records_too(scene, entry, client):
    response = client.get(held_list(scene) + "&export=csv")
    assert "9000" in b"".join(response.streaming_content).decode()
