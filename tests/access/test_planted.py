"""The matrix is seen to fail: one wrong row, one forgotten address, one open door at a time."""

from dataclasses import replace

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from campaigns.accounts import http
from campaigns.kernel import roles
from campaigns.notifications import models as notification_models
from tests.access import addresses, matrix, test_third_party, visits
from tests.access.routes import Access, Face, Route
from tests.access.test_matrix import missing
from tests.factories import cast as casts

P = roles.Permission


def open_to_all(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A view that forgot to ask anything."""
    return HttpResponse("open")


def careless(request: HttpRequest, pk: int) -> HttpResponse:
    """A view that asks who, and not where."""
    http.signed_in(request)
    return HttpResponse("careless")


def writes_on_read(request: HttpRequest) -> HttpResponse:
    notification_models.Notice.objects.filter(pk=0).update(text="read")
    return HttpResponse("written")


def bare(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse("bare")
    answer._csp_exempt = True
    return answer


urlpatterns = [
    path("open/<int:pk>/", open_to_all, name="open"),
    path("careless/<int:pk>/", careless, name="careless"),
    path("writes/", writes_on_read, name="writes"),
    path("bare/", bare, name="bare"),
    path("cms/open/", HttpResponse, name="third"),
]
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"


@pytest.fixture
def cast(db: None, settings: Settings) -> casts.Cast:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    settings.ROOT_URLCONF = __name__
    return casts.make_cast()


def commune(cast: casts.Cast) -> dict[str, int]:
    return {"pk": cast.commune.pk}


def test_a_forgotten_address_is_seen() -> None:
    rows = tuple(row for row in matrix.ROWS if row.name != "workspace:inbox")
    found = missing(list(addresses.walk()), rows)
    assert [f for f in found if "workspace:inbox" in f]
    assert len(found) == 1


def test_an_unnamed_address_of_ours_is_seen() -> None:
    nameless = addresses.Address("desk/secret/", "", "campaigns.workspace.views")
    assert len(missing([nameless], matrix.ROWS)) == 1


def test_an_address_of_others_outside_the_prefixes_is_seen() -> None:
    stray = addresses.Address("admin/", "admin:index", "django.contrib.admin.sites")
    assert len(missing([stray], matrix.ROWS)) == 1


def test_an_open_door_is_seen(cast: casts.Cast) -> None:
    faults = visits.faults(Route("open", P.MANAGE_PREMISES, args=commune), cast)
    said = "\n".join(faults)
    assert "nobody gets 200 instead of being asked to sign in" in said
    assert "VOLUNTEER in the unit gets 200 instead of 403" in said
    assert "UNIT_OFFICER of another unit gets 200 instead of 404" in said


def test_a_view_that_does_not_ask_where_is_seen(cast: casts.Cast) -> None:
    faults = visits.faults(Route("careless", P.VIEW_UNIT, args=commune), cast)
    assert any("of another unit gets 200 instead of 404" in fault for fault in faults)


def test_a_stranger_at_an_interface_is_seen(cast: casts.Cast) -> None:
    row = Route("open", Access.SIGNED_IN, face=Face.API, args=commune, is_scoped=False)
    assert any("nobody gets 200" in fault for fault in visits.faults(row, cast))


def test_somebody_elses_thing_is_seen(cast: casts.Cast) -> None:
    faults = visits.faults(Route("open", Access.SIGNED_IN, args=commune), cast)
    assert any("somebody else's thing answers 200" in fault for fault in faults)


def test_a_secret_that_is_none_is_seen(cast: casts.Cast) -> None:
    row = Route("open", Access.SECRET, args=commune, wrong_args=commune)
    assert any("a wrong secret gets 200" in fault for fault in visits.faults(row, cast))
    lazy = replace(row, wrong_args=None)
    assert any("needs `enter` or `wrong_args`" in fault for fault in visits.faults(lazy, cast))


def test_a_get_that_writes_is_seen(cast: casts.Cast) -> None:
    faults = visits.faults(Route("writes", Access.PUBLIC), cast)
    assert any("a GET writes" in fault for fault in faults)


def test_a_missing_header_is_seen(cast: casts.Cast) -> None:
    faults = visits.faults(Route("bare", Access.PUBLIC), cast)
    assert any("content security policy" in fault for fault in faults)


def test_a_right_person_who_is_refused_is_seen(cast: casts.Cast) -> None:
    row = Route("bare", Access.PUBLIC, answers=frozenset({201}))
    assert any("anybody may, and gets 200" in fault for fault in visits.faults(row, cast))


def test_a_view_that_takes_any_method_is_seen(cast: casts.Cast) -> None:
    row = Route("bare", Access.PUBLIC)
    assert visits.method_faults(row, cast, frozenset({("bare", "GET")})) == [
        "bare does not say which methods it takes (got 200)"
    ]


def test_a_method_without_a_row_is_seen(cast: casts.Cast, settings: Settings) -> None:
    settings.ROOT_URLCONF = "config.urls"
    row = Route("workspace:inbox", Access.SIGNED_IN)
    assert visits.method_faults(row, cast, frozenset()) == [
        "workspace:inbox takes GET, which has no row"
    ]


def test_an_open_door_of_others_is_seen(cast: casts.Cast, client: Client) -> None:
    third = next(a for a in addresses.walk(__name__) if a.name == "third")
    assert not test_third_party.is_closed(third, client)
