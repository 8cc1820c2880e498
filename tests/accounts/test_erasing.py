"""What is left of somebody who was erased: acts, and nobody's name."""

import json

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse

from campaigns.accounts import models, services
from campaigns.audit import models as audit_models
from tests.factories import cast as casts

pytestmark = pytest.mark.django_db


def _erase(user: models.User) -> None:
    services.erase_person(user=user, by=casts.SYSTEM, at=casts.NOW, reason="on demand")


def test_name_email_and_salts_are_gone() -> None:
    user = casts.make_user("katơr")
    services.note_sign_in(user=user, method="password", at=casts.NOW)
    _erase(user)
    stored = models.User.objects.get(pk=user.pk)
    assert (stored.full_name, stored.audit_salt, stored.is_active) == ("", "", False)
    assert not stored.has_usable_password()
    rows = [stored, *audit_models.Event.objects.all()]
    text = json.dumps(json.loads(serializers.serialize("json", rows)), ensure_ascii=False)
    assert "katơr" not in text.casefold()


def test_nobody_signs_in_as_an_erased_person(client: Client) -> None:
    user = casts.make_user("editor")
    client.force_login(user)
    _erase(user)
    page = client.get(reverse("workspace:my_day"))
    assert page.headers["Location"].startswith("/accounts/login/")
    another = Client()
    another.post(reverse("account_login"), {"login": "editor@loa.test", "password": casts.PASSWORD})
    assert "_auth_user_id" not in another.session


def test_a_person_is_erased_once() -> None:
    user = casts.make_user("editor")
    _erase(user)
    with pytest.raises(services.AlreadyErased):
        _erase(user)


def test_the_record_never_holds_an_email_or_a_name_among_values() -> None:
    cast = casts.make_cast()
    people = [cast.head, cast.officer, cast.volunteer, cast.outsider]
    values = json.dumps(
        [[e.before, e.after, e.reason] for e in audit_models.Event.objects.all()],
        ensure_ascii=False,
    )
    for person in people:
        assert person.email not in values
        assert f'"{person.full_name}"' not in values
