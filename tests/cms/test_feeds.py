"""Feeds: read by a strict parser, light, and without what was withdrawn."""

import xml.etree.ElementTree as ET

import feedparser
import pytest
from django.test import Client

from campaigns.broadcasts import services as broadcast_services
from cms import models, services
from tests.factories import cms as factory
from tests.factories import sounds
from tests.factories.cast import NOW

FEEDS = ["/feeds/rss.xml", "/feeds/atom.xml", "/feeds/ptth/rss.xml", "/feeds/ptth/atom.xml"]
ALL = [*FEEDS, *(f"/en{path}" for path in FEEDS), "/feeds/podcast/vi.xml"]
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"


@pytest.fixture
def page(room, piece) -> models.GuidancePage:
    return factory.publish(room, piece)


def parsed(path: str) -> feedparser.FeedParserDict:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    found = feedparser.parse(
        answer.content, response_headers={"content-type": answer["Content-Type"]}
    )
    assert found.bozo == 0, found.get("bozo_exception")
    return found


def speak(room, page, *, language: str = "vi", medium: str = "LOUDSPEAKER", **changes):
    """A script of the live revision with its recording, as publishing freezes it."""
    recording = sounds.keep(room.cast.station, room.editor, **changes)
    draft = broadcast_services.ScriptDraft(
        page_id=page.pk,
        revision_id=page.live_revision_id,
        medium=medium,
        language=language,
        title="Bản tin & thông báo",
        text="Quét mã.",
        spoken_text="Quét mã.",
        spoken_seconds=2,
        submitted_by=room.editor,
        published_by=room.chief,
        recording=recording,
    )
    return broadcast_services.freeze_script(draft=draft, by=room.chief, at=NOW)


@pytest.mark.parametrize("path", ALL)
def test_an_empty_feed_is_a_feed(path, room):
    assert parsed(path).entries == []


@pytest.mark.parametrize("path", ["/feeds/rss.xml", "/feeds/atom.xml", "/en/feeds/atom.xml"])
def test_who_has_an_empty_feed_is_not_sent_it_again(path, room):
    tag = Client().get(path).headers["ETag"]
    assert Client().get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", FEEDS)
def test_a_published_piece_is_in_the_feed(path, page):
    (entry,) = parsed(path).entries
    assert entry.title == page.title
    assert entry.summary == page.summary
    assert entry.link.endswith("/ptth/khai-bao-qr/")
    assert entry.id == f"tag:127.0.0.1,2026:guidance/{page.pk}"
    assert entry.author == page.get_parent().title
    assert entry.published_parsed is not None


@pytest.mark.parametrize("path", FEEDS)
def test_the_english_feed_holds_english_texts_alone(path, room, page):
    factory.publish(room, factory.make_piece(room, "chi-viet", renditions=()))
    (entry,) = parsed(f"/en{path}").entries
    assert entry.title == "Declaring by QR code"
    assert "/en/ptth/khai-bao-qr/" in entry.link
    assert len(parsed(path).entries) == 2


def test_a_newsroom_has_a_feed_of_its_own(room, page):
    assert parsed("/feeds/bac-ai/rss.xml").entries == []
    assert Client().get("/feeds/khong-co/rss.xml").status_code == 404


def test_a_withdrawn_piece_is_gone_and_readers_are_told(room, page):
    speak(room, page)
    before = {path: Client().get(path) for path in ALL}
    services.withdraw_page(page=page, reason="Cũ.", by=room.chief, at=NOW)
    for path, old in before.items():
        assert parsed(path).entries == [], path
        kept = {"if_none_match": old["ETag"]}
        assert Client().get(path, headers=kept).status_code == 200, path


@pytest.mark.parametrize("path", ALL)
def test_a_reader_who_has_it_is_told_so_and_any_cache_may_keep_it(path, room, page):
    speak(room, page)
    first = Client().get(path)
    assert "public" in first["Cache-Control"]
    assert "Set-Cookie" not in first
    assert "Cookie" not in first.get("Vary", "")
    for kept in (
        {"if_none_match": first["ETag"]},
        {"if_modified_since": first["Last-Modified"]},
    ):
        again = Client().get(path, headers=kept)
        assert again.status_code == 304
        assert again.content == b""


