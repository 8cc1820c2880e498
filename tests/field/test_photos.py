"""Photos over a bad network: piece by piece, once each, and nothing but pictures."""

import json
import threading
import uuid
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.drives import models, queries, services
from tests.factories import drives as factory
from tests.factories import field, pictures
from tests.factories.field import post, record, verdicts

pytestmark = pytest.mark.django_db
URL = "/api/field/photos"
PIECE = 1000


@pytest.fixture
def scene() -> factory.Scene:
    return field.make_scene()


@pytest.fixture
def secret(scene) -> str:
    return field.join(scene)


class Upload:
    """A phone with one photo of one record, which it sent already."""

    def __init__(self, scene, secret, content=None, **changes):
        self.secret, self.content = secret, content or pictures.make_photo()
        digest = pictures.digest(self.content)
        payload = factory.payload_of(scene.drive, photo=digest)
        sent = record(scene.drive, schema_version=2, payload=payload)
        assert verdicts(post({"records": [sent]}, secret)) == [201]
        self.said = {
            "client_uuid": str(uuid.uuid4()),
            "record_uuid": sent["client_uuid"],
            "sha256": digest,
            "size": len(self.content),
            "content_type": "image/jpeg",
        } | changes
        self.url = f"{URL}/{self.said['client_uuid']}"

    @property
    def headers(self):
        return {"Authorization": f"Bearer {self.secret}"}

    def announce(self, **changes):
        return post(self.said | changes, self.secret, url=URL)

    def append(self, offset, piece, **headers):
        return Client().patch(
            self.url,
            piece,
            content_type="application/octet-stream",
            headers=self.headers | {"Upload-Offset": str(offset)} | headers,
        )

    def ask(self):
        return Client().get(self.url, headers=self.headers)

    def send_all(self):
        """From where the server stands to the end; return the last answer."""
        answer = self.announce()
        while answer.status_code == 200 and not answer.json()["is_complete"]:
            offset = answer.json()["offset"]
            answer = self.append(offset, self.content[offset : offset + PIECE])
        return answer

    def photo(self) -> models.EntryPhoto:
        return models.EntryPhoto.objects.get(pk=self.said["client_uuid"])


def said(response):
    return response.status_code, response.json().get("offset"), response.json().get("is_complete")


def files() -> list[Path]:
    return sorted((Path(django_settings.MEDIA_ROOT) / "field-photos").glob("*"))


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_photo_comes_piece_by_piece_and_is_kept_without_its_place(
    scene, secret, django_capture_on_commit_callbacks
):
    upload = Upload(scene, secret)
    assert said(upload.announce()) == (200, 0, False)
    assert said(upload.append(0, upload.content[:PIECE])) == (200, PIECE, False)
    assert said(upload.ask()) == (200, PIECE, False)
    with django_capture_on_commit_callbacks(execute=True):
        assert said(upload.send_all()) == (200, len(upload.content), True)
    photo = upload.photo()
    kept = Path(photo.file.path).read_bytes()
    assert (len(kept), pictures.digest(kept)) == (photo.kept_bytes, photo.kept_sha256)
    assert b"Xiaomi" in upload.content
    assert b"Xiaomi" not in kept
    assert files() == [Path(photo.file.path)]
    assert audit_models.Event.objects.filter(verb="drives.photo_kept").count() == 1


def test_the_offset_stands_in_the_header_too(scene, secret):
    upload = Upload(scene, secret)
    assert upload.announce().headers["Upload-Offset"] == "0"
    upload.append(0, upload.content[:7])
    head = Client().head(upload.url, headers=upload.headers)
    assert (head.status_code, head.headers["Upload-Offset"], head.content) == (200, "7", b"")


@pytest.mark.parametrize("offset", [0, 1, PIECE - 1, PIECE + 1])
def test_a_piece_out_of_place_is_told_its_place(scene, secret, offset):
    upload = Upload(scene, secret)
    upload.announce()
    upload.append(0, upload.content[:PIECE])
    answer = upload.append(offset, upload.content[offset : offset + 9])
    assert said(answer) == (409, PIECE, False)
    assert answer.json()["message"]
    assert said(upload.send_all()) == (200, len(upload.content), True)


