"""Signing in: one door, on record, closed to guessing."""

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from campaigns.audit import models as audit_models
from tests.factories import cast as casts

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def sign_in(client: Client, password: str = casts.PASSWORD) -> HttpResponse:
    fields = {"login": "officer@loa.test", "password": password}
    return client.post(LOGIN, fields)


def test_the_login_page_stands_on_its_own(client: Client) -> None:
    page = client.get(LOGIN)
    assert page.status_code == 200
    assert page.headers["Cache-Control"].startswith("max-age=0")


def test_a_sign_in_is_on_record_with_its_method(client: Client) -> None:
    user = casts.make_user("officer")
    assert sign_in(client).headers["Location"] == "/desk/"
    event = audit_models.Event.objects.get(verb="accounts.signed_in")
    assert (event.actor_id, event.subject_id) == (user.actor_id, str(user.pk))
    assert event.after == {"method": "password"}


def test_a_wrong_password_opens_nothing(client: Client) -> None:
    casts.make_user("officer")
    assert sign_in(client, "wrong").status_code == 200
    assert "_auth_user_id" not in client.session
    assert not audit_models.Event.objects.filter(verb="accounts.signed_in").exists()


def test_guessing_is_stopped_even_when_it_comes_right(client: Client) -> None:
    casts.make_user("officer")
    for guess in range(8):
        sign_in(client, f"guess {guess}")
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_a_closed_account_opens_nothing(client: Client) -> None:
    user = casts.make_user("officer")
    user.is_active = False
    user.save()
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_nobody_is_sent_elsewhere_after_signing_in(client: Client) -> None:
    casts.make_user("officer")
    fields = {"login": "officer@loa.test", "password": casts.PASSWORD, "next": "//evil.example/"}
    assert client.post(LOGIN, fields).headers["Location"] == "/desk/"


def test_the_reset_mail_goes_to_the_person_alone(client: Client) -> None:
    casts.make_user("officer")
    known = client.post(reverse("account_reset_password"), {"email": "OFFICER@loa.test"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@loa.test"})
    assert known.headers["Location"] == unknown.headers["Location"]
    assert mail.outbox[0].to == ["officer@loa.test"]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


def test_signing_out_takes_a_post(client: Client) -> None:
    client.force_login(casts.make_user("officer"))
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
