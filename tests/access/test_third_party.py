"""What others wrote is closed by default: a stranger gets nowhere but to sign-in."""

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.access import addresses, matrix
from tests.factories import cast as casts

# Where a stranger belongs: signing in and being let back in. Each answers without saying who
# has an account.
OPEN_TO_STRANGERS = frozenset(
    {
        "account_login",
        "account_signup",  # says that accounts are opened by an administrator
        "account_logout",  # leads home
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_inactive",
        "account_email_verification_sent",
        "account_confirm_email",
        "account_confirm_login_code",
        "account_request_login_code",
        "mfa_login_webauthn",  # the challenge of a passkey
        "mfa_signup_webauthn",
        "wagtailadmin_sprite",  # icons
        "wagtailadmin_javascript_catalog",  # translated words of buttons
    }
)
THIRD_PARTY = [
    a
    for a in addresses.walk()
    if not a.is_ours
    and a.route.startswith(matrix.THIRD_PARTY_PREFIXES)
    and a.name not in OPEN_TO_STRANGERS
]


def is_closed(address: addresses.Address, client: Client) -> bool:
    """Whether a stranger is sent to sign-in, refused, or finds nothing or no such method."""
    path = addresses.sample_path(address)
    try:
        resolve(path)
    except Resolver404:
        return False  # a sample that misses its address proves nothing
    response = client.get(path)
    if response.status_code == 302:
        return "login" in response.headers["Location"] or address.name == "set_language"
    return response.status_code in {401, 403, 404, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("address", THIRD_PARTY, ids=lambda a: a.name or a.route)
def test_a_stranger_gets_nowhere(address: addresses.Address, client: Client) -> None:
    assert is_closed(address, client), addresses.sample_path(address)


@pytest.mark.django_db
def test_nobody_signs_up(client: Client) -> None:
    response = client.post(
        "/accounts/signup/",
        {"email": "x@loa.test", "password1": "a long secret 1", "password2": "a long secret 1"},
    )
    assert response.status_code in {200, 403}
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/_util/login/", "/cms/login/"])
def test_there_is_one_login(client: Client, path: str) -> None:
    casts.make_user("officer")
    answer = client.post(path, {"username": "officer@loa.test", "password": casts.PASSWORD})
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session
