"""Residents' requests on helpers' phones: which drive, which days, and whom to call."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.audit import services as audit_services
from campaigns.drives import models, services
from campaigns.kernel import roles, writing
from tests.factories import cast as cast_factory
from tests.factories import field
from tests.factories import help as factory
from tests.factories.field import post

pytestmark = pytest.mark.django_db
LIST, PHONES = "/api/field/requests", "/api/field/requests/phones"


@pytest.fixture
def scene():
    return field.make_scene()


def get(secret: str = "", url: str = LIST, client: Client | None = None):
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return (client or Client()).get(url, headers=headers)


def test_a_phone_lists_what_its_drive_has_taken_on_and_no_number(scene):
    now = timezone.now()
    taken = factory.accepted(scene, now, apps=(scene.apps["ncovi"],))
    factory.assigned(scene, now, phone="0987654321")
    factory.ask(scene.cast.commune, now, phone="0987654322")
    answer = get(field.join(scene))
    assert answer.status_code == 200
    (said,) = answer.json()["requests"]
    assert said == {
        "id": taken.pk,
        "place": "Thôn Ma Hoa, Xã Phước Đại",
        "wanted_date": None,
        "wanted_part": "ANY",
        "language": "rog",
        "people": 2,
        "apps": ["ncovi"],
        "note": "Nhà cuối đường bê tông",
    }
    assert "0912345678" not in answer.content.decode()
    assert not audit_models.Event.objects.filter(verb="drives.help_phone_shown").exists()


def test_asking_for_the_numbers_is_put_on_record_one_by_one(scene):
    now = timezone.now()
    requests = [factory.accepted(scene, now, phone=f"091234567{n}") for n in range(2)]
    secret = field.join(scene)
    answer = post({}, secret, url=PHONES)
    assert answer.status_code == 200
    assert {p["id"]: p["phone"] for p in answer.json()["phones"]} == {
        request.pk: request.phone for request in requests
    }
    events = audit_models.Event.objects.filter(verb="drives.help_phone_shown")
    assert {e.subject_id for e in events} == {str(r.pk) for r in requests}
    assert {e.actor_id.partition(":")[0] for e in events} == {"device"}


def test_nothing_taken_on_is_no_fault(scene):
    secret = field.join(scene)
    assert get(secret).json()["requests"] == []
    assert post({}, secret, url=PHONES).json() == {"phones": []}


def test_a_phone_of_another_drive_sees_nothing_of_it(scene):
    factory.accepted(scene, timezone.now())
    now = timezone.now()
    other = field.factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser, name="Điểm khác",
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=3), shifts=(),
    )  # fmt: skip
    secret = field.factory.join(other, at=now)[1]
    assert get(secret).json()["requests"] == []
    assert post({}, secret, url=PHONES).json() == {"phones": []}
    assert get(secret, f"{LIST}?drive={scene.drive.pk}").status_code in {401, 404}


def test_after_its_days_a_phone_that_may_still_send_sees_no_residents(scene):
    factory.accepted(scene, timezone.now())
    phone, secret = field.factory.join(scene.drive, at=timezone.now())
    yesterday = timezone.localdate() - timedelta(days=1)
    with writing.writing(by=cast_factory.SYSTEM, at=timezone.now()):
        models.DeviceToken.objects.filter(pk=phone.pk).update(
            valid_from_date=yesterday, valid_to_date=yesterday
        )
        audit_services.record("tests.aged", phone)
    assert get(secret, "/api/field/drive").status_code == 200
    for answer in (get(secret), post({}, secret, url=PHONES)):
        assert answer.status_code == 403
        assert "0912345678" not in answer.content.decode()


def test_a_stopped_phone_and_a_stranger_are_turned_away(scene):
    factory.accepted(scene, timezone.now())
    phone, secret = field.factory.join(scene.drive, at=timezone.now())
    services.revoke_device(device=phone, by=scene.organiser, at=timezone.now())
    for key in (secret, "nonsense", ""):
        assert get(key).status_code == 401
        assert post({}, key, url=PHONES).status_code == 401


def test_a_member_reads_by_account_and_only_where_they_may_log(scene):
    request = factory.accepted(scene, timezone.now())
    client = Client()
    client.force_login(scene.cast.volunteer)
    said = get(url=f"{LIST}?drive={scene.drive.pk}", client=client).json()["requests"]
    assert [r["id"] for r in said] == [request.pk]
    client.force_login(scene.cast.officer)
    assert get(url=f"{LIST}?drive={scene.drive.pk}", client=client).status_code == 403
    stranger = cast_factory.make_person("s", roles.Role.VOLUNTEER, scene.cast.sibling)
    client.force_login(stranger)
    assert get(url=f"{LIST}?drive={scene.drive.pk}", client=client).status_code == 404


def test_whoever_withdrew_meanwhile_is_called_by_nobody(scene):
    request = factory.accepted(scene, timezone.now())
    secret = field.join(scene)
    services.withdraw_request(request=request, by=request, at=timezone.now())
    assert get(secret).json()["requests"] == []
    assert post({}, secret, url=PHONES).json() == {"phones": []}
