"""The register's pages: found with and without marks, filtered, opened from every figure."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.kernel import roles
from campaigns.premises import models, queries, services
from tests.factories import cast as casts
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
LIST = "/desk/premises/"


@pytest.fixture
def scene(client) -> factory.Scene:
    scene = factory.make_scene()
    client.force_login(scene.cast.officer)
    return scene


def names(response) -> list[str]:
    return re.findall(
        r'<td [^>]*data-label="[^"]*"><a href="/desk/premises/\d+/">([^<]+)<', response.text
    )


@pytest.mark.parametrize(
    "words",
    ["hoa binh", "HÒA BÌNH", "Hoà  Bình", "ma hoa", "thôn ma", "oa bin", "bi ho", "12"],
)
def test_a_premises_is_found_by_any_part_of_name_and_address(scene, client, words) -> None:
    assert names(client.get(LIST, {"q": words})) == [scene.premises.name]


@pytest.mark.parametrize("words", ["xyz", '"', "'; drop", "%", "_", "hoa gió", "NEAR(", "*"])
def test_what_is_not_there_is_not_found_and_nothing_breaks(scene, client, words) -> None:
    assert names(client.get(LIST, {"q": words})) == []


def test_a_vehicle_is_found_by_its_plate(scene, client) -> None:
    row = services.register(
        draft=factory.bus_of(scene.cast.commune), by=casts.SYSTEM, at=factory.NOW
    )
    for words in ("85B-012", "012.34", row.code.lower()):
        assert names(client.get(LIST, {"q": words})) == [row.name]


def test_a_corrected_name_is_found_and_the_old_one_is_not(scene, client) -> None:
    draft = factory.draft_of(scene.cast.commune, name="Quán Đá Trắng")
    services.amend(premises=scene.premises, draft=draft, by=casts.SYSTEM, at=factory.NOW)
    assert names(client.get(LIST, {"q": "da trang"})) == ["Quán Đá Trắng"]
    assert names(client.get(LIST, {"q": "hoa binh"})) == []


def test_the_list_says_what_lacks(scene, client) -> None:
    factory.make_verified(scene)
    services.pause(
        premises=factory.make(scene.cast.commune, name="Quán đóng"),
        from_date=factory.NOW.date(),
        by=casts.SYSTEM,
        at=factory.NOW,
    )
    for key in ("CHECKPOINT", "SHEET", "POSTING", "VERIFYING"):
        assert names(client.get(LIST, {"lacks": key})) == [scene.other.name]
    for key in ("CHECKPOINT", "POSTED", "VERIFIED"):
        assert names(client.get(LIST, {"has": key})) == [scene.premises.name]
    assert names(client.get(LIST, {"state": "PAUSED"})) == ["Quán đóng"]


def test_the_list_holds_what_the_reader_may_see(scene, client) -> None:
    factory.make(scene.cast.sibling, name="Quán xã bên")
    assert "Quán xã bên" not in client.get(LIST).text
    inspector = casts.make_person("inspector", roles.Role.INSPECTOR, scene.cast.district)
    client.force_login(inspector)
    assert len(names(client.get(LIST))) == 3
    assert names(client.get(LIST, {"unit": scene.cast.sibling.pk})) == ["Quán xã bên"]


def test_the_list_asks_as_often_for_many_rows_as_for_few(scene, client) -> None:
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    drafts = [factory.draft_of(scene.cast.commune, name=f"Quán số {n}") for n in range(60)]
    services.register_many(drafts=drafts, by=casts.SYSTEM, at=factory.NOW)
    with CaptureQueriesContext(connection) as many:
        response = client.get(LIST, {"size": 50})
    assert len(names(response)) == 50
    assert len(many) <= len(few) <= 25


def test_the_search_uses_its_index(scene) -> None:
    rows = queries.search(models.Premises.objects.all(), "hoa binh")
    if connection.vendor == "sqlite":
        assert "VIRTUAL TABLE INDEX" in rows.explain()
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "premises_search" in rows.explain()


def test_the_file_holds_addresses_and_no_contact(scene, client) -> None:
    response = client.get(LIST, {"export": "csv"})
    text = b"".join(response.streaming_content).decode()
    assert "Số 12, thôn Ma Hoa" in text
    assert "0912345678" not in text


def test_an_officer_enters_a_premises_and_corrects_it(scene, client) -> None:
    answers = {
        "kind": scene.premises.kind_id,
        "name": "Nhà nghỉ Sông Cái",
        "commune": scene.cast.commune.pk,
        "from_date": timezone.localdate().isoformat(),
        "contact_phone": "0912 345 678",
    }
    response = client.post(f"{LIST}new/", answers)
    row = models.Premises.objects.get(name="Nhà nghỉ Sông Cái")
    assert response.url == f"{LIST}{row.pk}/"
    client.post(f"{LIST}{row.pk}/amend/", answers | {"address": "Số 3"})
    row.refresh_from_db()
    assert row.address == "Số 3"
    assert "Số 3" in client.get(f"{LIST}{row.pk}/").text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "…"}, "name"),
        ({"commune": ""}, "commune"),
        ({"contact_phone": "gọi anh Ba"}, "contact_phone"),
        ({"latitude": "95"}, "latitude"),
        ({"latitude": "11,5"}, "longitude"),
        ({"from_date": "2099-01-01"}, "from_date"),
        ({"kind": "9999"}, "kind"),
        ({"plate": "85B-1"}, "plate"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    scene, client, wrong, field
) -> None:
    answers = {
        "kind": scene.premises.kind_id,
        "name": "Nhà nghỉ Sông Cái",
        "commune": scene.cast.commune.pk,
        "address": "Số 77 đường mới",
        "from_date": timezone.localdate().isoformat(),
    }
    response = client.post(f"{LIST}new/", answers | wrong)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.text or f"id_{field}" in response.text
    assert "Số 77 đường mới" in response.text
    assert models.Premises.objects.count() == 2


def test_the_whole_way_to_a_verified_sheet_goes_by_the_page(scene, client) -> None:
    page = f"{LIST}{scene.premises.pk}/"
    client.post(f"{page}code/", {"payload": f" {factory.PAYLOAD}\n"})
    client.post(f"{page}sheets/new/", {"sheet": "A5"})
    sheet = f"{page}sheets/{models.Poster.objects.get().pk}/"
    for step in ("issue", "print", "post"):
        client.post(f"{sheet}{step}/")
    refused = client.post(f"{sheet}verify/", {"payload": factory.PAYLOAD})
    assert refused.status_code == 422  # who posted it does not verify it
    client.force_login(scene.cast.head)
    wrong = client.post(f"{sheet}verify/", {"payload": "TKYT|khác"})
    assert "id_payload_error" in wrong.text
    client.post(f"{sheet}verify/", {"payload": factory.PAYLOAD})
    scene.premises.refresh_from_db()
    assert scene.premises.poster_stage == "VERIFIED"
    with CaptureQueriesContext(connection) as asked:
        text = client.get(page).text
    assert len(asked) <= 25
    assert factory.PAYLOAD in text
    assert f'href="{factory.PAYLOAD}' not in text


def test_a_claimed_code_is_resolved_by_whoever_keeps_both(scene, client) -> None:
    far = factory.make(scene.cast.sibling, name="Quán xã bên")
    factory.give_checkpoint(far)
    client.post(f"{LIST}{scene.premises.pk}/code/", {"payload": factory.PAYLOAD})
    claim = models.Checkpoint.objects.get(state="CONTESTED")
    page = f"{LIST}{scene.premises.pk}/code/claim/"
    mine = {"answer": "CLAIMANT", "reason": "Quán kia quét nhầm"}
    assert client.post(page, mine).status_code == 403
    client.force_login(casts.make_person("chief", roles.Role.UNIT_HEAD, scene.cast.district))
    assert client.post(page, mine).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "STANDING"


def test_every_figure_of_coverage_opens_a_list_of_as_many(scene, client) -> None:
    factory.make_verified(scene)
    factory.give_checkpoint(scene.other, "TKYT|2")
    factory.make(scene.cast.commune, kind="school", name="Trường tiểu học")
    factory.make(scene.cast.sibling, name="Quán xã bên")
    with CaptureQueriesContext(connection) as asked:
        text = client.get(f"{LIST}coverage/").text
    assert len(asked) <= 25
    cells = re.findall(r'<a href="(/desk/premises/\?[^"]+)">([\d.]+)</a>', text)
    assert len(cells) >= 10
    for url, figure in cells:
        shown = client.get(url.replace("&amp;", "&")).text
        count = re.search(r'loa-table-count"[^>]*>([\d.]+)', shown)
        assert count is not None
        assert count[1] == figure, url


def test_coverage_of_a_day_before_anything_was_open_has_no_rate(scene, client) -> None:
    day = (factory.SINCE - timedelta(days=1)).isoformat()
    response = client.get(f"{LIST}coverage/", {"on": day})
    assert response.status_code == 200
    assert "%" not in re.sub(r"<[^>]+>", "", response.text.partition('id="coverage"')[2])


@pytest.mark.parametrize("query", ["on=yesterday", "unit=abc", "unit=99999999", "on=0001-01-01"])
def test_a_senseless_question_of_coverage_is_answered(scene, client, query) -> None:
    assert client.get(f"{LIST}coverage/?{query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["kind=x", "unit=99999999999999999999", "state=?", "has=x&lacks=y"]
)
def test_a_filter_that_makes_no_sense_is_left_out(scene, client, query) -> None:
    assert len(names(client.get(f"{LIST}?{query}"))) == 2
