"""News in JSON: what Loa writes is valid by the schema that IPTC published (tests/broadcasts/iptc)."""

import json
from datetime import date, datetime
from pathlib import Path

import jsonschema
import pytest
from django.test import Client
from django.urls import reverse

from campaigns.broadcasts import queries, services
from tests.factories import broadcasts, cast, sounds

SCHEMA = json.loads((Path(__file__).parent / "iptc/ninjs-schema_3.0.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def check(item: dict, *, is_associated: bool = False) -> None:
    """The item by IPTC's schema, and what a schema does not see: names, moments, their zone."""
    if not is_associated:
        VALIDATOR.validate(item)
    assert item["uri"].startswith("tag:127.0.0.1,2026:")
    for name in ("firstCreated", "versionCreated", "embargoedUntil", "expires"):
        if name in item:
            assert datetime.fromisoformat(item[name]).tzinfo is not None
    for association in item.get("associations", []):
        check(association, is_associated=True)


def test_the_schema_refuses_what_ninjs_does_not_know():
    item = {"uri": "tag:127.0.0.1,2026:x", "associations": [{"name": "a", "uri": "tag:x,2026:a"}]}
    VALIDATOR.validate(item)
    for wrong in (
        {**item, "embargoed": "2026-11-17T05:00:00+07:00"},
        {**item, "renditions": [{"name": "sound", "digest": "0"}]},
        {**item, "associations": [{"name": "a", "uri": "tag:x,2026:a", "byline": "x"}]},
        {"type": "text"},
    ):
        assert not VALIDATOR.is_valid(wrong)


@pytest.fixture
def facts() -> queries.PieceFacts:
    urls = {"vi": "https://loa.example/x/", "en": "https://loa.example/en/x/"}
    return queries.PieceFacts(1, "Đài Ninh Thuận", urls, broadcasts.NOW)


def scripts(station, **changes):
    base = {"revision_id": 7, "spoken_text": "", "spoken_seconds": 0}
    web = broadcasts.make_script(station, medium="WEB", **base, **changes)
    radio = broadcasts.make_script(station, revision_id=7)
    return [web, radio]


def test_a_piece_holds_each_cut_as_a_body_and_says_what_it_is(station, facts):
    item = queries.ninjs_of_piece(facts, scripts(station, review_by_date=date(2026, 12, 1)))
    check(item)
    assert item["type"] == "text"
    assert item["uri"] == "tag:127.0.0.1,2026:guidance/1"
    assert item["language"] == "vi"
    assert [b["role"] for b in item["bodies"]] == ["web", "radio", "radio-spoken"]
    assert item["bodies"][2]["value"] == "Quét mã quy a để khai báo y tế."
    assert item["bodies"][0]["charCount"] == len(item["bodies"][0]["value"])
    assert item["expires"] == "2026-12-01T23:59:59+07:00"
    assert item["standard"]["version"] == "3.0"
    assert "associations" not in item


def test_other_languages_are_associated_and_sounds_are_renditions(station, facts):
    recording = sounds.keep(station.cast.station, station.editor)
    english = broadcasts.make_script(station, medium="WEB", language="en", revision_id=7)
    spoken = broadcasts.make_script(
        station, medium="LOUDSPEAKER", revision_id=7, recording=recording
    )
    item = queries.ninjs_of_piece(facts, [*scripts(station), spoken, english])
    check(item)
    page, sound = item["renditions"]
    assert page["contentType"] == "text/html"
    assert sound["contentType"] == "audio/wav"
    assert sound["href"].endswith(f"/sound/{recording.file_name}")
    assert (sound["sizeInBytes"], sound["duration"]) == (recording.bytes, 2)
    assert {"role": "sha256/sound-loudspeaker", "value": recording.sha256} in item["altIds"]
    (other,) = item["associations"]
    assert (other["name"], other["language"]) == ("en", "en")
    assert other["renditions"][0]["href"] == "https://loa.example/en/x/"


def test_an_outlets_releases_tell_urgency_embargo_and_cancellation(station):
    recording = sounds.keep(station.cast.station, station.editor)
    urgent = broadcasts.make_release(
        station,
        broadcasts.make_script(station, recording=recording),
        priority="EMERGENCY",
        not_before_at=broadcasts.on_air(5),
    )
    gone = broadcasts.make_release(station, slot=None, planned_start_at=broadcasts.on_air(9))
    services.cancel_release(release=gone, reason="Hoãn", by=station.chief, at=broadcasts.NOW)
    rows = queries.releases_for_ninjs(station.outlet, broadcasts.on_air(0))
    item = queries.ninjs_of_outlet(station.outlet, rows, "TOKEN")
    check(item)
    first, second = item["associations"]
    assert first["uri"].endswith(f":release/{urgent.pk}")
    assert (first["type"], first["urgency"]) == ("audio", 1)
    assert first["embargoedUntil"] == "2026-11-17T05:00:00+07:00"
    assert first["renditions"][0]["href"].endswith(f"/station/TOKEN/sound/{recording.file_name}")
    assert (second["type"], second["urgency"], second["pubStatus"]) == ("text", 5, "canceled")
    assert "Hoãn" in second["edNote"]


@pytest.fixture
def token(station) -> str:
    draft = services.DestinationDraft(
        outlet=station.outlet, kind="EMAIL", name="Tự động", address="phat@loa.test"
    )
    made = services.add_destination(draft=draft, by=cast.SYSTEM, at=broadcasts.NOW)
    return queries.token_of(made)


def test_a_token_opens_what_its_own_station_needs(station, token):
    recording = sounds.keep(station.cast.station, station.editor)
    broadcasts.make_release(station, broadcasts.make_script(station, recording=recording))
    day = broadcasts.TOMORROW.isoformat()
    for name, args, kind in (
        ("station_calendar", (), "text/calendar"),
        ("station_releases", (), "application/json"),
        ("station_rundown", (day,), "application/pdf"),
        ("station_sound", (recording.file_name,), "audio/wav"),
    ):
        answer = Client().get(reverse(name, args=[token, *args]))
        assert answer.status_code == 200, name
        assert answer["Content-Type"].startswith(kind)
        assert answer["Cache-Control"] == "private, no-store"
        assert "Set-Cookie" not in answer
        wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
        assert Client().get(reverse(name, args=[wrong, *args])).status_code == 404


def test_a_token_opens_no_sound_of_another_station(station, token):
    recording = sounds.keep(station.cast.station, station.editor)
    path = reverse("station_sound", args=[token, recording.file_name])
    assert Client().get(path).status_code == 404
    assert Client().get(reverse("station_rundown", args=[token, "2026-99-99"])).status_code == 404


def test_a_retired_token_opens_nothing(station, token):
    destination = queries.destination_by_token(token, broadcasts.NOW)
    services.retire_destination(destination=destination, by=station.chief, at=broadcasts.NOW)
    assert Client().get(reverse("station_calendar", args=[token])).status_code == 404
