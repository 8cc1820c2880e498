"""The list of units, and the roles that people hold in one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from campaigns.audit import models as audit_models
from campaigns.kernel import roles
from campaigns.units import models, permissions, services
from tests.factories import cast as casts


@pytest.fixture
def cast(db: None, settings: Settings) -> casts.Cast:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    return casts.make_cast()


@pytest.fixture
def admin(cast: casts.Cast, client: Client) -> Client:
    client.force_login(casts.make_person("admin", roles.Role.ADMINISTRATOR, cast.province))
    return client


def names(page: object) -> list[str]:
    return [row.name_vi for row in page.context["table"].rows]


def test_units_are_found_without_diacritics(admin: Client) -> None:
    assert names(admin.get(reverse("units:unit_list"), {"q": "phuoc dai"})) == ["Xã Phước Đại"]


def test_units_are_narrowed_by_kind_and_by_what_stands_above(
    cast: casts.Cast, admin: Client
) -> None:
    address = reverse("units:unit_list")
    below = admin.get(address, {"parent": cast.district.pk})
    assert names(below) == ["Xã Phước Chính", "Xã Phước Đại"]
    stations = admin.get(address, {"kind": cast.station.kind_id})
    assert names(stations) == ["Đài Phát thanh và Truyền hình Ninh Thuận"]
    assert admin.get(address, {"parent": "x", "kind": "0"}).context["table"].state.total_count == 6


def test_the_list_ends_where_the_readers_roles_end(cast: casts.Cast, client: Client) -> None:
    client.force_login(cast.officer)
    assert names(client.get(reverse("units:unit_list"))) == ["Xã Phước Đại"]


def test_the_list_names_head_and_parent_and_is_exported(cast: casts.Cast, admin: Client) -> None:
    head = services.HeadDraft("Chamaléa B", "Chủ tịch", casts.START)
    services.appoint_head(unit=cast.commune, draft=head, by=casts.SYSTEM, at=casts.NOW)
    answer = admin.get(reverse("units:unit_list"), {"q": "phuoc dai", "export": "csv"})
    words = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Chamaléa B" in words
    assert "Huyện Bác Ái" in words
    sheet = admin.get(reverse("units:unit_list"), {"export": "xlsx"})
    assert b"".join(sheet.streaming_content).startswith(b"PK")


def test_the_list_asks_the_same_number_of_times_whatever_the_rows(admin: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(reverse("units:unit_list")).status_code == 200
        return len(captured)

    admin.get(reverse("units:unit_list"))  # the first request of a session writes it
    few = count()
    drafts = [
        services.UnitDraft(f"9{n}", "commune", f"Xã {n}", f"{n}", f"{n}", casts.START, "584")
        for n in range(30)
    ]
    services.found_units(drafts=drafts, by=casts.SYSTEM, at=casts.NOW)
    assert count() == few <= 25


def given(**changes: str) -> dict[str, str]:
    entered = {"email": "outsider@loa.test", "role": "INSPECTOR", "from_date": "2026-11-16"}
    return entered | changes


def test_a_role_is_given_and_works_from_its_day(cast: casts.Cast, admin: Client) -> None:
    address = reverse("units:grants", args=[cast.commune.pk])
    assert admin.post(address, given(email="Outsider@LOA.test")).status_code == 302
    may = permissions.can(cast.outsider, roles.Permission.INSPECT_PREMISES, unit=cast.commune)
    assert may
    event = audit_models.Event.objects.filter(verb="units.grant_given").latest("pk")
    assert (event.actor_label, event.unit_id) == ("Admin", cast.commune.pk)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nobody@loa.test"}, "email"),
        ({"role": "KING"}, "role"),
        ({"role": "UNIT_OFFICER", "email": "officer@loa.test"}, "role"),
        ({"from_date": "hôm nay"}, "from_date"),
    ],
)
def test_faults_stand_beside_their_fields(
    cast: casts.Cast, admin: Client, changes: dict[str, str], field: str
) -> None:
    before = models.Grant.objects.count()
    answer = admin.post(reverse("units:grants", args=[cast.commune.pk]), given(**changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert models.Grant.objects.count() == before


def test_a_role_ends_after_its_last_day_with_a_reason(cast: casts.Cast, admin: Client) -> None:
    grant = models.Grant.objects.get(user=cast.officer)
    address = reverse("units:end_grant", args=[cast.commune.pk, grant.pk])
    early = {"last_date": "2020-12-31", "reason": "Chuyển công tác."}
    assert admin.post(address, early).status_code == 422
    assert admin.post(address, early | {"last_date": "2026-11-10", "reason": ""}).status_code == 422
    assert admin.post(address, early | {"last_date": "2026-11-10"}).status_code == 302
    assert not permissions.can(cast.officer, roles.Permission.VIEW_UNIT, unit=cast.commune)
    assert admin.post(address, early).status_code == 404


def test_a_grant_of_another_unit_is_not_there(cast: casts.Cast, admin: Client) -> None:
    grant = models.Grant.objects.get(user=cast.outsider)
    address = reverse("units:end_grant", args=[cast.commune.pk, grant.pk])
    assert admin.get(address).status_code == 404
