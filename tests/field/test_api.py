"""What the phone's API takes, refuses and answers."""

import json
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.drives import models, queries, services
from campaigns.kernel import roles
from config import api, openapi
from tests.factories import cast as cast_factory
from tests.factories import drives as factory
from tests.factories import field
from tests.factories.field import post, record, verdicts

pytestmark = pytest.mark.django_db
URL = "/api/field/records"


@pytest.fixture
def scene() -> factory.Scene:
    return field.make_scene()


@pytest.fixture
def secret(scene) -> str:
    return field.join(scene)


def test_a_batch_is_answered_record_by_record(scene, secret):
    good = record(scene.drive)
    other = record(scene.drive, client_uuid=good["client_uuid"], payload_sha256="0" * 64)
    assert verdicts(post({"records": [good]}, secret)) == [201]
    batch = [good, other, {"who": "?"}, 7, record(scene.drive, kind="gossip"), record(scene.drive)]
    assert verdicts(post({"records": batch}, secret)) == [200, 409, 422, 422, 422, 201]
    assert queries.totals_by_app(scene.drive).people == 24


def test_a_second_record_under_a_number_is_a_conflict(scene, secret):
    first = record(scene.drive)
    second = record(
        scene.drive,
        client_uuid=first["client_uuid"],
        payload=factory.payload_of(scene.drive, people=13),
    )
    assert verdicts(post({"records": [first]}, secret)) == [201]
    assert verdicts(post({"records": [second]}, secret)) == [409]


def test_a_record_is_withdrawn_and_then_gone(scene, secret):
    first = record(scene.drive)
    back = record(
        scene.drive,
        kind="support-withdrawal",
        payload={"drive": scene.drive.pk},
        replaces_uuid=first["client_uuid"],
    )
    assert verdicts(post({"records": [back, first]}, secret)) == [201, 410]
    assert queries.totals_by_app(scene.drive).people == 0


@pytest.mark.parametrize(
    "change",
    [
        {"client_uuid": "x"},
        {"client_uuid": None},
        {"captured_at": "yesterday"},
        {"captured_at": "2026-11-16T09:00:00"},
        {"captured_at": "0001-01-01T00:00:00+14:00"},
        {"captured_at": "9999-12-31T23:59:59-14:00"},
        {"clock_offset_s": 2**40},
        {"clock_offset_s": 1.5},
        {"schema_version": 0},
        {"payload": [1]},
        {"payload": {"drive": "\ud800"}},
        {"payload_sha256": "short"},
        {"device_id": "\u0000"},
        {"device_id": "x" * 65},
        {"app_version": "1\u0000"},
        {"was_offline": "yes"},
        {"replaces_uuid": "x"},
        {"extra": 1},
    ],
    ids=str,
)
def test_a_record_that_cannot_be_true_spoils_no_batch(scene, secret, change):
    bad = record(scene.drive) | change
    response = post({"records": [bad, record(scene.drive)]}, secret)
    assert verdicts(response) == [422, 201]
    assert response.json()["answers"][0]["message"]


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "[]", "null", "7", '{"records": 1}', '{"records": [NaN]}', '{"records": [1e999]}',
        '{"records": ' + "[" * 100_000 + "]" * 100_000 + "}", b"\xff\xfe", "{}",
        '{"records": [' + "9" * 5000 + "]}", json.dumps({"records": [{}] * 101}),
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_no_batch_is_refused_with_words(scene, secret, body):
    response = post(body, secret)
    assert response.status_code in {400, 415, 422}
    assert response.json()["message"]


def test_a_body_beyond_one_megabyte_is_turned_away(scene, secret):
    response = post("x" * (1024 * 1024 + 1), secret)
    assert response.status_code == 413
    assert response.json()["message"]


def test_another_content_type_is_turned_away(scene, secret):
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().post(URL, {"records": "1"}, headers=headers).status_code == 415


@pytest.mark.parametrize("secret", ["", "x", "Bearer", "\u00e9", "'" * 300])
def test_nobody_sends_nothing(scene, secret):
    response = post({"records": [record(scene.drive)]}, secret)
    assert response.status_code == 401
    assert response.json()["message"]
    assert not models.SupportEntry.objects.exists()


