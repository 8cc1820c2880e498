"""The public form: bad input first, then a request, its page, and what its code may do."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.accounts import http
from campaigns.drives import forms, models, queries, services
from tests.factories import drives as drive_factory
from tests.factories import help as factory

pytestmark = pytest.mark.django_db
FORM, STATUS = "/xin-giup/", "/xin-giup/theo-doi/"
State = models.HelpRequest.State


@pytest.fixture
def scene():
    return drive_factory.make_scene()


@pytest.fixture
def visitor() -> Client:
    """A phone without cookies, before a server that checks forms as in production."""
    return Client(enforce_csrf_checks=True)


def token(age: timedelta = timedelta(minutes=2)) -> str:
    return forms.FormToken(uuid.uuid4(), timezone.now() - age).text


def answers(scene, **changes):
    kept = {
        "form": token(),
        "unit": scene.cast.commune.pk,
        "hamlet": "Thôn Ma Hoa",
        "wanted_date": "",
        "wanted_part": "MORNING",
        "language": "rog",
        "people_count": 2,
        "apps": [app.pk for app in scene.apps.values()][:1],
        "note": "Nhà cuối đường bê tông",
        "phone": "0912 345 678",
        "has_consented": "on",
        "website": "",
    } | changes
    return {name: value for name, value in kept.items() if value is not None}


def sent(visitor, scene, **changes):
    return visitor.post(FORM, answers(scene, **changes))


def assert_asked_again(response, status: int = 422) -> str:
    """Nothing was taken in, and everything that was typed is still there."""
    assert response.status_code == status
    assert not models.HelpRequest.objects.exists()
    html = response.content.decode()
    assert "Nhà cuối đường bê tông" in html
    assert "Thôn Ma Hoa" in html
    assert re.search(r'value="rog"[^>]*checked', html)
    return html


# --- bad input -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", ""),
        ("phone", "gọi anh Hùng"),
        ("phone", "912345678"),
        ("phone", "+1 202 555 0101"),
        ("phone", "0912\x00345678"),
        ("phone", "0" * 5000),
        ("unit", ""),
        ("unit", "0"),
        ("unit", "1; drop table"),
        ("wanted_date", "2020-01-01"),
        ("wanted_date", "2999-01-01"),
        ("wanted_date", "ngày kia"),
        ("wanted_date", "31/02/2027"),
        ("wanted_part", "NOON"),
        ("language", "fr"),
        ("people_count", "0"),
        ("people_count", "51"),
        ("people_count", "9" * 400),
        ("people_count", "hai"),
        ("apps", ["999999"]),
        ("has_consented", None),
        ("website", "https://spam.example"),
    ],
)
def test_a_faulty_field_is_named_and_nothing_typed_is_lost(visitor, scene, field, value):
    changes = {field: value}
    if field == "language":
        response = sent(visitor, scene, **changes)
        assert response.status_code == 422
        assert "Nhà cuối đường bê tông" in response.content.decode()
        assert not models.HelpRequest.objects.exists()
        return
    html = assert_asked_again(sent(visitor, scene, **changes))
    assert f'id="id_{field}_error"' in html


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b[31m", "\ue000"])
def test_characters_that_cannot_be_printed_are_refused_at_their_field(visitor, scene, sign):
    response = sent(visitor, scene, note=f"Nhà{sign} cuối đường")
    assert response.status_code == 422
    assert 'id="id_note_error"' in response.content.decode()


def test_characters_that_cannot_be_seen_are_dropped(visitor, scene):
    sent(visitor, scene, note="Nhà\u200b cuối\u202e đường", hamlet="Thôn\u2060 Ma\nHoa")
    request = models.HelpRequest.objects.get()
    assert (request.note, request.hamlet) == ("Nhà cuối đường", "Thôn Ma Hoa")


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "x",
        None,
        "eyJuIjoiMSJ9:sig",
        "\x00" * 50,
        "a" * 5000,
        signing.Signer(salt="another").sign_object({"n": str(uuid.UUID(int=1)), "t": "2026-01-01"}),
        signing.Signer(salt="drives.help-form").sign_object({"n": "1", "t": "2"}),
        signing.Signer(salt="drives.help-form").sign_object(["n"]),
        signing.Signer(salt="drives.help-form").sign_object(
            {"n": str(uuid.UUID(int=1)), "t": "2026-01-01T00:00:00"}
        ),
    ],
)
def test_a_forged_form_is_asked_again_and_then_taken_in(visitor, scene, forged):
    html = assert_asked_again(sent(visitor, scene, form=forged))
    fresh = re.search(r'name="form" value="([^"]+)"', html).group(1)
    assert fresh != forged
    assert forms.read_token(fresh)


@pytest.mark.parametrize("age", [timedelta(hours=13), timedelta(days=-1)])
def test_a_form_of_another_day_is_asked_again_with_a_new_number(visitor, scene, age):
    old = token(age)
    html = assert_asked_again(sent(visitor, scene, form=old))
    assert re.search(r'name="form" value="([^"]+)"', html).group(1) != old


def test_who_sends_at_once_is_asked_again_and_the_same_form_then_serves(visitor, scene):
    quick = token(timedelta(seconds=1))
    html = assert_asked_again(sent(visitor, scene, form=quick))
    assert re.search(r'name="form" value="([^"]+)"', html).group(1) == quick


def test_a_field_that_people_do_not_see_is_shown_to_whom_filled_it_in(visitor, scene):
    html = assert_asked_again(sent(visitor, scene, website="http://x"))
    assert 'class="loa-trap"' not in html


def test_a_form_from_another_site_is_asked_again(visitor, scene):
    response = visitor.post(FORM, answers(scene), headers={"Sec-Fetch-Site": "cross-site"})
    assert_asked_again(response)


def test_a_body_of_5_mb_is_turned_away_before_it_is_read(visitor, scene):
    response = visitor.post(FORM, answers(scene, note="x" * 5_000_000))
    assert response.status_code == 413
    assert len(response.content) < 60_000
    assert not models.HelpRequest.objects.exists()


@pytest.mark.parametrize("body", [b"", b"%", b"\xff\xfe=1", b"form=1&form=2", b"{}"])
def test_a_body_that_is_no_form_is_answered_with_one(visitor, scene, body):
    response = visitor.post(FORM, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
    response = visitor.post(FORM, body, content_type="application/json")
    assert response.status_code == 422


@pytest.mark.parametrize("value", ["abc", "0", "9" * 80, "<script>", "%00"])
def test_a_strange_place_in_the_address_is_left_out(visitor, scene, value):
    response = visitor.get(FORM, {"xa": value})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_after_many_requests_from_one_network_the_form_waits_and_keeps_what_was_typed(
    visitor, scene, settings
):
    settings.LOA_HELP_DAILY_PER_ADDRESS = 2
    for number in range(2):
        assert sent(visitor, scene, phone=f"091234567{number}").status_code == 302
    response = sent(visitor, scene, phone="0987654321")
    assert response.status_code == 429
    assert "Nhà cuối đường bê tông" in response.content.decode()
    other = visitor.post(FORM, answers(scene, phone="0987654321"), REMOTE_ADDR="10.0.0.9")
    assert other.status_code == 302
    assert models.HelpRequest.objects.count() == 3


# --- asking ----------------------------------------------------------------------------------------


def test_a_resident_asks_and_is_led_to_the_page_with_the_code(visitor, scene):
    response = sent(visitor, scene)
    assert response.status_code == 302
    assert not response.cookies
    request = models.HelpRequest.objects.get()
    assert (request.phone, request.language, request.people_count) == ("0912345678", "rog", 2)
    page = visitor.get(response["Location"])
    code = queries.grouped_help_code(factory.code_of(request))
    assert code in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert "noindex" in page["X-Robots-Tag"]
    assert "no-store" in page["Cache-Control"]
    # Without the mark of a new request the code stands in the address alone.
    assert code not in visitor.get(response["Location"].partition("?")[0]).content.decode()


@pytest.mark.parametrize("day", ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"])
def test_a_day_is_read_as_people_write_it(visitor, scene, day):
    wanted = timezone.localdate() + timedelta(days=3)
    sent(visitor, scene, wanted_date=wanted.strftime(day))
    assert models.HelpRequest.objects.get().wanted_date == wanted


def test_the_same_form_sent_again_leads_to_the_same_request(visitor, scene):
    form = token()
    first = sent(visitor, scene, form=form)
    again = sent(visitor, scene, form=form, note="khác")
    assert again["Location"].partition("?")[0] == first["Location"].partition("?")[0]
    assert models.HelpRequest.objects.get().note == "Nhà cuối đường bê tông"
    page = visitor.get(again["Location"]).content.decode()
    assert "đã gửi" in page


def test_who_asked_already_is_pointed_to_the_open_request_without_its_code(visitor, scene):
    sent(visitor, scene)
    code = factory.code_of(models.HelpRequest.objects.get())
    response = sent(visitor, scene, phone="+84 912 345 678")
    html = response.content.decode()
    assert response.status_code == 409
    assert "Nhà cuối đường bê tông" in html
    assert STATUS in html
    assert code not in html
    assert queries.grouped_help_code(code) not in html


def test_consent_is_not_ticked_beforehand_and_says_what_for_and_until_when(visitor, scene):
    html = visitor.get(FORM).content.decode()
    tick = re.search(r'<input[^>]*name="has_consented"[^>]*>', html).group(0)
    assert "checked" not in tick
    assert services.forget_date(timezone.now()).strftime("%d/%m/%Y") in html


def test_the_place_of_a_drive_is_chosen_beforehand(visitor, scene):
    html = visitor.get(FORM, {"xa": scene.cast.commune.pk}).content.decode()
    assert re.search(rf'value="{scene.cast.commune.pk}" selected', html)


@pytest.mark.parametrize("path", [FORM, "/en/xin-giup/", STATUS, "/en/xin-giup/theo-doi/"])
def test_pages_need_no_cookie_and_few_queries(visitor, scene, path):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = visitor.get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert len(captured) <= 12
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_the_english_pages_speak_english(visitor, scene):
    html = visitor.get("/en/xin-giup/").content.decode()
    assert '<html lang="en"' in html
    assert "Send the request" in html
    response = visitor.post("/en/xin-giup/", answers(scene))
    assert response["Location"].startswith("/en/xin-giup/theo-doi/")
    assert "We have your request" in visitor.get(response["Location"]).content.decode()


# --- the page behind the code ----------------------------------------------------------------------


def at(request, act: str = "") -> str:
    return f"{STATUS}{factory.code_of(request)}/{act}"


def test_the_page_says_where_the_request_stands(visitor, scene):
    request = factory.ask(scene.cast.commune)

    def says() -> str:
        return visitor.get(at(request)).content.decode()

    assert "Chúng tôi đã nhận yêu cầu" in says()
    team = services.HelpTeam(drive=scene.drive)
    services.assign_request(request=request, team=team, by=scene.organiser, at=factory.NOW)
    assert scene.drive.name in says()
    services.accept_request(request=request, by=scene.organiser, at=factory.NOW)
    assert "sẽ gọi cho bạn" in says()
    reason = models.CouldNot.NO_NETWORK
    services.give_up(request=request, reason=reason, by=scene.organiser, at=factory.NOW)
    assert str(reason.label) in says()


def test_nobody_reads_the_phone_number_on_the_page(visitor, scene):
    request = factory.accepted(scene)
    html = visitor.get(at(request)).content.decode()
    assert "0912345678" not in html
    assert "0912 345 678" not in html


def test_a_code_may_be_typed_as_it_was_written_down(visitor, scene):
    request = factory.ask(scene.cast.commune)
    typed = queries.grouped_help_code(factory.code_of(request)).lower()
    response = visitor.get(STATUS, {"ma": f" {typed} "})
    assert response["Location"] == at(request)


@pytest.mark.parametrize("code", ["AAAAAAAAAAAA", "x", "%00", "đ" * 40, "-" * 12, "A" * 500])
def test_a_wrong_code_opens_nothing(visitor, scene, code):
    assert visitor.get(f"{STATUS}{code}/").status_code == 404


def test_who_guesses_codes_has_to_wait(visitor, scene):
    request = factory.ask(scene.cast.commune)
    for number in range(20):
        visitor.get(f"{STATUS}AAAAAAAAAA{number:02}/")
    assert visitor.get(at(request)).status_code == 429
    assert visitor.post(at(request, "rut/")).status_code == 429
    request.refresh_from_db()
    assert request.state == State.NEW


def test_the_resident_changes_the_time(visitor, scene):
    request = factory.ask(scene.cast.commune)
    wanted = timezone.localdate() + timedelta(days=2)
    answer = {"wanted_date": wanted.strftime("%d/%m/%Y"), "wanted_part": "EVENING"}
    assert visitor.post(at(request, "doi-gio/"), answer).status_code == 302
    request.refresh_from_db()
    assert (request.wanted_date, request.wanted_part) == (wanted, "EVENING")
    wrong = visitor.post(at(request, "doi-gio/"), {"wanted_date": "hôm qua", "wanted_part": "ANY"})
    assert wrong.status_code == 422
    assert "hôm qua" in wrong.content.decode()


def test_the_resident_withdraws_and_what_is_kept_says_so(visitor, scene):
    request = factory.accepted(scene)
    kept = json.loads(visitor.get(at(request, "du-lieu/")).content)
    assert (kept["phone"], kept["hamlet"]) == ("0912 345 678", "Thôn Ma Hoa")
    assert visitor.post(at(request, "rut/")).status_code == 302
    kept = json.loads(visitor.get(at(request, "du-lieu/")).content)
    assert (kept["phone"], kept["hamlet"], kept["state"]) == ("", "", "WITHDRAWN")
    assert visitor.post(at(request, "rut/")).status_code == 409
    assert visitor.post(at(request, "doi-gio/"), {"wanted_part": "ANY"}).status_code == 409


def test_after_the_visit_the_resident_deletes_the_number(visitor, scene):
    request = factory.accepted(scene)
    assert visitor.post(at(request, "xoa/")).status_code == 409
    services.finish_request(request=request, by=scene.organiser, at=factory.NOW)
    assert visitor.post(at(request, "xoa/")).status_code == 302
    request.refresh_from_db()
    assert request.phone == ""


def test_another_site_cannot_withdraw(visitor, scene):
    request = factory.ask(scene.cast.commune)
    response = visitor.post(at(request, "rut/"), headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    request.refresh_from_db()
    assert request.state == State.NEW


def test_of_an_address_nothing_but_a_count_is_kept_and_that_for_the_day(visitor, scene):
    request = visitor.get(FORM).wsgi_request
    now = timezone.now()
    key = http._sent_key(request, "help-form", now)
    assert "127.0.0.1" not in key
    assert key != http._sent_key(request, "help-form", now + timedelta(days=1))
    sent(visitor, scene)
    assert cache.get(key) == 1
