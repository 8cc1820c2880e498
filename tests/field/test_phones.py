"""Which drives a phone may count in: its passes are cookies, one for each drive."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.drives import models, services
from campaigns.kernel import envelope
from tests.factories import drives as factory

pytestmark = pytest.mark.django_db
ANSWERS = {"display_name": "Chamaléa Thị Hương", "has_consented": "on"}


@pytest.fixture
def scene() -> factory.Scene:
    scene = factory.make_scene()
    return factory.Scene(
        scene.cast, scene.organiser, scene.movement, make_drive(scene, "Chợ Phước Đại"), scene.apps
    )


def make_drive(scene, name):
    now = timezone.now()
    return factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser, name=name,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=3), shifts=(),
    )  # fmt: skip


def join(client, drive):
    client.post(f"/field/join/{factory.code_of(drive, timezone.now())}/", ANSWERS)


def names(client, part):
    return [drive["name"] for drive in client.get("/api/field/drives").json()[part]]


def send(client, drive):
    sent = factory.envelope_of(factory.payload_of(drive), captured_at=timezone.now())
    record = {name: getattr(sent, name) for name in envelope.Envelope.__dataclass_fields__}
    record |= {"client_uuid": str(sent.client_uuid), "captured_at": sent.captured_at.isoformat()}
    return client.post(
        f"/api/field/records?joined={drive.pk}", {"records": [record]}, "application/json"
    )


def test_a_stranger_is_offered_nothing(scene, client):
    client.cookies["loa_device_7"] = "forged"
    said = client.get("/api/field/drives").json()
    assert said == {"joined": [], "by_account": [], "account": None}


def test_a_phone_keeps_its_passes_to_several_drives(scene, client):
    other = make_drive(scene, "Thôn Tà Lú")
    join(client, scene.drive)
    join(client, other)
    assert names(client, "joined") == ["Thôn Tà Lú", "Chợ Phước Đại"]
    for drive in (scene.drive, other):
        said = client.get(f"/api/field/drive?joined={drive.pk}").json()
        assert (said["id"], said["sender_key"][:7]) == (drive.pk, "device:")
        assert send(client, drive).json()["answers"][0]["verdict"] == 201


def test_a_pass_opens_no_other_drive(scene, client):
    other = make_drive(scene, "Thôn Tà Lú")
    join(client, scene.drive)
    client.cookies[f"loa_device_{other.pk}"] = client.cookies[f"loa_device_{scene.drive.pk}"].value
    for typed in (other.pk, 0, "", "x", "²", "9" * 30):
        assert client.get(f"/api/field/drive?joined={typed}").status_code == 401
    assert send(client, other).status_code == 401


def test_a_phone_that_joined_before_passes_had_numbers_goes_on(scene, client):
    client.cookies["loa_device"] = factory.join(scene.drive, at=timezone.now())[1]
    assert names(client, "joined") == ["Chợ Phước Đại"]
    assert client.get(f"/api/field/drive?joined={scene.drive.pk}").status_code == 200
    assert client.get("/api/field/drive").status_code == 200


def test_a_pass_counts_also_where_somebody_is_signed_in(scene, client):
    join(client, scene.drive)
    client.force_login(scene.cast.volunteer)
    said = client.get("/api/field/drives").json()
    assert said["account"] == {
        "key": scene.cast.volunteer.actor_id,
        "name": str(scene.cast.volunteer),
        "may_inspect": False,
    }
    assert names(client, "by_account") == ["Chợ Phước Đại"]
    send(client, scene.drive)
    assert models.SupportEntry.objects.get().by_device is not None


def test_leaving_takes_the_pass_away_and_needs_the_token(scene):
    client = Client(enforce_csrf_checks=True)
    secret = factory.join(scene.drive, at=timezone.now())[1]
    client.cookies[f"loa_device_{scene.drive.pk}"] = secret
    url = f"/api/field/leave?joined={scene.drive.pk}"
    assert client.post(url, {}, "application/json").status_code == 403
    client.get("/api/field/drives")
    token = {"X-CSRFToken": client.cookies["csrftoken"].value}
    assert client.post(url, {}, "application/json", headers=token).status_code == 204
    assert names(client, "joined") == []
    assert client.post(url, {}, "application/json", headers=token).status_code == 401


def test_a_stopped_phone_is_offered_nothing(scene, client):
    join(client, scene.drive)
    device = models.DeviceToken.objects.get()
    services.revoke_device(device=device, by=scene.organiser, at=timezone.now())
    assert names(client, "joined") == []
    assert client.get(f"/api/field/drive?joined={scene.drive.pk}").status_code == 401


def test_passes_are_looked_up_at_once_and_a_flood_of_them_costs_no_more(
    scene, client, django_assert_max_num_queries
):
    join(client, scene.drive)
    with django_assert_max_num_queries(3):
        assert names(client, "joined") == ["Chợ Phước Đại"]
    for number in range(1000, 1600):
        client.cookies[f"loa_device_{number}"] = "x"
    with django_assert_max_num_queries(3):
        assert client.get("/api/field/drives").status_code == 200