def test_everything_may_be_sent_again(scene, secret):
    upload = Upload(scene, secret)
    assert said(upload.announce()) == said(upload.announce()) == (200, 0, False)
    assert upload.send_all().status_code == 200
    whole = (200, len(upload.content), True)
    assert said(upload.announce()) == whole
    assert said(upload.append(0, upload.content[:PIECE])) == whole
    assert said(upload.ask()) == whole
    assert models.EntryPhoto.objects.count() == 1
    assert len([f for f in files() if f.suffix == ".jpg"]) == 1


def test_a_photo_that_came_damaged_begins_anew(scene, secret):
    upload = Upload(scene, secret)
    upload.announce()
    spoilt = bytes(reversed(upload.content))
    assert said(upload.append(0, spoilt)) == (409, 0, False)
    assert said(upload.send_all()) == (200, len(upload.content), True)


def test_a_photo_that_always_comes_damaged_is_given_up(scene, secret):
    upload = Upload(scene, secret)
    upload.announce()
    spoilt = bytes(reversed(upload.content))
    assert [upload.append(0, spoilt).status_code for _ in range(4)] == [409, 409, 422, 422]
    assert upload.announce().status_code == 422


def test_a_crash_between_the_last_piece_and_keeping_it_loses_nothing(scene, secret):
    upload = Upload(scene, secret)
    upload.announce()

    def cut(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "kept_sha256" in sql:
            raise OperationalError("the process died here")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cut), pytest.raises(OperationalError):
        services.append_chunk(
            number=uuid.UUID(upload.said["client_uuid"]),
            offset=0,
            chunk=upload.content,
            by=models.DeviceToken.objects.get(),
            at=timezone.now(),
        )
    assert said(upload.ask()) == (200, len(upload.content), False)
    assert said(upload.announce()) == (200, len(upload.content), True)


def test_pieces_that_are_lost_from_the_disk_are_asked_for_again(scene, secret):
    upload = Upload(scene, secret)
    upload.announce()
    upload.append(0, upload.content[:PIECE])
    for path in files():
        path.unlink()
    assert said(upload.append(PIECE, upload.content[PIECE:])) == (409, 0, False)
    assert said(upload.send_all()) == (200, len(upload.content), True)


@pytest.mark.parametrize(
    "content", [b"no picture at all", pictures.make_bomb(), pictures.make_photo()[:700]],
    ids=["text", "bomb", "half"],
)  # fmt: skip
def test_what_is_no_picture_is_refused_and_its_record_counts(scene, secret, content):
    upload = Upload(scene, secret, content)
    answer = upload.announce()
    for start in range(0, len(content), 200_000):
        answer = upload.append(start, content[start : start + 200_000])
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert upload.photo().state == "REFUSED"
    assert upload.announce().status_code == 422
    assert queries.totals_by_app(scene.drive).people == 12
    assert audit_models.Event.objects.filter(verb="drives.photo_refused").count() == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"size": 2 * 1024 * 1024 + 1}, 422),
        ({"size": 0}, 422),
        ({"size": "9"}, 422),
        ({"content_type": "image/svg+xml"}, 422),
        ({"sha256": "ab" * 32}, 422),
        ({"sha256": "x"}, 422),
        ({"client_uuid": "../../etc"}, 422),
        ({"record_uuid": "857a27e6-70d8-4e5b-93b5-6573b2478ad3"}, 409),
    ],
    ids=str,
)
def test_what_cannot_be_announced_is_refused_with_words(scene, secret, change, status):
    answer = Upload(scene, secret).announce(**change)
    assert answer.status_code == status
    assert answer.json()["message"]
    assert not models.EntryPhoto.objects.exists()


