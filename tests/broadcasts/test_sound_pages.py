"""Hearing sound files: in parts, by staff, and by anybody while a public piece carries them."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.broadcasts import services
from tests.factories import broadcasts, sounds


@pytest.fixture(autouse=True)
def _second_factor_is_not_the_matter_here(settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def recording(station):
    return sounds.keep(station.cast.station, station.editor)


@pytest.fixture
def script(station, recording):
    return broadcasts.make_script(station, recording=recording, revision_id=10)


def public(recording, **headers):
    path = reverse("public_recording", args=[recording.file_name])
    return Client().get(path, headers=headers)


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_nobody_hears_what_no_public_piece_carries(recording):
    assert public(recording).status_code == 404


def test_strange_names_are_not_found(script):
    for name in ("x.wav", "..%2Fimages%2Fx.png", "%00", "a" * 300):
        assert Client().get(f"/sound/{name}").status_code == 404
    assert Client().get(f"/media/{script.recording.file.name}").status_code == 404


def test_anybody_hears_a_public_piece_and_any_cache_may_keep_it(script, recording):
    answer = public(recording)
    assert answer.status_code == 200
    assert content(answer) == Path(recording.file.path).read_bytes()
    assert answer["Content-Type"] == "audio/wav"
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''Khai%20b")
    assert "Cookie" not in answer.get("Vary", "")
    assert "Set-Cookie" not in answer
    assert public(recording, if_none_match=answer["ETag"]).status_code == 304


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-9", 0, 10), ("bytes=100-", 100, None), ("bytes=-50", -50, None)],
)
def test_players_ask_for_parts(script, recording, asked, start, stop):
    whole = Path(recording.file.path).read_bytes()
    answer = public(recording, range=asked)
    assert answer.status_code == 206
    part = content(answer)
    assert part == whole[start:stop]
    assert int(answer["Content-Length"]) == len(part)
    first = start % len(whole)
    assert answer["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(whole)}"


def test_a_part_beyond_the_end_is_refused_with_the_length(script, recording):
    for asked in ("bytes=99999999-", "bytes=-0"):
        answer = public(recording, range=asked)
        assert answer.status_code == 416
        assert answer["Content-Range"] == f"bytes */{recording.bytes}"


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=0-1,5-6", "bytes=-", "lines=1-2", "x"])
def test_what_cannot_be_read_is_answered_with_the_whole(script, recording, asked):
    answer = public(recording, range=asked)
    assert answer.status_code == 200
    assert len(content(answer)) == recording.bytes


def test_a_part_of_other_bytes_is_not_mixed_in(script, recording):
    answer = public(recording, range="bytes=0-9", if_range='"old"')
    assert answer.status_code == 200
    assert len(content(answer)) == recording.bytes


def test_a_withdrawn_piece_falls_silent(station, script, recording):
    services.withdraw_script(script=script, reason="Sai.", by=station.chief, at=broadcasts.NOW)
    assert public(recording).status_code == 404


def test_the_sound_of_an_older_text_falls_silent(station, script, recording):
    broadcasts.make_script(station, revision_id=11, medium="WEB", spoken_text="")
    assert public(recording).status_code == 404


def test_staff_of_the_unit_hear_it_on_the_desk(station, recording):
    client = Client()
    client.force_login(station.broadcaster)
    answer = client.get(reverse("broadcasts:recording", args=[recording.pk]))
    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]
    assert "immutable" in answer["Cache-Control"]
    assert len(content(answer)) == recording.bytes