def test_a_stopped_phone_is_told_so(scene, secret):
    device = models.DeviceToken.objects.get()
    services.revoke_device(device=device, by=scene.organiser, at=timezone.now())
    assert post({"records": [record(scene.drive)]}, secret).status_code == 401
    assert not models.SupportEntry.objects.exists()


def test_another_drives_record_is_refused(scene, secret):
    now = timezone.now()
    other = factory.make_drive(
        scene.movement, scene.cast.sibling, scene.organiser,
        starts_at=now, ends_at=now + timedelta(hours=1), shifts=(),
    )  # fmt: skip
    assert verdicts(post({"records": [record(other)]}, secret)) == [422]
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get(f"/api/field/drive?drive={other.pk}", headers=headers).status_code == 404


def test_a_cookie_needs_the_csrf_token_and_a_bearer_does_not(scene, secret):
    client = Client(enforce_csrf_checks=True)
    client.cookies["loa_device"] = secret
    body = {"records": [record(scene.drive)]}
    assert post(body, client=client).status_code == 403
    assert client.get("/api/field/drive").status_code == 200
    token = client.cookies["csrftoken"].value
    assert verdicts(post(body, client=client, **{"X-CSRFToken": token})) == [201]
    assert verdicts(post(body, secret, Client(enforce_csrf_checks=True))) == [200]


def test_a_member_logs_by_session_where_their_role_reaches(scene):
    client = Client()
    client.force_login(scene.cast.volunteer)
    url = f"{URL}?drive={scene.drive.pk}"
    assert verdicts(post({"records": [record(scene.drive)]}, client=client, url=url)) == [201]
    stranger = cast_factory.make_person("stranger", roles.Role.VOLUNTEER, scene.cast.sibling)
    client.force_login(stranger)
    assert verdicts(post({"records": [record(scene.drive)]}, client=client, url=url)) == [422]
    assert client.get(f"/api/field/drive?drive={scene.drive.pk}").status_code == 404


def test_a_member_on_a_phone_that_joined_elsewhere_acts_by_account(scene, secret):
    client = Client()
    client.force_login(scene.cast.volunteer)
    client.cookies["loa_device"] = secret
    url = f"{URL}?drive={scene.drive.pk}"
    assert verdicts(post({"records": [record(scene.drive)]}, client=client, url=url)) == [201]
    assert models.SupportEntry.objects.get().by_user == scene.cast.volunteer


def test_the_phone_learns_its_drive_and_the_time(scene, secret):
    response = Client().get("/api/field/drive", headers={"Authorization": f"Bearer {secret}"})
    said = response.json()
    assert (said["id"], said["unit"]) == (scene.drive.pk, "Xã Phước Đại")
    assert [a["code"] for a in said["apps"]] == ["to-khai-y-te", "ncovi", "bluezone"]
    assert [o["code"] for o in said["app_outcomes"]] == ["INSTALLED", "DECLARED", "ALREADY_HAD"]
    told = timezone.datetime.fromisoformat(said["server_time"])
    assert abs(told - timezone.now()) < timedelta(minutes=1)


def test_queries_do_not_grow_with_the_batch(scene, secret, django_assert_max_num_queries):
    now = timezone.now()
    moments = [field.earlier(now, seconds=20 * n).isoformat() for n in range(100)]
    batch = {"records": [record(scene.drive, captured_at=moment) for moment in moments]}
    with django_assert_max_num_queries(40):
        assert verdicts(post(batch, secret)) == [201] * 100
    assert queries.totals_by_app(scene.drive).people == 1200


def test_the_description_of_the_api_is_the_one_checked_in():
    kept = Path(settings.BASE_DIR, "docs", "openapi.json").read_text(encoding="utf-8")
    assert openapi.described(api.api) == kept, "run `python -m config.openapi` and look at the diff"


def test_the_api_has_the_addresses_that_phones_know():
    assert reverse("api-1:hand_in_records") == URL
    assert reverse("api-1:show_drive") == "/api/field/drive"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_withdrawal_from_no_possible_day_is_set_aside_and_the_rest_is_stored(scene, secret, moment):
    withdrawal = record(
        scene.drive, kind="support-withdrawal", payload={"drive": scene.drive.pk},
        captured_at=moment, replaces_uuid=str(uuid.uuid4()),
    )  # fmt: skip
    response = post({"records": [withdrawal, record(scene.drive)]}, secret)
    assert [a["verdict"] for a in response.json()["answers"]] == [422, 201]
