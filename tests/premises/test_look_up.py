"""Anybody looks a place up: level, review and code; nothing of contacts, and not without end."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.premises import services
from campaigns.premises.views import public
from tests.factories import cast as casts
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
PAGE = "/tra-cuu/"


@pytest.fixture
def scene() -> factory.Scene:
    cache.clear()
    return factory.make_scene()


def page(**query: object) -> str:
    answer = Client().get(PAGE, query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("words", ["hoa binh", "HÒA  BÌNH", "quán hoà", "ma hoa"])
def test_a_place_is_found_with_and_without_marks(scene, words: str) -> None:
    assert scene.premises.name in page(ten=words)
    assert scene.premises.name in page(ten=words, xa=scene.cast.commune.pk)
    assert scene.premises.name not in page(ten=words, xa=scene.cast.sibling.pk)


def test_a_commune_alone_lists_its_places(scene) -> None:
    text = page(xa=scene.cast.commune.pk)
    assert scene.premises.name in text
    assert scene.other.name in text


@pytest.mark.parametrize("words", ["ab", "a b", "?"])
def test_too_wide_a_question_is_not_answered_but_explained(scene, words: str) -> None:
    text = page(ten=words)
    assert "ba chữ cái" in text
    assert scene.premises.name not in text


@pytest.mark.parametrize(
    "query",
    ["?xa=abc", "?xa=0", "?xa=99999999999999999999", "?ten=%00abc", "?ten=" + "đ" * 500,
     "?ten=quan&trang=-1", "?ten=quan&trang=" + "9" * 400, "?ten=<script>", "?ten=';drop--",
     '?ten="quan', "?ten=%25%25%25"],
)  # fmt: skip
def test_strange_questions_are_answered(scene, query: str) -> None:
    answer = Client().get(PAGE + query)
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize("query", ["?ten=%00", "?ten=qu%00an", "?xa=%00", "?ten=quan&xa=%00"])
def test_signs_that_no_keyboard_has_are_refused_in_vietnamese(scene, query: str) -> None:
    text = Client().get(PAGE + query).content.decode()
    assert "Không được có ký tự rỗng." in text or "Hãy chọn một xã trong danh sách." in text
    assert "Null" not in text


def test_neither_contact_nor_code_is_shown(scene) -> None:
    factory.make_verified(scene)
    text = page(ten="hoa binh")
    assert "đã được kiểm tra và là mã thật" in text
    for secret in ("0912345678", "Katơr", factory.PAYLOAD, scene.premises.code):
        assert secret not in text


def test_a_code_that_nobody_checked_is_not_called_genuine(scene) -> None:
    factory.post(factory.make_poster(scene.premises), by=scene.cast.officer)
    assert "là mã thật" not in page(ten="hoa binh")
    assert "chưa ai kiểm tra" in page(ten="hoa binh")
    assert "chưa có mã chính thức" in page(ten="gio bien")


def test_level_and_days_are_shown_and_a_closed_place_is_closed(scene) -> None:
    factory.make_group()
    factory.make_set("met")
    school = factory.make(scene.cast.commune, kind="school", name="Trường Mẫu giáo")
    assert "chưa đánh giá" in page(ten="mau giao")
    factory.review(school)
    text = page(ten="mau giao")
    assert "an toàn" in text
    assert f"{casts.NOW:%d/%m/%Y}" in text
    services.close(premises=school, from_date=casts.NOW.date(), by=casts.SYSTEM, at=casts.NOW)
    school.refresh_from_db()
    assert str(school.get_state_display()) in page(ten="mau giao")


def test_a_merged_entry_is_not_found(scene) -> None:
    services.merge(premises=scene.other, into=scene.premises, by=casts.SYSTEM, at=casts.NOW)
    assert scene.other.name not in page(ten="gio bien")


def test_whoever_asks_without_end_is_stopped_and_the_form_still_opens(scene, settings) -> None:
    settings.LOA_LOOK_UP_DAILY_PER_ADDRESS = 2
    client = Client()
    assert [client.get(PAGE, {"ten": "quan"}).status_code for _n in range(3)] == [200, 200, 429]
    assert client.get(PAGE).status_code == 200


def test_pages_and_questions_are_few_however_many_places(scene) -> None:
    drafts = [factory.draft_of(scene.cast.commune, name=f"Quán số {n:02}") for n in range(60)]
    services.register_many(drafts=drafts, by=casts.SYSTEM, at=casts.NOW)
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get(PAGE, {"ten": "quan so"})
    assert len(asked) <= 6
    assert not answer.cookies
    assert "public" in answer["Cache-Control"]
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    text = answer.content.decode()
    assert text.count("<h3>") == 25
    assert "trang=2" in text


def test_pages_end_where_nobody_reads_on_and_all_are_counted(scene, monkeypatch) -> None:
    """Page 3,999 of a common word made the database sort the register, once a request."""
    monkeypatch.setattr(public, "MOST_PAGES", 2)
    drafts = [factory.draft_of(scene.cast.commune, name=f"Quán số {n:02}") for n in range(60)]
    services.register_many(drafts=drafts, by=casts.SYSTEM, at=casts.NOW)
    last = page(ten="quan so", trang=3999)
    assert "Quán số 47" in last
    assert "Quán số 48" not in last
    assert "trang=3" not in last
    assert "Tìm thấy 62" in last
    assert "50 cơ sở đầu tiên" in last
    assert page(ten="quan so", trang="x") == page(ten="quan so")


def test_the_english_page_speaks_english(scene) -> None:
    answer = Client().get("/en/tra-cuu/", {"ten": "hoa binh"})
    assert "Look up a place" in answer.content.decode()
    assert answer["Content-Language"] == "en"
