"""Renditions on the editor's, the reviewer's and the first screen of the newsroom."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms import models
from tests.cms.test_editor import edit_url
from tests.cms.test_refused_routes import editor_form
from tests.cms.test_renditions import latest, rewrite, stale_keys, texts
from tests.factories import cms as factory

MOST_QUERIES = 45
"""Of the review page: half of them are the frame of Wagtail's admin and the reader's rights."""


def review_url(page):
    return reverse("newsroom:review", args=[page.pk])


def row(data, number, **values):
    """Another rendition in the editor's form."""
    names = {f"renditions-{number}-{name}": value for name, value in values.items()}
    names[f"renditions-{number}-id"] = ""
    return data | names | {"renditions-TOTAL_FORMS": str(number + 1)}


def test_cut_button_saves_what_was_typed_and_adds_the_ticked_media(room, piece):
    data = editor_form(piece, title="Đầu đề mới")
    data |= {"action-loa-cut": "1", "loa-cut-media": ["SMS", "NEWSPAPER"], "loa-cut-language": "vi"}
    answer = factory.signed_in(room.editor).post(edit_url(piece), data)
    assert answer.headers["Location"].startswith(edit_url(piece))
    assert latest(piece).title == "Đầu đề mới"
    assert texts(piece)["SMS", "vi"] == piece.summary
    assert ("NEWSPAPER", "vi") in texts(piece)


def test_cut_button_with_nothing_ticked_only_saves(room, piece):
    data = editor_form(piece, title="Đầu đề mới", **{"action-loa-cut": "1"})
    factory.signed_in(room.editor).post(edit_url(piece), data)
    assert latest(piece).title == "Đầu đề mới"
    assert set(texts(piece)) == {("RADIO", "vi"), ("WEB", "en")}


def test_new_piece_is_saved_and_cut_at_once(room, piece):
    url = reverse("wagtailadmin_pages:add", args=["cms", "guidancepage", room.page.pk])
    data = editor_form(piece, slug="moi", **{"renditions-TOTAL_FORMS": "0"})
    data |= {"action-loa-cut": "1", "loa-cut-media": ["RADIO", "SMS"], "loa-cut-language": "vi"}
    factory.signed_in(room.editor).post(url, data)
    assert set(texts(models.GuidancePage.objects.get(slug="moi"))) == {
        ("RADIO", "vi"),
        ("SMS", "vi"),
    }


def test_review_page_cuts_without_javascript(room, piece):
    client = factory.signed_in(room.editor)
    assert (
        reverse("newsroom:cut", args=[piece.pk]) in client.get(review_url(piece)).content.decode()
    )
    client.post(reverse("newsroom:cut", args=[piece.pk]), {"loa-cut-media": ["SMS"]})
    assert ("SMS", "vi") in texts(piece)


def test_refused_cut_says_why_on_the_review_page(room, piece):
    url = reverse("newsroom:cut", args=[piece.pk])
    answer = factory.signed_in(room.editor).post(url, {"loa-cut-media": ["RADIO"]}, follow=True)
    assert str(models.Rendition(medium="RADIO", language="vi")) in answer.content.decode()
    assert texts(piece)["RADIO", "vi"] == factory.RADIO


def test_what_is_behind_shows_on_all_three_screens_with_the_difference(room, piece):
    rewrite(room, piece, summary="Quét mã VNeID ở cửa trước khi vào.")
    client = factory.signed_in(room.editor)
    for url in (edit_url(piece), review_url(piece)):
        html = client.get(url).content.decode()
        assert re.search(r"<del><span[^>]*>[^<]+</span>QR</del>", html), url
        assert re.search(r"<ins><span[^>]*>[^<]+</span>VNeID</ins>", html), url
    first = client.get("/cms/").content.decode()
    assert edit_url(piece) in first
    assert str(models.Rendition(medium="RADIO", language="vi")) in first


