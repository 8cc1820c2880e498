"""A form that is sent after the session ended: sign in, and stand before it again."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import cast as casts

pytestmark = pytest.mark.django_db
FORM = "/desk/broadcasts/outlets/1/2026-11-26/?noted=4"
TAP = "/desk/broadcasts/releases/87/tap/"


def _next(response: HttpResponse) -> str:
    assert response.status_code == 302
    parts = urlsplit(response.headers["Location"])
    assert parts.path == "/accounts/login/"
    return parse_qs(parts.query)["next"][0]


def test_signing_in_leads_back_to_the_page_of_the_form(client: Client) -> None:
    sent = client.post(TAP, {"what": "aired"}, headers={"Referer": f"http://testserver{FORM}"})
    assert _next(sent) == FORM
    page = client.get(sent.headers["Location"]).content.decode()
    assert "chưa lưu gì" in page


@pytest.mark.parametrize("page", ["", "https://evil.example/desk/", "javascript:alert(1)"])
def test_no_other_page_is_named(client: Client, page: str) -> None:
    assert _next(client.post(TAP, headers={"Referer": page})) == "/desk/"


def test_who_opens_a_page_is_led_to_that_page(client: Client) -> None:
    assert _next(client.get("/desk/inbox/")) == "/desk/inbox/"


def test_a_form_of_somebody_signed_in_goes_its_way(client: Client) -> None:
    client.force_login(casts.make_user("officer"))
    headers = {"Referer": f"http://testserver{FORM}"}
    assert client.post(TAP, {"what": "aired"}, headers=headers).status_code == 404
