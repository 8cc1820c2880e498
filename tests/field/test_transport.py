"""How bodies and answers travel: packed or plain, never larger than allowed, each with the time."""

import gzip
import json
import tracemalloc
import zlib
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.drives import models, services
from tests.factories import drives as factory
from tests.factories import field
from tests.factories.field import post, record, verdicts

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


@pytest.fixture
def scene() -> factory.Scene:
    return field.make_scene()


@pytest.fixture
def secret(scene) -> str:
    return field.join(scene)


def post_packed(packed: bytes, secret: str, **headers: str):
    return post(packed, secret, **({"Content-Encoding": "gzip"} | headers))


def ask(secret: str, **headers: str):
    return Client().get(field.DRIVE, headers={"Authorization": f"Bearer {secret}"} | headers)


def text_of(*records) -> bytes:
    return json.dumps({"records": records}).encode()


def assert_nothing_stored() -> None:
    assert not models.SupportEntry.objects.exists()


def test_a_packed_batch_is_taken_like_a_plain_one(scene, secret):
    sent = record(scene.drive)
    assert verdicts(post_packed(gzip.compress(text_of(sent)), secret)) == [201]
    assert verdicts(post({"records": [sent]}, secret)) == [200]


def test_a_bomb_is_refused_without_going_off(scene, secret):
    bomb = gzip.compress(b'{"records": [' + b" " * (64 * MEGABYTE) + b"]}", 9)
    assert len(bomb) < MEGABYTE
    ask(secret)  # what is loaded once is none of the bomb's
    tracemalloc.start()
    try:
        response = post_packed(bomb, secret)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert response.status_code == 413
    assert response.json()["message"]
    assert peak < 16 * MEGABYTE
    assert_nothing_stored()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda packed: packed[:-9],
        lambda packed: packed[: len(packed) // 2],
        lambda packed: packed + b"more",
        lambda packed: packed + packed,
        lambda packed: packed[:-8] + b"\0" * 8,
        lambda packed: b"\x1f\x8b",
        gzip.decompress,
        lambda packed: zlib.compress(gzip.decompress(packed)),
    ],
    ids=range(8),
)
def test_what_is_not_a_whole_packed_body_is_refused_with_words(scene, secret, spoil):
    response = post_packed(spoil(gzip.compress(text_of(record(scene.drive)))), secret)
    assert response.status_code in {400, 422}
    assert response.json()["message"]
    assert_nothing_stored()


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", "zstd", "x"])
def test_another_packing_is_turned_away(scene, secret, coding):
    response = post(text_of(record(scene.drive)), secret, **{"Content-Encoding": coding})
    assert response.status_code == 415
    assert response.json()["message"]


def test_nothing_is_unpacked_for_a_stranger(scene, monkeypatch):
    monkeypatch.setattr("campaigns.workspace.api.bodies._unpacked", lambda packed: 1 / 0)
    assert post_packed(gzip.compress(text_of(record(scene.drive))), "forged").status_code == 401


class Unread:
    """A body of which nobody may read a byte."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the body was read")

    readline = __iter__ = read


def test_a_body_of_fifty_megabytes_is_refused_before_it_is_read(scene, secret):
    headers = {"Authorization": f"Bearer {secret}", "Content-Length": str(50 * MEGABYTE)}
    response = Client().post(
        field.RECORDS, b"x", content_type="application/json", headers=headers,
        **{"wsgi.input": Unread()},
    )  # fmt: skip
    assert response.status_code == 413
    assert response.json()["message"]


def test_an_answer_is_packed_for_who_asks(scene, secret):
    batch = {"records": [record(scene.drive) for _ in range(50)]}
    plain = post(batch, secret)
    packed = post(batch, secret, **{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) * 2 < len(plain.content)
    said = json.loads(gzip.decompress(packed.content))
    assert [answer["verdict"] for answer in said["answers"]] == [200] * 50


def test_an_unchanged_drive_is_not_sent_again(scene, secret):
    first = ask(secret)
    assert first.headers["ETag"].startswith('"')
    again = ask(secret, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    packed = ask(secret, **{"Accept-Encoding": "gzip"})
    assert ask(secret, **{"If-None-Match": packed.headers["ETag"]}).status_code == 304


def test_a_changed_drive_is_sent_again(scene, secret):
    tag = ask(secret).headers["ETag"]
    draft = services.ShiftDraft(scene.drive.starts_at, scene.drive.ends_at, 4)
    services.plan_shift(drive=scene.drive, draft=draft, by=scene.organiser, at=timezone.now())
    again = ask(secret, **{"If-None-Match": tag})
    assert again.status_code == 200
    assert again.headers["ETag"] != tag
    assert len(again.json()["shifts"]) == 1


def test_another_language_is_another_answer(scene, secret):
    tag = ask(secret).headers["ETag"]
    english = ask(secret, **{"If-None-Match": tag, "Accept-Language": "en"})
    assert english.status_code == 200
    assert "Accept-Language" in english.headers["Vary"]


def answers_of(scene, secret):
    """One answer of every sort."""
    tag = ask(secret).headers["ETag"]
    yield 200, ask(secret)
    yield 304, ask(secret, **{"If-None-Match": tag})
    yield 401, ask("forged")
    yield 405, Client().delete(field.DRIVE)
    yield 200, post({"records": [record(scene.drive)]}, secret)
    yield 400, post("{", secret)
    yield 413, post("x" * (MEGABYTE + 1), secret)
    yield 415, post(b"", secret, **{"Content-Encoding": "br"})


def test_every_answer_tells_the_time(scene, secret):
    for status, response in answers_of(scene, secret):
        assert response.status_code == status
        told = response.headers["Loa-Server-Time"]
        assert told.endswith("+00:00")
        assert len(told) == len("2026-11-16T02:00:00.000+00:00")
        gap = timezone.datetime.fromisoformat(told) - timezone.now()
        assert abs(gap) < timedelta(minutes=1)
