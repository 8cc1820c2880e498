"""Short links on the desk: made, found, counted, aimed, revoked and taken back."""

import csv
import io
from datetime import timedelta

import pytest
import zxingcpp
from django.conf import settings
from django.test import Client
from django.utils import timezone

from campaigns.kernel import roles
from campaigns.premises import models, services
from campaigns.workspace import queries as workspace_queries
from tests.factories import cast as casts
from tests.factories import links, pictures

pytestmark = pytest.mark.django_db
LIST = "/desk/premises/links/"


@pytest.fixture
def scene(client: Client) -> links.Scene:
    scene = links.make_scene()
    client.force_login(scene.cast.officer)
    return scene


def test_the_list_shows_counts_whatever_its_length(
    scene: links.Scene, client: Client, django_assert_max_num_queries
):
    links.count(scene.link)
    links.hang(scene.cast)
    services.make_sheet_links(
        unit=scene.cast.commune, target=scene.target, by=casts.SYSTEM, at=timezone.now()
    )
    for number in range(30):
        links.make_link(scene.cast.commune, scene.target, name=f"Băng rôn {number}")
    with django_assert_max_num_queries(14):
        page = client.get(LIST).text
    assert "Tờ rơi chợ phiên" in page
    assert page.index("Tờ rơi chợ phiên") < page.index("Băng rôn"), "most scanned first"


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ({"q": "chợ"}, True),
        ({"q": "xyz"}, False),
        ({"q": "%"}, False),
        ({"medium": "LEAFLET"}, True),
        ({"medium": "BANNER"}, False),
        ({"medium": "NONSENSE"}, True),
        ({"state": "ANSWERING"}, True),
        ({"state": "DEAD"}, False),
        ({"unit": "nonsense"}, True),
    ],
)
def test_filters_hold_and_nonsense_is_left_out(
    scene: links.Scene, client: Client, query: dict[str, str], is_found: bool
):
    assert (scene.link.code in client.get(LIST, query).text) is is_found
    assert client.get(LIST, query | {"export": "csv"}).status_code == 200


def test_a_link_of_another_unit_is_not_there(scene: links.Scene, client: Client):
    other = links.make_link(scene.cast.sibling, scene.target, name="Của xã khác")
    assert other.code not in client.get(LIST).text
    for tail in ("", "code.svg", "aim/", "revoke/"):
        assert client.get(f"{LIST}{other.pk}/{tail}").status_code == 404


def test_a_link_is_made_for_ones_own_unit_only(scene: links.Scene, client: Client):
    body = {"name": "Áp phích", "medium": "BANNER", "target": scene.target.pk}
    answer = client.post(f"{LIST}new/", body | {"unit": scene.cast.sibling.pk})
    assert answer.status_code == 422
    answer = client.post(f"{LIST}new/", body | {"unit": scene.cast.commune.pk})
    made = models.Link.objects.get(name="Áp phích")
    assert answer["Location"] == f"{LIST}{made.pk}/"
    # The same again is the next edition, with a code of its own.
    client.post(f"{LIST}new/", body | {"unit": scene.cast.commune.pk})
    editions = models.Link.objects.filter(name="Áp phích").order_by("edition")
    assert [row.edition for row in editions] == [1, 2]


def test_a_form_without_what_it_needs_keeps_what_was_typed(scene: links.Scene, client: Client):
    answer = client.post(f"{LIST}new/", {"name": "Áp phích", "medium": "SHEET", "target": "999"})
    assert answer.status_code == 422
    assert 'value="Áp phích"' in answer.text
    assert client.post(f"{LIST}{scene.link.pk}/revoke/", {"reason": " "}).status_code == 422
    assert client.post(f"{LIST}sheets/", {"unit": scene.cast.commune.pk}).status_code == 422


def test_links_for_all_sheets_of_a_commune(scene: links.Scene, client: Client):
    body = {"unit": scene.cast.commune.pk, "target": scene.target.pk}
    assert client.post(f"{LIST}sheets/", body).status_code == 422, "nothing hangs"
    poster = links.hang(scene.cast)
    assert client.post(f"{LIST}sheets/", body).status_code == 302
    assert models.Link.objects.get(poster=poster).code == poster.code


