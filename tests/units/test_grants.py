"""What a grant gives, where, and on which days."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles
from campaigns.units import models, permissions, services
from tests.factories import cast as casts

P, R = roles.Permission, roles.Role
WHO = {"by": casts.SYSTEM, "at": casts.NOW}
TODAY = date(2026, 11, 16)


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


def give(user: accounts_models.User, role: R, unit: models.Unit, since: date) -> models.Grant:
    draft = services.GrantDraft(user, role, unit, since)
    return services.give_grant(draft=draft, **WHO)


def may(user: accounts_models.User, permission: P, unit: models.Unit, on: date = TODAY) -> bool:
    return bool(permissions.can(user, permission, unit=unit, on=on))


def fresh(user: accounts_models.User) -> accounts_models.User:
    return accounts_models.User.objects.get(pk=user.pk)


def test_a_grant_reaches_down_the_tree_and_not_up_or_aside(cast: casts.Cast) -> None:
    user = casts.make_person("district", R.UNIT_OFFICER, cast.district)
    assert may(user, P.MANAGE_PREMISES, cast.district)
    assert may(user, P.MANAGE_PREMISES, cast.commune)
    assert not may(user, P.MANAGE_PREMISES, cast.province)
    assert not may(cast.officer, P.MANAGE_PREMISES, cast.sibling)


def test_a_grant_holds_on_its_days_only(cast: casts.Cast) -> None:
    user = casts.make_user("substitute")
    grant = give(user, R.UNIT_OFFICER, cast.commune, TODAY)
    services.end_grant(grant=grant, last_date=TODAY + timedelta(days=6), **WHO)
    days = [TODAY + timedelta(days=n) for n in (-1, 0, 6, 7)]
    assert [may(user, P.VIEW_UNIT, cast.commune, day) for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_a_grant_follows_the_tree_of_the_day(cast: casts.Cast) -> None:
    user = casts.make_person("district", R.UNIT_OFFICER, cast.district)
    services.move_unit(unit=cast.commune, parent=cast.province, from_date=TODAY, **WHO)
    assert may(user, P.VIEW_UNIT, cast.commune, TODAY - timedelta(days=1))
    assert not may(user, P.VIEW_UNIT, cast.commune, TODAY)


def test_a_refusal_says_why(cast: casts.Cast) -> None:
    verdict = permissions.can(cast.officer, P.DECIDE_CITATION, unit=cast.commune)
    assert not verdict
    assert str(P.DECIDE_CITATION.label) in verdict.reason
    assert permissions.can(AnonymousUser(), P.VIEW_UNIT).reason
    assert permissions.can(cast.officer, P.VIEW_UNIT, unit=cast.commune).reason == ""


def test_without_a_unit_a_right_anywhere_is_enough(cast: casts.Cast) -> None:
    assert permissions.can(cast.officer, P.MANAGE_PREMISES)
    assert not permissions.can(cast.volunteer, P.MANAGE_PREMISES)
    assert not permissions.can(casts.make_user("nobody"), P.VIEW_UNIT)


def test_units_where_somebody_may_are_those_where_can_says_so(cast: casts.Cast) -> None:
    user = casts.make_person("mixed", R.UNIT_OFFICER, cast.commune)
    casts.grant(user, R.VOLUNTEER, cast.province)
    for permission in P:
        granted = set(permissions.units_where(user, permission, on=TODAY))
        asked = {u for u in models.Unit.objects.all() if may(user, permission, u)}
        assert granted == asked, permission
    assert not permissions.units_where(AnonymousUser(), P.VIEW_UNIT).exists()


def test_units_out_of_scope_are_not_visible(cast: casts.Cast) -> None:
    assert set(models.Unit.objects.visible_to(cast.officer, TODAY)) == {cast.commune}


def test_the_same_role_is_not_given_twice(cast: casts.Cast) -> None:
    with pytest.raises(services.GrantRefused):
        give(cast.officer, R.UNIT_OFFICER, cast.commune, TODAY)


def test_a_role_is_ended_once(cast: casts.Cast) -> None:
    grant = models.Grant.objects.get(user=cast.officer)
    services.end_grant(grant=grant, last_date=TODAY, **WHO)
    with pytest.raises(services.GrantRefused):
        services.end_grant(grant=grant, last_date=TODAY, **WHO)


@pytest.mark.parametrize("role", R)
def test_who_needs_a_second_factor_follows_from_the_grants(cast: casts.Cast, role: R) -> None:
    user = casts.make_user("person")
    grant = give(user, role, cast.province, casts.START)
    assert fresh(user).is_second_factor_required is (role in roles.SECOND_FACTOR_ROLES)
    services.end_grant(grant=grant, last_date=TODAY - timedelta(days=1), **WHO)
    assert fresh(user).is_second_factor_required is False


def test_a_role_that_ends_later_needs_its_second_factor_until_then(cast: casts.Cast) -> None:
    user = casts.make_user("person")
    grant = give(user, R.CHIEF_EDITOR, cast.province, casts.START)
    services.end_grant(grant=grant, last_date=TODAY, **WHO)
    assert fresh(user).is_second_factor_required


def test_every_change_of_grants_raises_the_version(cast: casts.Cast) -> None:
    user = casts.make_user("person")
    grant = give(user, R.EDITOR, cast.province, casts.START)
    services.end_grant(grant=grant, last_date=TODAY, **WHO)
    assert fresh(user).grants_version == user.grants_version + 2


def test_every_role_has_its_permissions() -> None:
    assert set(roles.ROLE_PERMISSIONS) == set(R)
