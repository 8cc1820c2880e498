"""Written and spoken text side by side: each substitution marked, each doubt one click from being settled."""

import re

import pytest
from django.urls import reverse

from campaigns.broadcasts import models as broadcast_models
from cms import models, queries, services
from cms.queries import spoken
from tests.factories import cms as factory

DOUBTFUL = "Ngày 6/6/2021, SYT và UBND tỉnh mở 5 điểm quét QR. <b>SYT trực 24/7, gọi 25:70."


@pytest.fixture
def doubtful(room):
    cuts = (services.RenditionDraft("RADIO", "vi", "Khai báo bằng mã", DOUBTFUL),)
    return factory.make_piece(room, renditions=cuts)


def text_of(html: str) -> str:
    """What the eye reads of a fragment, numbers of marks left out."""
    return re.sub(r"<[^>]+>", "", re.sub(r"<sup>.*?</sup>", "", html))


def columns(html: str) -> list[str]:
    found = re.findall(r'<p class="loa-said-text"[^>]*>(.*?)</p>', html, re.DOTALL)
    return [text_of(column) for column in found]


def test_page_shows_both_texts_with_marks(room, doubtful):
    client = factory.signed_in(room.editor)
    html = client.get(reverse("newsroom:aloud", args=[doubtful.pk])).content.decode()
    written, said = columns(html)
    assert "6/6/2021, SYT và UBND tỉnh" in written
    assert "ngày" not in said[:4]
    assert "mùng sáu tháng sáu năm hai nghìn" in said
    assert "SYT và Ủy ban nhân dân tỉnh mở năm điểm" in said
    assert html.count("<script>") == 0


def test_marks_carry_number_and_rule_for_those_who_do_not_see_colours(room, doubtful):
    client = factory.signed_in(room.editor)
    html = client.get(reverse("newsroom:aloud", args=[doubtful.pk])).content.decode()
    assert re.search(r'<mark class="loa-said-mark" title="[^"]+">6/6/2021<sup>1</sup></mark>', html)
    assert re.search(r'<mark class="loa-said-open" title="[^"]+">SYT<sup>2\?</sup></mark>', html)
    rules = html.split("loa-said-rules", 1)[1]
    assert str(spoken.Rule.DATE.label) in rules
    assert str(spoken.Reason.IMPOSSIBLE.label) in rules


def test_doubt_is_one_click_from_the_lexicon_and_back(room, doubtful):
    client = factory.signed_in(room.editor)
    page = reverse("newsroom:aloud", args=[doubtful.pk])
    html = client.get(page).content.decode()
    links = re.findall(r'href="([^"]*spoken-forms/new/[^"]*)"', html)
    assert len(links) == 1, "SYT is asked for once, a wrong hour is no spoken form"
    link = links[0].replace("&amp;", "&")
    form = client.get(link).content.decode()
    assert 'value="SYT"' in form
    action = re.search(r'<form[^>]*\saction="([^"]*spoken-forms/new/[^"]*)"', form)[1]
    data = {"written": "SYT", "spoken": "Sở Y tế", "language": "vi", "kind": "ABBREVIATION"}
    back = client.post(action.replace("&amp;", "&"), data).headers["Location"]
    assert back == page
    assert "Sở Y tế" in columns(client.get(back).content.decode())[1]


def test_text_under_typing_is_marked_and_escaped(room):
    client = factory.signed_in(room.editor)
    data = {"text": DOUBTFUL, "medium": "RADIO", "language": "vi", "newsroom": room.page.pk}
    html = client.post(reverse("newsroom:aloud_preview"), data).content.decode()
    assert "<html" not in html
    assert "<b>SYT" not in html
    assert "&lt;b&gt;" in html
    assert 'target="_blank"' in html


@pytest.mark.parametrize(
    "changes", [{"medium": "SMS"}, {"medium": "?"}, {"language": "xx"}, {"text": " \n "}]
)
def test_what_is_not_read_aloud_has_no_marks(room, changes):
    client = factory.signed_in(room.editor)
    data = {"text": DOUBTFUL, "medium": "RADIO", "language": "vi", "newsroom": room.page.pk}
    answer = client.post(reverse("newsroom:aloud_preview"), data | changes)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("newsroom", ["", "0", "²", "9" * 30, "x"])
def test_nonsense_newsroom_does_not_exist(room, newsroom):
    client = factory.signed_in(room.editor)
    data = {"text": "a", "medium": "RADIO", "language": "vi", "newsroom": newsroom}
    assert client.post(reverse("newsroom:aloud_preview"), data).status_code == 404


def test_text_of_another_newsroom_is_not_there(room, doubtful):
    client = factory.signed_in(room.stranger)
    assert client.get(reverse("newsroom:aloud", args=[doubtful.pk])).status_code == 404


def test_piece_without_spoken_text_says_so(room):
    piece = factory.make_piece(room, slug="chi-web", renditions=())
    html = factory.signed_in(room.editor).get(reverse("newsroom:aloud", args=[piece.pk]))
    assert columns(html.content.decode()) == []


def test_approver_sees_the_doubts_before_deciding_and_may_decide(room, doubtful):
    factory.submit(room, doubtful)
    client = factory.signed_in(room.chief)
    url = reverse("newsroom:review", args=[doubtful.pk])
    html = client.get(url).content.decode()
    assert html.index("loa-review-card loa-said-doubts") < html.index("/approve/")
    revision = doubtful.get_latest_revision().pk
    act = reverse("newsroom:decide", args=[doubtful.pk, "approve"])
    client.post(act, {"revision": revision, "go_live_at": "", "facts": models.Facts.NONE})
    assert factory.fresh(doubtful).live


def test_review_page_without_doubts_has_no_warning(room, piece):
    factory.submit(room, piece)
    html = factory.signed_in(room.chief).get(reverse("newsroom:review", args=[piece.pk]))
    assert "loa-review-card loa-said-doubts" not in html.content.decode()


def test_editor_shows_the_marks_of_a_stored_text(room, doubtful):
    client = factory.signed_in(room.editor)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[doubtful.pk])).content.decode()
    assert "data-loa-aloud" in html
    assert "mùng sáu tháng sáu" in html
    assert reverse("newsroom:aloud", args=[doubtful.pk]) in html


def test_frozen_script_says_what_the_preview_showed(room, doubtful):
    shown = queries.aloud_sheet(doubtful).texts[0].said
    factory.publish(room, doubtful)
    script = broadcast_models.Script.objects.get(page_id=doubtful.pk, medium="RADIO")
    assert script.spoken_text == shown.text


def test_page_asks_for_the_lexicon_once_a_language(room, django_assert_max_num_queries):
    cuts = tuple(
        services.RenditionDraft(medium, language, "Tin", DOUBTFUL)
        for medium in ("RADIO", "LOUDSPEAKER", "TELEVISION")
        for language in ("vi", "en", "rog")
    )
    piece = factory.make_piece(room, renditions=cuts)
    client = factory.signed_in(room.editor)
    url = reverse("newsroom:aloud", args=[piece.pk])
    client.get(url)
    with django_assert_max_num_queries(25):
        client.get(url)
