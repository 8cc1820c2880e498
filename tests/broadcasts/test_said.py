"""What was said on air about something: search, excerpts, files."""

import html
import importlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.broadcasts import models, queries, services
from campaigns.kernel import text, writing
from tests.broadcasts.test_airings import correct
from tests.factories import broadcasts, cast


def air(station, hour, **changes):
    """A text of its own on air at an hour."""
    script = broadcasts.make_script(station, page_id=hour, **changes)
    release = broadcasts.make_release(
        station, script, slot=None, planned_start_at=broadcasts.on_air(hour)
    )
    return broadcasts.make_airing(station, release)


def found(query="", **wanted):
    rows = queries.said_filtered(models.Airing.objects.all(), {"q": query} | wanted)
    return sorted(row.aired_at.astimezone(models.AIR_ZONE).hour for row in rows)


@pytest.fixture
def log(station):
    air(
        station, 6, title="Khai báo y tế", spoken_text="Đồng bào hãy khai báo y tế ở chợ Phan Rang."
    )
    air(station, 7, title="Bản tin", spoken_text="Lan báo: y tá khai mạc hội chợ.")
    air(station, 8, title="Chích ngừa", spoken_text="Tiêm vắc-xin tại trạm.", spoken_seconds=60)
    return station


@pytest.mark.parametrize(
    ("query", "hours"),
    [
        ("khai báo", [6, 7]),
        ("KHAI BAO", [6, 7]),
        ('"khai báo"', [6]),
        ("“khai bao y te”", [6]),
        ("đồng bào", [6]),
        ("dong", [6]),
        ("la", []),
        ("chích", [8]),
        ("vắc xin", [8]),
        ("chợ khai", [6, 7]),
        ("bão lụt", []),
        ("", [6, 7, 8]),
        ("!!! %_ '", [6, 7, 8]),
        ('"', [6, 7, 8]),
        ("%", [6, 7, 8]),
    ],
)
def test_words_are_found_whole_with_or_without_marks(log, query, hours):
    assert found(query) == hours


def test_filters_narrow_what_is_found(log):
    day = broadcasts.TOMORROW
    assert found("khai", **{"from": day, "to": day}) == [6, 7]
    assert found("khai", **{"from": day + timedelta(days=1)}) == []
    assert found("khai", medium="TELEVISION") == []
    assert found("", language="vi") == [6, 7, 8]
    assert found("", outcome="AIRED_ON_TIME") == [6, 7, 8]
    assert found("", outcome="LATE") == []


def test_only_the_text_that_was_read_is_searched(station):
    old = air(station, 6, spoken_text="Gọi số một chín không không.")
    services.freeze_script(
        draft=broadcasts.script_draft(
            station, page_id=old.script.page_id, spoken_text="Gọi số khác."
        ),
        by=station.chief,
        at=broadcasts.on_air(12),
    )
    assert found("chín không") == [6]
    assert found("số khác") == []


def test_a_described_airing_is_found_by_its_note_and_a_corrected_one_once(station):
    described = services.confirm_airing(
        draft=services.AiringDraft(
            outlet=station.outlet,
            medium="RADIO",
            aired_at=broadcasts.on_air(8),
            seconds=60,
            evidence_text="Phỏng vấn Chủ tịch xã về lũ",
        ),
        by=station.broadcaster,
        at=broadcasts.on_air(9),
    )
    assert found("chu tich") == [8]
    correct(station, described, evidence_text="Phỏng vấn Bí thư")
    assert found("chu tich") == []
    assert found("bi thu") == [8]


def test_what_was_taken_back_was_not_said(log):
    services.take_back_airing(
        airing=models.Airing.objects.order_by("pk")[0],
        by=log.broadcaster,
        at=broadcasts.on_air(9),
    )
    assert found("khai") == [7]


def test_the_total_counts_repeats_and_seconds(log):
    total = queries.said_total(queries.said_filtered(models.Airing.objects.all(), {"q": ""}))
    assert (total.airings, total.seconds) == (3, 300)


def marked(said, query):
    spans = queries.excerpt_of(said, queries.phrases_of(query))
    return "".join(f"[{s.text}]" if s.is_hit else s.text for s in spans)


def test_the_excerpt_marks_the_hits_in_the_text_as_it_stands():
    assert marked("Hãy KHAI BÁO y tế.", "khai bao") == "Hãy [KHAI] [BÁO] y tế."
    assert marked("Hãy khai báo y tế.", '"khai bao y"') == "Hãy [khai báo y] tế."
    long = "a " * 200 + "Hoà Bình" + " b" * 200
    assert marked(long, '"hoà bình"').startswith("… ")
    assert "[Hoà Bình]" in marked(long, '"hòa bình"')
    assert marked(long, "").endswith(" …")


def test_the_migration_folds_as_the_kernel_does():
    migration = next(
        importlib.import_module(f"campaigns.broadcasts.migrations.{path.stem}")
        for path in sorted(broadcast_migrations())
        if path.stem.endswith("as_run_details")
    )
    for said in ("Đồng bào, KHAI báo: 100% «y_tế» Hoà", "ꨀꨆꨓ ꨅꨣꨫꨝ", "", "a\u0301 b"):
        assert migration._words(said).strip() == text.folded_words(said).strip()


