"""The scoreboard and the card of a unit, as they are read and written."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.kernel import roles
from campaigns.scorecards import models, services
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import premises as premises_factory
from tests.factories import scorecards as factory

pytestmark = pytest.mark.django_db
WHO = {"by": casts.SYSTEM, "at": casts.NOW}
WEEK = "WEEK-2026-11-16"
MOST_QUERIES = 25


@pytest.fixture
def scene() -> premises_factory.Scene:
    """One commune with two premises of which one is verified, the other commune with none."""
    found = premises_factory.make_scene()
    factory.make("posters", kinds=("commune", "district"))
    factory.make("visits", measure="daily_control", filters={}, clause_code="1.b.3")
    premises_factory.make_verified(found)
    compute()
    return found


def compute() -> None:
    for day in (date(2026, 11, 9), date(2026, 11, 16)):
        services.compute_period(kind="WEEK", start=day, on=date(2026, 11, 18), **WHO)


@pytest.fixture
def office(scene: premises_factory.Scene, client: Client) -> Client:
    client.force_login(
        casts.make_person("van-phong", roles.Role.COMMITTEE_MEMBER, scene.cast.province)
    )
    return client


def read(client: Client, name: str = "scorecards:board", *args: int, **query: str) -> str:
    answer = client.get(reverse(name, args=args), {"period": WEEK} | query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_board_says_value_place_and_colour_in_words(office: Client) -> None:
    page = read(office, kind="commune")
    assert "50\u00a0%" in page
    assert "cần hỗ trợ" in page
    assert "chưa xét: không có gì để đo" in page
    assert "#1" in page


def test_it_is_narrowed_by_kind_and_clause_in_the_address(office: Client) -> None:
    assert "Huyện Bác Ái" in read(office, kind="district")
    page = read(office, kind="commune", clause="1.b.3")
    assert "Chỉ số visits" in page
    assert "Chỉ số posters" not in page


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_it_is_sorted_by_a_column_and_the_unjudged_come_last(
    office: Client, scene: premises_factory.Scene, direction: str
) -> None:
    page = read(office, kind="commune", sort="posters", dir=direction)
    names = [scene.cast.commune.name_vi, scene.cast.sibling.name_vi]
    places = [page.index(f">{name}<") for name in names]
    assert places == sorted(places)


def test_nonsense_in_the_address_shows_something(office: Client) -> None:
    answer = office.get(
        reverse("scorecards:board"),
        {"period": "WEEK-never", "kind": "ship", "clause": "9", "sort": "x", "page": "-1"},
    )
    assert answer.status_code == 200


def test_a_file_holds_bare_values(office: Client) -> None:
    answer = office.get(
        reverse("scorecards:board"), {"period": WEEK, "kind": "commune", "export": "csv"}
    )
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Đơn vị,")
    assert {line.split(",")[1] for line in lines[1:]} == {"50.00", ""}


def test_the_number_of_queries_does_not_grow_with_units(
    office: Client, scene: premises_factory.Scene
) -> None:
    read(office, kind="commune")  # what is cached once is cached by then
    counts = [_queries(office, kind="commune", sort="posters")]
    drafts = [
        units_services.UnitDraft(
            f"X{n}", "commune", f"Xã {n}", f"Xã {n}", f"Xã {n}", casts.START, "584"
        )
        for n in range(30)
    ]
    units_services.found_units(drafts=drafts, **WHO)
    compute()
    counts.append(_queries(office, kind="commune", sort="posters"))
    assert counts[0] == counts[1] <= MOST_QUERIES


def _queries(client: Client, **query: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        read(client, **query)
    return len(found)


def test_an_officer_sees_the_own_commune_alone(
    client: Client, scene: premises_factory.Scene
) -> None:
    client.force_login(scene.cast.officer)
    page = read(client, kind="commune")
    assert scene.cast.commune.name_vi in page
    assert scene.cast.sibling.name_vi not in page


def test_before_anything_is_scored_the_page_says_so(client: Client) -> None:
    client.force_login(casts.make_cast().officer)
    assert "Chưa chấm điểm" in client.get(reverse("scorecards:board")).content.decode()


def test_the_card_tells_what_was_counted_and_why(
    office: Client, scene: premises_factory.Scene
) -> None:
    with CaptureQueriesContext(connection) as found:
        page = read(office, "scorecards:unit_scores", scene.cast.commune.pk)
    assert len(found) <= MOST_QUERIES
    assert "1 trên 2" in page
    assert "từ 90\u00a0% là đạt, từ 60\u00a0% là gần đạt" in page
    assert reverse("premises:coverage") in page
    assert "Chưa xét: chưa có số liệu báo cáo" in page
    assert "<polyline points=" in page


def test_the_head_says_something_and_all_read_it(
    client: Client, office: Client, scene: premises_factory.Scene
) -> None:
    head = Client()
    head.force_login(scene.cast.head)
    where = reverse("scorecards:comment", args=[scene.cast.commune.pk])
    answer = head.post(where, {"period": WEEK, "text": "Mưa lũ <cả> tuần."})
    assert answer.status_code == 302
    assert models.ScoreComment.objects.get().made_by == scene.cast.head
    page = read(office, "scorecards:unit_scores", scene.cast.commune.pk)
    assert "Mưa lũ &lt;cả&gt; tuần." in page
    refused = head.post(where, {"period": WEEK, "text": "  "})
    assert refused.status_code == 422
    assert office.post(where, {"period": WEEK, "text": "Không."}).status_code == 403


def test_the_units_page_leads_to_its_card(office: Client, scene: premises_factory.Scene) -> None:
    page = office.get(reverse("workspace:unit", args=[scene.cast.commune.pk])).content.decode()
    assert reverse("scorecards:unit_scores", args=[scene.cast.commune.pk]) in page