def test_a_record_has_one_photo_and_a_number_one_meaning(scene, secret):
    upload, other = Upload(scene, secret), Upload(scene, secret)
    upload.announce()
    assert upload.announce(client_uuid=str(uuid.uuid4())).status_code == 409
    taken = upload.said["client_uuid"]
    assert other.announce(client_uuid=taken).status_code == 409
    assert upload.announce(size=upload.said["size"] + 1).status_code == 409
    assert models.EntryPhoto.objects.count() == 1


def test_another_phone_neither_sees_nor_changes_it(scene, secret):
    upload = Upload(scene, secret)
    upload.announce()
    upload.secret = field.join(scene)
    assert upload.ask().status_code == 404
    assert upload.append(0, b"x").status_code == 404
    assert upload.announce().status_code == 409
    upload.secret = "forged"
    assert upload.ask().status_code == 401
    assert upload.append(0, b"x").status_code == 401


def test_a_piece_that_does_not_fit_is_refused(scene, secret):
    upload = Upload(scene, secret)
    upload.announce()
    assert upload.append(0, b"x" * (256 * 1024 + 1)).status_code == 413
    assert upload.append(0, upload.content + b"x").status_code == 422
    assert upload.append("x", b"x").status_code == 422
    assert upload.append(-1, b"x").status_code == 422
    assert upload.append(0, b"x", **{"Content-Encoding": "gzip"}).status_code == 415
    plain = Client().patch(upload.url, {}, content_type="application/json", headers=upload.headers)
    assert plain.status_code == 415
    assert said(upload.ask()) == (200, 0, False)


def test_a_cookie_needs_the_csrf_token(scene, secret):
    upload = Upload(scene, secret)
    upload.announce()
    client = Client(enforce_csrf_checks=True)
    client.cookies[queries.DEVICE_COOKIE] = secret
    kind = "application/octet-stream"
    headers = {"Upload-Offset": "0"}
    assert client.patch(upload.url, b"x", content_type=kind, headers=headers).status_code == 403
    assert client.get(field.DRIVE).status_code == 200
    headers["X-CSRFToken"] = client.cookies["csrftoken"].value
    assert client.patch(upload.url, b"x", content_type=kind, headers=headers).status_code == 200


def test_it_is_shown_to_those_who_may_see_the_drive_from_a_sandbox(scene, secret):
    upload = Upload(scene, secret)
    upload.send_all()
    client = Client()
    client.force_login(scene.organiser)
    response = client.get(f"/desk/drives/entries/{upload.photo().entry_id}/photo/")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert b"".join(response.streaming_content) == Path(upload.photo().file.path).read_bytes()
    page = client.get(f"/desk/drives/entries/?drive={scene.drive.pk}").content.decode()
    assert f"/entries/{upload.photo().entry_id}/photo/" in page


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_one_photo_at_once_make_one(scene, secret):
    upload = Upload(scene, secret)
    upload.announce()
    barrier, answers = threading.Barrier(2), []

    def run():
        try:
            barrier.wait(timeout=20)
            answers.append(said(upload.send_all()))
        finally:
            connection.close()

    for _round in range(2):
        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    whole = (200, len(upload.content), True)
    # Whoever was overtaken is told where to go on, and finds everything done.
    assert {answer[0] for answer in answers} <= {200, 409}
    assert said(upload.send_all()) == whole
    assert [f.suffix for f in files()] == [".jpg"]
    assert audit_models.Event.objects.filter(verb="drives.photo_kept").count() == 1


def test_the_answer_tells_what_the_description_says(scene, secret):
    described = json.loads(Path("docs/openapi.json").read_text(encoding="utf-8"))
    upload = Upload(scene, secret)
    schema = described["components"]["schemas"]["UploadOut"]
    assert set(upload.announce().json()) == set(schema["properties"])


def test_a_photo_of_a_closed_drive_still_comes_in(scene, secret):
    upload = Upload(scene, secret)
    services.close_drive(drive=scene.drive, by=scene.organiser, at=timezone.now())
    assert said(upload.send_all()) == (200, len(upload.content), True)