def test_the_code_of_a_link_is_read_back_and_leads_on(scene: links.Scene, client: Client):
    answer = client.get(f"{LIST}{scene.link.pk}/code.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    found = zxingcpp.read_barcodes(pictures.draw_qr(answer.text))
    assert [code.text for code in found] == [f"{settings.BASE_URL}/Q/{scene.link.code}".upper()]


def test_the_page_of_a_link_counts_and_draws(
    scene: links.Scene, client: Client, django_assert_max_num_queries
):
    links.count(scene.link, people=4)
    with django_assert_max_num_queries(16):
        page = client.get(f"{LIST}{scene.link.pk}/").text
    assert page.count("data-chart-spec") == 2
    assert "4 lần" in page


def test_revoking_asks_why_and_is_taken_back(scene: links.Scene, client: Client):
    here = f"{LIST}{scene.link.pk}/"
    assert client.post(f"{here}revoke/", {"reason": "Bị dán đè"}).status_code == 302
    assert "Bị dán đè" in client.get(here).text
    assert client.post(f"{here}revoke/", {"reason": "nữa"}).status_code == 422
    assert client.post(f"{here}aim/", {"target": scene.target.pk}).status_code == 422
    assert client.post(f"{here}reinstate/").status_code == 302
    scene.link.refresh_from_db()
    assert scene.link.is_answering


def test_a_link_is_led_elsewhere(scene: links.Scene, client: Client):
    new = links.make_target(name_vi="Trang mới", address_vi="/moi/")
    assert client.post(f"{LIST}{scene.link.pk}/aim/", {"target": new.pk}).status_code == 302
    scene.link.refresh_from_db()
    assert scene.link.target == new


def test_the_office_keeps_targets_and_sees_why_one_is_refused(scene: links.Scene, client: Client):
    assert client.get(f"{LIST}targets/").status_code == 403
    office = casts.make_person("Điều phối", roles.Role.COORDINATOR, scene.cast.province)
    client.force_login(office)
    body = {"name_vi": "Trang lạ", "kind": "PAGE", "address_vi": "//evil.example"}
    answer = client.post(f"{LIST}targets/", body)
    assert answer.status_code == 422
    assert "một dấu gạch chéo" in answer.text
    assert client.post(f"{LIST}targets/", body | {"address_vi": "/lich/"}).status_code == 302
    made = models.LinkTarget.objects.get(name_vi="Trang lạ")
    day = timezone.localdate()
    retire = f"{LIST}targets/{made.pk}/retire/"
    early = {"from_date": (day - timedelta(days=1)).isoformat()}
    assert client.post(retire, early).status_code == 422
    today = {"from_date": day.isoformat(), "successor": scene.target.pk}
    assert client.post(retire, today).status_code == 302
    made.refresh_from_db()
    assert made.successor == scene.target


def test_scans_are_drawn_and_come_as_a_file(
    scene: links.Scene, client: Client, django_assert_max_num_queries
):
    other = links.make_link(scene.cast.commune, scene.target, name="Băng rôn")
    links.count(scene.link, people=3)
    links.count(other, people=2)
    with django_assert_max_num_queries(18):
        page = client.get(f"{LIST}scans/").text
    assert page.count("data-chart-spec") == 3
    answer = client.get(f"{LIST}scans/", {"export": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert sorted(row[5:] for row in rows[1:]) == [["3", "2", "2"], ["4", "3", "3"]]


@pytest.mark.parametrize(
    "days",
    [
        {"from_date": "x", "to_date": "31/02"},
        {"from_date": "2026-12-31", "to_date": "2021-01-01"},
        {"from_date": "0001-01-01", "to_date": "9999-12-31"},
    ],
)
def test_days_that_make_no_sense_break_nothing(scene: links.Scene, client: Client, days):
    assert client.get(f"{LIST}scans/", days).status_code == 200


def test_forgeries_are_listed_and_drawn_where_they_resemble_ours(
    scene: links.Scene, client: Client, django_assert_max_num_queries
):
    links.count(scene.link)
    links.scan(None, claimed="NOWHERE", at=timezone.now())
    hidden = links.make_link(scene.cast.sibling, scene.target, name="Của xã khác")
    links.count(hidden)
    with django_assert_max_num_queries(16):
        page = client.get(f"{LIST}forgeries/").text
    assert "NOWHERE" in page
    assert f"/links/{scene.link.pk}/" in page
    assert f"/links/{hidden.pk}/" not in page
    assert client.get(f"{LIST}forgeries/", {"export": "csv"}).status_code == 200


def test_scans_that_nobody_counts_are_missed_by_a_gauge(scene: links.Scene):
    now = timezone.now()
    links.scan(scene.link, at=now - timedelta(minutes=11))
    links.scan(scene.link, at=now)
    found = {gauge.name: gauge.value for gauge in workspace_queries.gauges(now)}
    assert found["scans_uncounted"] == 1
