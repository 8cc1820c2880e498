"""Some roles need a second factor, and go nowhere before it is set up."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from campaigns.accounts import models
from campaigns.kernel import roles
from tests.factories import cast as casts

pytestmark = pytest.mark.django_db
R = roles.Role


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> None:
    settings.LOA_SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def cast() -> casts.Cast:
    return casts.make_cast()


def person(role: R, cast: casts.Cast) -> models.User:
    user = casts.make_person("person", role, cast.province)
    return models.User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", sorted(roles.SECOND_FACTOR_ROLES))
def test_who_lacks_it_is_sent_to_set_it_up(client: Client, cast: casts.Cast, role: R) -> None:
    client.force_login(person(role, cast))
    for path in ("/desk/", "/desk/inbox/", "/desk/search/?q=a", "/cms/"):
        assert client.get(path).headers["Location"] == reverse("mfa_index")


def test_a_superuser_needs_it_without_any_role(client: Client, cast: casts.Cast) -> None:
    made = models.User.objects.create_superuser("root@loa.example", "x", full_name="Root")
    client.force_login(made)
    for path in ("/desk/", "/cms/"):
        assert client.get(path).headers["Location"] == reverse("mfa_index")


def test_setting_it_up_leaving_and_the_language_stay_open(client: Client, cast: casts.Cast) -> None:
    client.force_login(person(R.CHIEF_EDITOR, cast))
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get("/healthz").status_code == 200
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_who_has_it_passes(client: Client, cast: casts.Cast) -> None:
    user = person(R.CHIEF_EDITOR, cast)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    client.force_login(user)
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("role", [R.EDITOR, R.UNIT_OFFICER, R.VOLUNTEER, R.AUDITOR])
def test_others_pass_without_it(client: Client, cast: casts.Cast, role: R) -> None:
    client.force_login(person(role, cast))
    assert client.get("/desk/").status_code == 200


def test_the_password_alone_is_half_a_sign_in(client: Client, cast: casts.Cast) -> None:
    user = person(R.CHIEF_EDITOR, cast)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    fields = {"login": user.email, "password": casts.PASSWORD}
    answer = client.post("/accounts/login/", fields)
    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session


def test_an_installation_may_switch_it_off(
    client: Client, cast: casts.Cast, settings: Settings
) -> None:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    client.force_login(person(R.CHIEF_EDITOR, cast))
    assert client.get("/desk/").status_code == 200
