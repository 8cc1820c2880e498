"""One person, one email, whatever its case."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.accounts import models, services
from tests.factories import cast as casts
from tests.factories import refusals

pytestmark = pytest.mark.django_db


def test_an_email_is_taken_in_any_case() -> None:
    casts.make_user("editor")
    with pytest.raises(services.EmailTaken):
        services.open_account(
            account=services.NewAccount("Editor@LOA.test", "Another"),
            by=casts.SYSTEM,
            at=casts.NOW,
        )


def test_the_database_knows_no_second_spelling() -> None:
    casts.make_user("editor")
    with refusals.refused_by("accounts_user_email_once"):
        models.User(email="EDITOR@loa.test", full_name="Another").save()


def test_people_sign_in_with_their_email_in_any_case(client: Client) -> None:
    user = casts.make_user("editor")
    client.post(reverse("account_login"), {"login": "Editor@Loa.Test", "password": casts.PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_account_needs_an_email() -> None:
    with pytest.raises(ValueError, match="email"):
        models.User.objects.create_user("")