def broadcast_migrations():
    from pathlib import Path

    return Path(apps.get_app_config("broadcasts").path, "migrations").glob("0*.py")


# --- The page --------------------------------------------------------------------------------


@pytest.fixture
def ask(client, settings, station):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    client.force_login(station.broadcaster)
    return lambda **query: client.get(reverse("broadcasts:said"), query)


def test_the_page_shows_what_was_said_with_its_hits(log, ask):
    page = html.unescape(ask(q="khai bao").content.decode())
    assert "<mark>khai</mark> <mark>báo</mark> y tế ở chợ" in page
    assert "240" in page


def test_nonsense_in_the_address_is_no_fault(log, ask):
    answer = ask(q="\x00'%" + "x" * 500, outlet="y", outcome="?", language="xx", sort="z")
    assert answer.status_code == 200


def test_days_in_the_wrong_order_are_told_and_not_taken_for_silence(log, ask):
    page = html.unescape(
        ask(q="khai", **{"from": "2026-12-10", "to": "2026-11-01"}).content.decode()
    )
    assert "Ngày cuối ở trước ngày đầu." in page


def test_the_files_hold_what_is_found_with_the_text_as_read_and_no_formula(station, ask):
    air(station, 6, title="=cmd()", spoken_text="-1+1 khai báo")
    text_of = b"".join(ask(q="khai", export="csv").streaming_content).decode()
    assert "'=cmd()" in text_of
    assert "'-1+1 khai báo" in text_of
    assert text_of.count("\r\n") == 2
    book = ask(q="khai", export="xlsx")
    assert book.getvalue().startswith(b"PK")


def test_another_units_airings_are_not_said_here(log, client, ask):
    outsider = broadcasts.make_outlet(log.cast.commune, "RADIO")
    services.confirm_airing(
        draft=services.AiringDraft(
            outlet=outsider, medium="RADIO", aired_at=broadcasts.on_air(5), seconds=9,
            evidence_text="khai báo",
        ),
        by=log.broadcaster,
        at=broadcasts.on_air(9),
    )  # fmt: skip
    page = html.unescape(ask(q="khai").content.decode())
    assert f"/outlets/{outsider.pk}/" not in page
    assert f"/outlets/{log.outlet.pk}/" in page


@pytest.mark.parametrize("rows", [3, 30])
def test_the_search_asks_the_database_little_whatever_its_length(station, ask, rows):
    for n in range(rows):
        script = broadcasts.make_script(station, page_id=n + 1)
        start = broadcasts.on_air(5) + timedelta(minutes=3 * n)
        broadcasts.make_airing(
            station, broadcasts.make_release(station, script, slot=None, planned_start_at=start)
        )
    with CaptureQueriesContext(connection) as asked:
        assert ask(q="khai", size="100").status_code == 200
    assert len(asked) <= 14


# --- Outcomes in SQL and in Python -----------------------------------------------------------


def test_the_database_derives_the_same_outcomes(station):
    web = broadcasts.make_outlet(station.cast.office, "WEB")
    written = broadcasts.make_script(station, medium="WEB", spoken_seconds=0, page_id=90)
    on_web = broadcasts.make_release(station, written, outlet=web, slot=None)
    broadcasts.make_airing(
        station, on_web, aired_at=broadcasts.on_air(0, day=broadcasts.TOMORROW + timedelta(days=1))
    )
    air(station, 6)
    for hour, changes in [
        (7, {"aired_at": broadcasts.on_air(7, 10, 1)}),
        (8, {"aired_at": broadcasts.on_air(8, 10)}),
        (9, {"seconds": 107}),
        (10, {"seconds": 108}),
        (11, {"has_aired": False, "evidence_text": "Mất điện"}),
    ]:
        script = broadcasts.make_script(station, page_id=hour)
        release = broadcasts.make_release(
            station, script, slot=None, planned_start_at=broadcasts.on_air(hour)
        )
        broadcasts.make_airing(station, release, **changes)
    old = broadcasts.make_release(station, slot=None, planned_start_at=broadcasts.on_air(12))
    broadcasts.make_script(station, at=broadcasts.on_air(11))
    broadcasts.make_airing(station, old)
    draft = services.AiringDraft(
        outlet=station.outlet, medium="RADIO", aired_at=broadcasts.on_air(5), seconds=9,
        evidence_text="Ngoài kế hoạch",
    )  # fmt: skip
    services.confirm_airing(draft=draft, by=station.broadcaster, at=broadcasts.on_air(9))
    rows = models.Airing.objects.with_outcome().select_related("release")
    derived = {r.pk: queries.outcome_of(r, is_old_text=r.is_old_text) for r in rows}
    assert {r.pk: r.outcome for r in rows} == derived
    assert set(derived.values()) == set(models.Outcome)


def test_search_text_is_frozen_with_the_script(station):
    script = broadcasts.make_script(station)
    with writing.writing(by=cast.SYSTEM, at=broadcasts.NOW), pytest.raises(models.FrozenRow):
        script.save(update_fields=["folded_text"])
