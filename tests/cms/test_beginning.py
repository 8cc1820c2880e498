"""A piece is begun: where one writes, and what comes of a place that stays empty."""

import html
import json

import pytest
from django.urls import reverse

from cms import models, services
from tests.cms.test_refused_routes import editor_form
from tests.factories import cms as factory


def prose(text):
    """What the editor of running text posts."""
    blocks = [{"key": "a", "text": text, "type": "unstyled", "depth": 0}]
    return json.dumps({"blocks": blocks, "entityMap": {}})


def paragraph(number, text):
    row = f"body-{number}"
    return {
        f"{row}-deleted": "",
        f"{row}-order": str(number),
        f"{row}-type": "paragraph",
        f"{row}-id": "",
        f"{row}-value": prose(text),
    }


def open_editor(room, *path):
    """The screen as text: blocks are data in an attribute."""
    page = factory.signed_in(room.editor).get(reverse(*path)).content.decode()
    return html.unescape(html.unescape(page))


def test_a_new_piece_shows_where_its_title_and_its_first_words_go(room):
    page = open_editor(room, "wagtailadmin_pages:add", None, ["cms", "guidancepage", room.page.pk])
    assert "panel-title-heading" in page or 'for="id_title"' in page
    assert '"type": "paragraph"' in page


def test_what_is_typed_is_handed_over_at_once(room, piece):
    page = open_editor(room, "wagtailadmin_pages:edit", None, [piece.pk])
    assert '"stateSaveInterval": 0' in page


def test_a_paragraph_that_stays_empty_is_no_part_of_the_piece(room, piece):
    url = reverse("wagtailadmin_pages:edit", args=[piece.pk])
    data = editor_form(piece, **{"body-count": "2"}) | paragraph(1, "")
    factory.signed_in(room.editor).post(url, data)
    draft = factory.fresh(piece).get_latest_revision_as_object()
    assert [block.block_type for block in draft.body] == ["quote"]


def test_a_piece_without_web_text_is_kept_and_not_submitted(room, piece):
    url = reverse("wagtailadmin_pages:edit", args=[piece.pk])
    data = editor_form(piece, title="Đang nghĩ") | paragraph(0, "")
    factory.signed_in(room.editor).post(url, data | {"action-loa-submit": "1"})
    assert factory.fresh(piece).get_latest_revision_as_object().title == "Đang nghĩ"
    assert not models.PublishApproval.objects.exists()


def test_empty_blocks_are_no_web_text(room, piece):
    piece.body = [("paragraph", "<p> </p>")]
    piece.save_revision(clean=False)
    with pytest.raises(services.NotReady):
        factory.submit(room, piece)
