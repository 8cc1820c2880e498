"""Reading directives: the list, and one clause by clause."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.kernel import roles
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import directives


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


def test_clauses_stand_in_the_order_of_the_letter(cast: casts.Cast, client: Client) -> None:
    letter = directives.make_directive(cast)
    client.force_login(cast.officer)
    page = client.get(reverse("directives:directive", args=[letter.pk]))
    assert [view.clause.number for view in page.context["clauses"]] == ["1.a", "1.d", "1.đ", "1.e"]


def test_obligations_say_who_and_how_strongly(cast: casts.Cast, client: Client) -> None:
    letter = directives.make_directive(cast)
    client.force_login(cast.officer)
    page = client.get(reverse("directives:directive", args=[letter.pk]))
    said = {
        one.obligation.code: (one.obligation.strength, one.leads, one.coordinating)
        for view in page.context["clauses"]
        for one in view.obligations
    }
    assert said == {
        "tuyen-truyen": ("ASSIGN", ("Xã",), ()),
        "thanh-toan": ("ENCOURAGE", ("Văn phòng Ủy ban nhân dân tỉnh",), ()),
        "kiem-tra": ("REQUEST", (), ("Xã Phước Chính",)),
    }


def test_recipients_stand_by_purpose(cast: casts.Cast, client: Client) -> None:
    letter = directives.make_directive(cast)
    client.force_login(cast.officer)
    page = client.get(reverse("directives:directive", args=[letter.pk]))
    groups = [group.lines for group in page.context["recipients"]]
    assert groups == [("Nơi nhận 1", "Nơi nhận 3"), ("Nơi nhận 2",)]


def test_a_letter_is_read_by_all_whom_it_may_oblige_and_by_nobody_else(
    cast: casts.Cast, client: Client
) -> None:
    letter = directives.make_directive(cast)
    draft = units_services.UnitDraft("99", "province", "Tỉnh khác", "x", "x", casts.START)
    far = units_services.found_units(drafts=[draft], by=casts.SYSTEM, at=casts.NOW)["99"]
    stranger = casts.make_person("far", roles.Role.UNIT_OFFICER, far)
    address = reverse("directives:directive", args=[letter.pk])
    for user, status, count in ((cast.officer, 200, 1), (stranger, 404, 0)):
        client.force_login(user)
        assert client.get(address).status_code == status
        listed = client.get(reverse("directives:directive_list"))
        assert listed.context["table"].state.total_count == count


def test_a_role_without_duties_is_refused(cast: casts.Cast, client: Client) -> None:
    letter = directives.make_directive(cast)
    client.force_login(cast.volunteer)
    assert client.get(reverse("directives:directive", args=[letter.pk])).status_code == 403


def test_the_list_is_exported(cast: casts.Cast, client: Client) -> None:
    directives.make_directive(cast)
    client.force_login(cast.officer)
    answer = client.get(reverse("directives:directive_list"), {"export": "csv"})
    assert "2754/UBND-VXNV" in b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_page_asks_few_times_whatever_the_clauses(cast: casts.Cast, client: Client) -> None:
    letter = directives.make_directive(cast)
    client.force_login(cast.officer)
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("directives:directive", args=[letter.pk]))
    assert len(captured) <= 25