def test_a_feed_needs_at_most_twelve_queries(room, page, django_assert_max_num_queries):
    for n in range(5):
        other = factory.publish(room, factory.make_piece(room, f"bai-{n}", title=f"Bài số {n}"))
        speak(room, other, content=sounds.wav(2 + n))
    for path in ALL:
        with django_assert_max_num_queries(12, info=path):
            Client().get(path)


@pytest.mark.parametrize("title", ["<b>&amp; \"'", "]]>", "bài\x0b\x1fmới", "Tin\u2028mới 😷"])
def test_strange_titles_leave_the_feed_whole(room, title):
    piece = factory.make_piece(room)
    draft = piece.get_latest_revision_as_object()
    draft.title, draft.summary = title, title
    draft.save_revision(user=room.editor)
    factory.publish(room, piece)
    for path in FEEDS:
        assert len(parsed(path).entries) == 1


def test_the_podcast_tells_players_all_they_ask_for(room, page):
    script = speak(room, page)
    found = parsed("/feeds/podcast/vi.xml")
    (entry,) = found.entries
    (sound,) = entry.enclosures
    assert sound.href == f"http://127.0.0.1:8000/sound/{script.recording.file_name}"
    assert (sound.type, int(sound.length)) == ("audio/wav", script.recording.bytes)
    assert entry.itunes_duration == "2"
    assert entry.title == "Bản tin & thông báo"
    root = ET.fromstring(Client().get("/feeds/podcast/vi.xml").content).find("channel")
    assert root.find(f"{ITUNES}explicit").text == "false"
    assert root.find(f"{ITUNES}image").get("href").endswith("/static/loa/podcast.png")
    assert root.find(f"{ITUNES}category").get("text") == "News"
    assert len(root.find(f"{PODCAST}guid").text) == 36
    assert root.find(f"item/{ITUNES}explicit").text == "false"
    heard = Client().get(sound.href.replace("http://127.0.0.1:8000", ""))
    assert len(b"".join(heard.streaming_content)) == int(sound.length)


def test_each_language_has_its_podcast_and_a_sound_is_one_episode(room, page):
    speak(room, page)
    speak(room, page, medium="TELEVISION")
    speak(room, page, language="cjm-Latn", content=sounds.mp3())
    assert len(parsed("/feeds/podcast/vi.xml").entries) == 1
    (cham,) = parsed("/feeds/podcast/cjm-Latn.xml").entries
    assert cham.enclosures[0].type == "audio/mpeg"
    assert parsed("/feeds/podcast/rog.xml").entries == []
    assert Client().get("/feeds/podcast/xx.xml").status_code == 404


def test_pages_name_their_feeds(page):
    for path, tail in (("/", ""), ("/en/", "/en"), ("/tim-kiem/", "")):
        html = Client().get(path).content.decode()
        assert 'type="application/rss+xml" title=' in html
        assert f'href="{tail}/feeds/rss.xml"' in html
        assert f'href="{tail}/feeds/atom.xml"' in html
    assert 'href="/feeds/podcast/vi.xml"' in Client().get("/").content.decode()
    assert 'href="/feeds/ptth/atom.xml"' in Client().get("/ptth/").content.decode()
    assert 'href="/en/feeds/ptth/rss.xml"' in Client().get("/en/ptth/").content.decode()


def test_the_sitemap_names_both_languages_of_a_page(room, page):
    factory.publish(room, factory.make_piece(room, "chi-viet", renditions=()))
    root = ET.fromstring(Client().get("/sitemap.xml").content)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    faces = {
        url.find(f"{space}loc").text: {
            link.get("hreflang"): link.get("href")
            for link in url.findall("{http://www.w3.org/1999/xhtml}link")
        }
        for url in root
    }
    base = "http://127.0.0.1:8000"
    both = {
        "vi": f"{base}/ptth/khai-bao-qr/",
        "en": f"{base}/en/ptth/khai-bao-qr/",
        "x-default": f"{base}/ptth/khai-bao-qr/",
    }
    assert faces[both["vi"]] == faces[both["en"]] == both
    assert faces[f"{base}/ptth/chi-viet/"] == {}
    assert f"{base}/ptth/" in faces
