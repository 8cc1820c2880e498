"""The second factor guards every address behind sign-in, and asks nobody elsewhere."""

import pytest
from django.test import Client

from campaigns.accounts import http
from campaigns.kernel import roles
from tests.access import addresses, matrix
from tests.access.routes import Access
from tests.factories import cast as casts

BEHIND_SIGN_IN = {row.name for row in matrix.ROWS} - {
    row.name for row in matrix.ROWS if row.needs in {Access.PUBLIC, Access.SECRET}
}


def test_every_address_behind_sign_in_stands_under_a_closed_prefix() -> None:
    routes = {"/" + a.route for a in addresses.walk() if a.name in BEHIND_SIGN_IN}
    assert sorted(r for r in routes if not r.startswith(http.CLOSED_PREFIXES)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/desk/", "/desk/units/", "/cms/"])
def test_whoever_needs_a_second_factor_sets_it_up_first(client: Client, path: str) -> None:
    cast = casts.make_cast()
    client.force_login(casts.make_person("office", roles.Role.PROVINCIAL_OFFICE, cast.province))
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/")
