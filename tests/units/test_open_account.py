"""An installation gets its first administrator from the command line."""

import getpass

import pytest
from django.core.management import CommandError, call_command

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles
from campaigns.units import permissions
from tests.factories import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _typed_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "một mật khẩu dài")


def test_the_first_administrator_may_give_roles_everywhere():
    people = cast.make_cast()
    call_command("open_account", "first@loa.test", "Người Đầu Tiên")
    user = accounts_models.User.objects.get(email="first@loa.test")
    assert user.check_password("một mật khẩu dài")
    assert user.is_second_factor_required
    assert permissions.can(user, roles.Permission.MANAGE_GRANTS, unit=people.commune)


def test_a_role_can_be_held_in_one_unit():
    people = cast.make_cast()
    call_command("open_account", "one@loa.test", "Một", role="UNIT_HEAD", unit="22810")
    user = accounts_models.User.objects.get(email="one@loa.test")
    assert permissions.can(user, roles.Permission.VIEW_UNIT, unit=people.commune)
    assert not permissions.can(user, roles.Permission.VIEW_UNIT, unit=people.sibling)


def test_without_units_it_says_what_to_do_first():
    with pytest.raises(CommandError, match="Load a kit first"):
        call_command("open_account", "first@loa.test", "Người Đầu Tiên")


def test_an_email_in_use_opens_nothing_and_gives_nothing():
    people = cast.make_cast()
    with pytest.raises(CommandError):
        call_command("open_account", people.officer.email, "Người Khác")
    assert people.officer.grants.count() == 1
