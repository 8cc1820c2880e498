"""What the phone of an inspector fetches and sends over the field API."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.directives import services as directives_services
from campaigns.inspections import models, services
from campaigns.kernel import envelope
from campaigns.kernel import models as kernel_models
from tests.factories import cast as casts
from tests.factories import drives as drives_factory
from tests.factories import field, pictures
from tests.factories import inspections as factory
from tests.factories import premises as premises_factory

pytestmark = pytest.mark.django_db
VISITS = "/api/field/inspections?account=1"
RECORDS = "/api/field/records?account=1"
PHOTOS = "/api/field/photos"
PIECE = 1000


@pytest.fixture(autouse=True)
def _media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.fixture
def phone(scene: factory.Scene) -> Client:
    client = Client()
    client.force_login(scene.inspector)
    return client


def planned(scene: factory.Scene, **changes: Any) -> models.Inspection:
    return factory.plan(scene, at=timezone.now(), **changes)


def record(payload: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "client_uuid": str(uuid.uuid4()),
        "kind": "inspection",
        "schema_version": 1,
        "payload": payload,
        "payload_sha256": envelope.payload_sha256(payload),
        "captured_at": timezone.now().isoformat(),
        "clock_offset_s": 0,
        "device_id": "phone-1",
        "app_version": "test",
        "was_offline": True,
        "replaces_uuid": None,
    } | changes


def send(phone: Client, *records: dict[str, Any]) -> list[int]:
    return field.verdicts(field.post({"records": list(records)}, client=phone, url=RECORDS))


def test_strangers_drive_phones_and_who_inspects_nowhere_are_told_no(scene: factory.Scene) -> None:
    assert Client().get(VISITS).status_code == 401
    drive = field.make_scene_of(scene.cast).drive
    secret = drives_factory.join(drive, at=timezone.now())[1]
    by_phone = Client().get(VISITS, headers={"Authorization": f"Bearer {secret}"})
    assert by_phone.status_code == 403
    officer = Client()
    officer.force_login(scene.cast.officer)
    assert officer.get(VISITS).status_code == 403
    row = planned(scene)
    answer = field.post({"records": [record(factory.payload_of(row))]}, secret, url=RECORDS)
    assert field.verdicts(answer) == [422]


def test_the_visits_come_with_their_checklists_and_not_again_unchanged(
    scene: factory.Scene, phone: Client
) -> None:
    row = planned(scene)
    said = phone.get(VISITS)
    visit, version = said.json()["visits"][0], said.json()["versions"][0]
    assert (visit["id"], visit["name"], visit["is_mine"]) == (row.pk, scene.premises.name, True)
    assert [item["code"] for item in version["items"]] == ["posted", "spot", "daily", "photo"]
    assert version["items"][1]["choices"][1] == {"code": "inside", "label": "inside", "percent": 50}
    assert said.json()["sender_key"] == scene.inspector.actor_id
    assert phone.get(VISITS, headers={"If-None-Match": said["ETag"]}).status_code == 304
    factory.record(scene, row, at=timezone.now())
    assert phone.get(VISITS, headers={"If-None-Match": said["ETag"]}).json()["visits"] == []


def test_what_nobody_has_yet_is_offered_and_what_another_has_is_not(
    scene: factory.Scene, phone: Client
) -> None:
    far = premises_factory.make(scene.cast.sibling, name="Quán Xa")
    planned(scene, inspector=None)
    planned(scene, inspector=None, premises=[far])
    other = premises_factory.make(scene.cast.commune, name="Quán Gió Biển")
    planned(scene, inspector=scene.other, premises=[other])
    here = [(v["name"], v["is_mine"]) for v in phone.get(VISITS).json()["visits"]]
    assert (scene.premises.name, False) in here
    assert "Quán Gió Biển" not in dict(here)


def test_more_visits_ask_the_database_no_more_often(scene: factory.Scene, phone: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            phone.get(VISITS)
        return len(queries)

    planned(scene)
    first = asked()
    places = [premises_factory.make(scene.cast.commune, name=f"Quán {n}") for n in range(5)]
    planned(scene, premises=places)
    assert asked() == first <= 15


def test_an_account_speaks_for_itself_on_a_phone_that_joined_a_drive(
    scene: factory.Scene, phone: Client
) -> None:
    drive = field.make_scene_of(scene.cast).drive
    secret = drives_factory.join(drive, at=timezone.now())[1]
    phone.cookies["loa_device"] = secret
    sent = record(factory.payload_of(planned(scene)))
    assert send(phone, sent, sent) == [201, 200]
    assert phone.get("/api/field/drives").json()["account"]["may_inspect"] is True


class Upload:
    """A phone with the photo of an item, whose record it sent."""

    def __init__(self, scene: factory.Scene, phone: Client, content: bytes | None = None) -> None:
        self.phone, self.content = phone, content or pictures.make_photo()
        digest = pictures.digest(self.content)
        payload = factory.payload_of(planned(scene), factory.GOOD, photos={"photo": digest})
        sent = record(payload)
        assert send(phone, sent) == [201]
        self.said = {
            "client_uuid": str(uuid.uuid4()),
            "record_uuid": sent["client_uuid"],
            "sha256": digest,
            "size": len(self.content),
            "content_type": "image/jpeg",
        }
        self.url = f"{PHOTOS}/{self.said['client_uuid']}?account=1"

    def announce(self, **changes: Any) -> Any:
        body = json.dumps(self.said | changes)
        return self.phone.post(f"{PHOTOS}?account=1", body, content_type="application/json")

    def append(self, offset: int, piece: bytes) -> Any:
        return self.phone.patch(
            self.url, piece, content_type="application/octet-stream",
            headers={"Upload-Offset": str(offset)},
        )  # fmt: skip

    def send_all(self) -> Any:
        answer = self.announce()
        while answer.status_code == 200 and not answer.json()["is_complete"]:
            offset = answer.json()["offset"]
            answer = self.append(offset, self.content[offset : offset + PIECE])
        return answer


def files() -> list[str]:
    return sorted(p.suffix for p in Path(django_settings.MEDIA_ROOT).rglob("*") if p.is_file())


def test_a_photo_that_no_record_announced_is_refused(scene: factory.Scene, phone: Client) -> None:
    upload = Upload(scene, phone)
    assert upload.announce(record_uuid=str(uuid.uuid4())).status_code == 409
    assert upload.announce(sha256="0" * 64).status_code == 422
    assert upload.announce(size=3 * 1024 * 1024).status_code == 422
    assert upload.announce(content_type="image/gif").status_code == 422
    assert upload.append(0, b"x").status_code == 404
    other = Client()
    other.force_login(scene.other)
    assert other.get(upload.url).status_code == 404
    assert files() == []


def test_a_photo_follows_its_record_and_comes_once(
    scene: factory.Scene, phone: Client, django_capture_on_commit_callbacks
) -> None:
    upload = Upload(scene, phone)
    row = models.Inspection.objects.get()
    page = phone.get(f"/desk/inspections/{row.pk}/", headers={"Accept-Language": "en"})
    assert "the photo has not come yet" in page.text
    assert upload.append(0, b"x").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert upload.send_all().json() == {"offset": len(upload.content), "is_complete": True}
        assert upload.send_all().json()["is_complete"]
        assert upload.append(0, upload.content[:9]).json()["is_complete"]
    assert upload.announce(client_uuid=str(uuid.uuid4())).status_code == 409
    photo = models.InspectionPhoto.objects.get()
    assert (photo.inspection, photo.item) == (row, "photo")
    assert files() == [".jpg"]
    assert phone.get(f"/desk/inspections/{row.pk}/photos/{photo.pk}/").status_code == 200
    assert "the photo has not come yet" not in phone.get(f"/desk/inspections/{row.pk}/").text


def test_what_is_no_picture_is_refused_and_the_record_stands(
    scene: factory.Scene, phone: Client, django_capture_on_commit_callbacks
) -> None:
    upload = Upload(scene, phone, b"GIF89a" * 300)
    with django_capture_on_commit_callbacks(execute=True):
        assert upload.send_all().status_code == 422
    assert upload.announce().status_code == 422
    assert files() == []
    assert models.Inspection.objects.get().state == "DONE"


def test_what_a_phone_told_of_places_is_forgotten_in_time(
    scene: factory.Scene, phone: Client, django_capture_on_commit_callbacks
) -> None:
    upload = Upload(scene, phone)
    upload.announce()
    upload.append(0, upload.content[:PIECE])
    place = {"latitude_e6": 11_563_210, "longitude_e6": 108_990_000, "accuracy_m": 12}
    row = planned(scene)
    assert send(phone, record(factory.payload_of(row, stamp=place))) == [201]
    page = f"/desk/inspections/{row.pk}/"
    assert "11.56321, 108.99000 (± 12 m)" in phone.get(page).text
    directives_services.save_campaign(
        code="2754",
        values={
            "name_vi": "x", "name_en": "x", "unit": scene.cast.province,
            "starts_date": factory.day(-400), "ends_date": factory.day(-200),
        },
        by=casts.SYSTEM,
        at=factory.NOW,
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        for _run in range(2):
            services.purge_photos(by=casts.SYSTEM, at=timezone.now())
    assert files() == []
    assert not models.Inspection.objects.exclude(stamp_latitude=None).exists()
    receipts = kernel_models.FieldReceipt.objects.all()
    assert not any("stamp" in receipt.payload for receipt in receipts)
    assert "11.56321" not in phone.get(page).text
    assert upload.announce().json()["is_complete"]
