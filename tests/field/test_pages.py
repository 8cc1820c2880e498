"""Joining by code, and what a browser gets of the app, as it meets them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.accounts import http
from campaigns.drives import models, services
from tests.factories import drives as factory

pytestmark = pytest.mark.django_db
ANSWERS = {"display_name": "Chamaléa Thị Hương", "phone": "", "has_consented": "on"}


@pytest.fixture
def scene() -> factory.Scene:
    scene = factory.make_scene()
    now = timezone.now()
    drive = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=3), shifts=(),
    )  # fmt: skip
    return factory.Scene(scene.cast, scene.organiser, scene.movement, drive, scene.apps)


@pytest.fixture
def url(scene) -> str:
    return f"/field/join/{factory.code_of(scene.drive, timezone.now())}/"


def test_the_join_page_shows_the_drive_and_ticks_nothing(scene, url, client):
    page = client.get(url).content.decode()
    assert scene.drive.name in page
    assert "checked" not in page


def test_joining_gives_the_phone_a_cookie_that_scripts_cannot_read(scene, url, client):
    response = client.post(url, ANSWERS)
    assert (response.status_code, response["Location"]) == (302, f"/field/?joined={scene.drive.pk}")
    cookie = response.cookies[f"loa_device_{scene.drive.pk}"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    device = models.DeviceToken.objects.get()
    assert cookie.value not in device.token_digest


def test_a_phone_that_has_joined_is_led_to_counting_and_is_no_second_phone(scene, url, client):
    client.post(url, ANSWERS)
    for response in (client.get(url), client.post(url, ANSWERS)):
        assert response["Location"] == f"/field/?joined={scene.drive.pk}"
    assert models.DeviceToken.objects.count() == 1
    services.revoke_device(
        device=models.DeviceToken.objects.get(), by=scene.organiser, at=timezone.now()
    )
    assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    "change",
    [{"has_consented": ""}, {"display_name": ""}, {"display_name": "x" * 81}, {"phone": "call me"}],
)
def test_a_faulty_answer_joins_nobody_and_is_kept(scene, url, client, change):
    response = client.post(url, ANSWERS | {"phone": "0912 345 678"} | change)
    assert response.status_code == 422
    assert not models.DeviceToken.objects.exists()
    assert "data-error-summary" in response.content.decode()


def test_unknown_and_replaced_codes_meet_a_clear_page(scene, url, client):
    services.issue_join_code(drive=scene.drive, by=scene.organiser, at=timezone.now())
    for address in (url, "/field/join/AAAAAAAAAA/", "/field/join/%00/"):
        for response in (client.get(address), client.post(address, ANSWERS)):
            assert response.status_code == 404
            assert "loa-field-app" in response.content.decode()
    assert not models.DeviceToken.objects.exists()


def test_guessing_is_stopped(scene, url, client):
    for _ in range(http.MAX_GUESSES):
        assert client.get("/field/join/AAAAAAAAAA/").status_code == 404
    assert client.get(url).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(url).status_code == 200


def test_behind_a_proxy_who_guesses_stops_nobody_else(scene, url, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def visit(address, sender):
        return Client().get(address, headers={"X-Forwarded-For": sender}).status_code

    for number in range(http.MAX_GUESSES):
        assert visit("/field/join/AAAAAAAAAA/", f"198.51.100.{number}, 192.0.2.1") == 404
    assert visit(url, "203.0.113.5, 192.0.2.1") == 429
    assert visit(url, "192.0.2.9") == 200


def test_an_address_that_anybody_may_claim_is_not_believed(scene, url, client):
    for number in range(http.MAX_GUESSES):
        client.get("/field/join/AAAAAAAAAA/", headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert client.get(url, headers={"X-Forwarded-For": "192.0.2.9"}).status_code == 429


def test_a_typed_code_leads_to_its_drive(scene, url, client):
    code = factory.code_of(scene.drive, timezone.now())
    typed = f"{code[:5]}-{code[5:]}".lower()
    assert client.get("/field/join/", {"code": typed})["Location"] == url
    assert client.get("/field/join/", {"code": "?" * 90})["Location"] == "/field/"


def test_a_member_opens_a_drive_by_account_where_their_role_reaches(scene, client):
    address = f"/field/drives/{scene.drive.pk}/"
    assert client.get(address).status_code == 302
    client.force_login(scene.cast.volunteer)
    assert client.get(address).status_code == 200
    client.force_login(scene.cast.outsider)
    assert client.get(address).status_code == 404


def test_no_page_of_the_field_needs_inline_code(scene, url, client):
    client.force_login(scene.cast.volunteer)
    for address in (url, "/field/", f"/field/drives/{scene.drive.pk}/"):
        response = client.get(address)
        page = response.content.decode()
        assert "unsafe-inline" not in response["Content-Security-Policy"]
        assert " style=" not in page
        assert " onclick=" not in page


def test_a_join_is_put_on_record_without_the_volunteers_name(scene, url, client):
    from campaigns.audit import models as audit_models

    client.post(url, ANSWERS)
    event = audit_models.Event.objects.get(verb="drives.device_joined")
    assert "Chamaléa" not in f"{event.actor_label} {event.after}"
