"""What the filters and components promise to every page."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override
from jinja2 import UndefinedError

from campaigns.kernel.errors import Conflict
from campaigns.workspace.views.gallery import FACES, gallery
from config import errors, jinja2

NOON = datetime(2021, 6, 6, 5, 5, tzinfo=UTC)  # 12:05 in Viet Nam


class PlaceForm(forms.Form):
    name = forms.CharField(label="Tên", help_text="Người dân sẽ thấy tên này.")
    kind = forms.ChoiceField(label="Loại", widget=forms.RadioSelect, choices=[("A", "Chợ")])
    note = forms.CharField(label="Ghi chú", required=False)


def macro(component: str, *args: object, **kwargs: object) -> str:
    template = engines["jinja2"].env.get_template(f"components/{component}.html")
    return str(getattr(template.module, component)(*args, **kwargs))


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2021, 6, 6), "06/6/2021"),
        (date(2021, 2, 15), "15/02/2021"),
        (date(2021, 1, 1), "01/01/2021"),
        (date(2021, 12, 31), "31/12/2021"),
        (None, "–"),
    ],
)
def test_dates_carry_the_leading_zeros_of_decree_30(day: date | None, shown: str) -> None:
    with override("vi"):
        assert jinja2.vndate(day) == shown


def test_moments_are_shown_in_local_time() -> None:
    with override("vi"):
        assert jinja2.vndatetime(NOON) == "12:05 06/6/2021"
        assert jinja2.vndate(datetime(2021, 6, 6, 18, tzinfo=UTC)) == "07/6/2021"
    with override("en"):
        assert jinja2.vndate(NOON) == "6 June 2021"


def test_numbers_follow_the_language() -> None:
    with override("vi"):
        assert jinja2.number(Decimal("1234.5")) == "1.234,5"
        assert jinja2.percent(0.875, 1) == "87,5%"
    with override("en"):
        assert jinja2.number(1234.5) == "1,234.5"
    assert jinja2.number(None) == jinja2.percent(None) == "–"


def test_a_ratio_above_one_is_not_clamped() -> None:
    with override("vi"):
        assert jinja2.percent(1.05) == "105%"
        assert "105%" in macro("progress", "Lượt hỗ trợ", 5250, 5000)


def test_time_apart_is_told_in_words_and_far_off_as_a_date() -> None:
    with override("vi"):
        assert jinja2.since(NOON - timedelta(hours=3), NOON) == "3 giờ trước"
        assert jinja2.since(NOON - timedelta(days=12), NOON) == "12 ngày trước"
        assert jinja2.since(NOON - timedelta(days=40), NOON) == "27/4/2021"


def test_an_icon_that_is_not_vendored_fails_at_once() -> None:
    with pytest.raises(LookupError):
        jinja2.icon("no-such-icon")
    assert 'aria-hidden="true"' in jinja2.icon("check")


def test_a_misspelt_name_in_a_template_raises() -> None:
    with pytest.raises(UndefinedError):
        engines["jinja2"].env.from_string("{{ mispelt.name }}").render()


def test_only_text_mails_are_left_unescaped() -> None:
    env = engines["jinja2"].env
    assert env.autoescape("account/login.html")
    assert env.autoescape(None)
    assert not env.autoescape("account/email/base_message.txt")


def test_field_ties_its_hint_and_error_to_the_input() -> None:
    html = macro("form_field", PlaceForm({})["name"])
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    html = macro("form_field", PlaceForm()["kind"])
    assert "<fieldset" in html
    assert "<legend" in html
    assert 'for="id_kind_0"' in html


def test_only_what_may_be_left_empty_is_marked() -> None:
    with override("en"):
        assert "(optional)" in macro("form_field", PlaceForm()["note"])
        assert "(optional)" not in macro("form_field", PlaceForm()["name"])


def test_error_summary_links_to_each_fault_and_is_silent_without_any() -> None:
    html = macro("error_summary", [PlaceForm({})])
    assert 'href="#id_name"' in html
    assert 'href="#id_kind"' in html
    assert macro("error_summary", [PlaceForm()]).strip() == ""
    assert macro("error_summary", [PlaceForm({"name": "Chợ", "kind": "A"})]).strip() == ""


def test_status_never_stands_by_colour_alone() -> None:
    html = macro("status_tag", "Quá hạn", "danger")
    assert "<svg" in html
    assert "Quá hạn" in html


def test_due_tag_knows_every_time_state_in_either_case() -> None:
    for state in (
        "not_due",
        "DUE_SOON",
        "overdue",
        "VERY_OVERDUE",
        "done_on_time",
        "DONE_LATE",
    ):
        assert "06/6/2021" in macro("due_tag", state, date(2021, 6, 6))


def test_chart_data_cannot_break_out_of_its_block() -> None:
    spec = {"title": "</script><script>alert(1)</script>"}
    html = macro("chart", "c", "Kết luận", "Mô tả", spec, ["a"], [["<b>"]])
    block = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert block
    assert json.loads(block.group(1)) == spec
    assert "<b>" not in html


def test_what_people_typed_is_escaped() -> None:
    html = macro("timeline", [{"at": NOON, "who": "<i>A</i>", "what": "<b>", "note": "<u>"}])
    assert not re.search(r"<(i|b|u)>", html)


def test_confirmed_act_is_a_post_with_a_question() -> None:
    html = macro("confirm_button", "/x/", "Hủy", "TOKEN", "Hủy?", "Không lấy lại được.")
    assert 'method="post" action="/x/"' in html
    assert "TOKEN" in html
    assert "Không lấy lại được." in html


@pytest.fixture
def _debug(settings: Any) -> None:
    settings.DEBUG = True


@pytest.mark.usefixtures("_debug", "db")
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("face", FACES)
def test_gallery_shows_every_face_in_both_languages(face: str, language: str) -> None:
    request = RequestFactory().get("/gallery/", {"face": face, "lang": language})
    request.user = type("Nobody", (), {"is_authenticated": False})()
    html = gallery(request).content.decode()
    assert f'<html lang="{language}"' in html
    assert 'id="main"' in html


@pytest.mark.usefixtures("_debug", "db")
def test_public_layout_can_be_cached_for_everybody() -> None:
    request = RequestFactory().get("/gallery/", {"face": "public"})
    html = gallery(request).content.decode()
    for private in ("csrfmiddlewaretoken", "nonce=", "<script"):
        assert private not in html
    assert "CSRF_COOKIE" not in request.META


def test_gallery_is_absent_outside_debug() -> None:
    with pytest.raises(Http404):
        gallery(RequestFactory().get("/gallery/"))


class TestErrorPages:
    """They come up without session and database, and say the way on."""

    request = RequestFactory().get("/desk/")

    @pytest.mark.parametrize(
        ("view", "status"),
        [
            (errors.bad_request, 400),
            (errors.permission_denied, 403),
            (errors.page_not_found, 404),
            (errors.too_many_requests, 429),
            (errors.server_error, 500),
            (errors.csrf_failure, 403),
        ],
    )
    def test_page_comes_up_without_a_database(self, view: Any, status: int) -> None:
        response = view(self.request)
        assert response.status_code == status
        assert 'href="/' in response.content.decode()

    def test_refusal_shows_its_reason(self) -> None:
        response = errors.permission_denied(self.request, PermissionDenied("Bạn là người đề nghị."))
        assert "Bạn là người đề nghị." in response.content.decode()

    def test_conflict_shows_the_sentence_of_the_service(self) -> None:
        response = errors.conflict(self.request, Conflict("Ông Bình đã quyết định."))
        assert response.status_code == 409
        assert "Ông Bình đã quyết định." in response.content.decode()

    def test_not_found_does_not_tell_what_exists(self) -> None:
        response = errors.page_not_found(self.request, Http404("Unit 7 of another district"))
        assert "another district" not in response.content.decode()

    def test_server_error_needs_no_other_file(self) -> None:
        html = errors.server_error(self.request).content.decode()
        assert "/static/" not in html