def test_ticking_that_it_still_holds_while_saving_is_noted(room, piece):
    rewrite(room, piece, summary="Quét mã VNeID.")
    data = editor_form(latest(piece), **{"loa-still-holds": "RADIO:vi"})
    factory.signed_in(room.editor).post(edit_url(piece), data)
    assert ("RADIO", "vi") not in stale_keys(piece)


def test_button_on_the_review_page_notes_it_without_a_new_draft(room, piece):
    rewrite(room, piece, summary="Quét mã VNeID.")
    approval = factory.submit(room, factory.fresh(piece))
    url = reverse("newsroom:hold", args=[piece.pk])
    factory.signed_in(room.chief).post(url, {"rendition": "RADIO:vi"})
    assert stale_keys(piece) == {("WEB", "en")}
    assert factory.fresh(piece).latest_revision_id == approval.revision_id


@pytest.mark.parametrize("rendition", ["", "SMS:vi", "RADIO", "²:"])
def test_rendition_that_is_none_changes_nothing(rendition, room, piece):
    rewrite(room, piece, summary="Quét mã VNeID.")
    url = reverse("newsroom:hold", args=[piece.pk])
    assert factory.signed_in(room.editor).post(url, {"rendition": rendition}).status_code == 302
    assert len(stale_keys(piece)) == 2


def test_wrong_script_is_said_at_the_field_and_the_text_kept(room, piece):
    data = row(
        editor_form(piece), 2, medium="WEB", language="cjm-Cham", title="ꨌꩌ", text="Ndom puec Chăm"
    )
    html = factory.signed_in(room.editor).post(edit_url(piece), data).content.decode()
    assert "Ndom puec Chăm" in html
    area = re.search(r'<textarea name="renditions-2-text"[^>]*>', html)
    assert 'aria-invalid="true"' in area[0]
    assert ("WEB", "cjm-Cham") not in texts(piece)


def test_what_looks_the_same_is_stored_with_one_code(room, piece):
    data = row(
        editor_form(piece), 2, medium="WEB", language="cjm-Latn", title="Cha\u0306m", text="e\u0306"
    )
    factory.signed_in(room.editor).post(edit_url(piece), data)
    assert texts(piece)["WEB", "cjm-Latn"] == "ĕ"


def test_text_to_be_translated_stands_beside(room, piece):
    data = row(editor_form(piece), 2, medium="SMS", language="rog", title="", text="")
    factory.signed_in(room.editor).post(edit_url(piece), data)
    html = factory.signed_in(room.editor).get(edit_url(piece)).content.decode()
    assert "loa-to-translate" in html


def test_go_live_date_on_a_draft_is_refused_with_a_sentence(room, piece):
    data = editor_form(piece, go_live_at="2030-01-01 08:00", expire_at="")
    factory.signed_in(room.editor).post(edit_url(piece), data)
    assert factory.fresh(piece).go_live_at is None
    assert latest(piece).go_live_at is None
    html = factory.signed_in(room.editor).get(edit_url(piece)).content.decode()
    assert 'name="go_live_at"' not in html


def test_screens_ask_none_of_our_queries_for_each_rendition(room, piece):
    client = factory.signed_in(room.editor)
    few = count_queries(client, piece)
    data = editor_form(piece) | {"action-loa-cut": "1", "loa-cut-language": "vi"}
    data["loa-cut-media"] = ["SMS", "NEWSPAPER", "LOUDSPEAKER", "TELEVISION", "SOCIAL"]
    client.post(edit_url(piece), data)
    rewrite(room, piece, summary="Khác.")
    # Unpacking a draft, Wagtail checks the key of each of its five rows; the rest is the author of the draft.
    many = count_queries(client, piece)
    review, editor, first = (m - f for m, f in zip(many, few, strict=True))
    assert max(review, editor) <= 7
    assert first == 0
    assert many[0] <= MOST_QUERIES


def count_queries(client, page):
    """Queries of the review page, the editor and the first screen, each seen once before."""
    counts = []
    for url in (review_url(page), edit_url(page), "/cms/"):
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    return counts
