"""The day's sheet: many lines on one page, each kept by itself, nothing typed lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.kernel import roles
from campaigns.premises import models, services
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
SHEET = "/desk/premises/visits/"
STAFF = "/desk/premises/staff/"


@pytest.fixture
def scene(client) -> factory.Scene:
    scene = factory.make_scene()
    client.force_login(scene.cast.officer)
    return scene


def line(pk: int, first: object = "", second: object = "", **more: object) -> dict[str, object]:
    return {f"first_{pk}": first, f"second_{pk}": second, f"seen_{pk}": 0} | {
        f"{name}_{pk}": value for name, value in more.items()
    }


def sheet(*lines: tuple[int, dict[str, object]]) -> dict[str, object]:
    body: dict[str, object] = {"line": [pk for pk, _said in lines]}
    for _pk, said in lines:
        body |= said
    return body


def test_wrong_lines_stay_as_typed_and_keep_no_other_back(scene, client) -> None:
    one, two = scene.premises.pk, scene.other.pk
    response = client.post(SHEET, sheet((one, line(one, "ba chục", 5)), (two, line(two, 12, 11))))
    assert response.status_code == 422
    assert "ba chục" in response.text
    assert f'id="fault_{one}"' in response.text
    assert models.VisitCount.objects.get().premises_id == two


@pytest.mark.parametrize(
    ("first", "second", "more"),
    [(-1, 0, {}), (10**12, 1, {}), (5, "", {}), ("", 5, {}), ("1.5", 1, {}), ("٣", 1, {}),
     (5, 5, {"nil": "on"}), ("9" * 400, 1, {})],
)  # fmt: skip
def test_numbers_that_cannot_be_are_refused_at_their_line(
    scene, client, first, second, more
) -> None:
    pk = scene.premises.pk
    response = client.post(SHEET, sheet((pk, line(pk, first, second, **more))))
    assert response.status_code == 422
    assert f'id="fault_{pk}"' in response.text
    assert not models.VisitCount.objects.exists()


def test_another_communes_premises_is_not_written(scene, client) -> None:
    far = factory.make(scene.cast.sibling, name="Quán xã bên")
    pk = scene.premises.pk
    body = sheet((pk, line(pk, 1, 1)), (far.pk, line(far.pk, 1, 1)))
    assert client.post(SHEET, body).status_code == 404
    assert not models.VisitCount.objects.exists()


@pytest.mark.parametrize("days", [1, -40000])
def test_a_day_ahead_or_before_it_opened_is_refused(scene, client, days: int) -> None:
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    pk = scene.premises.pk
    response = client.post(f"{SHEET}?day={day}", sheet((pk, line(pk, 1, 1))))
    assert response.status_code == 422
    assert not models.VisitCount.objects.exists()


def test_nobody_is_ticked_and_the_missing_are_found(scene, client) -> None:
    pk = scene.premises.pk
    assert client.post(SHEET, sheet((pk, line(pk, nil="on")))).status_code == 302
    assert models.VisitCount.objects.get().is_nil
    text = client.get(SHEET, {"missing": "on"}).text
    assert scene.other.name in text
    assert scene.premises.name not in text
    pk = scene.other.pk
    client.post(f"{SHEET}?missing=on", sheet((pk, line(pk, 4, 4))))
    assert "Không còn nơi nào thiếu" in client.get(SHEET, {"missing": "on"}).text


def test_of_a_day_on_which_nothing_was_open_nobody_is_praised(scene, client) -> None:
    praise = "không thiếu nơi nào"
    for row in (scene.premises, scene.other):
        assert praise not in client.get(SHEET).text
        client.post(SHEET, sheet((row.pk, line(row.pk, 1, 1))))
    assert praise in client.get(SHEET).text
    assert praise not in client.get(SHEET, {"day": "2021-06-05"}).text


def test_two_officers_see_each_others_numbers_before_they_overwrite(scene, client) -> None:
    pk = scene.premises.pk
    client.post(SHEET, sheet((pk, line(pk, 30, 28))))
    late = client.post(SHEET, sheet((pk, line(pk, 7, 7))))
    assert late.status_code == 422
    assert "30" in late.text
    assert 'value="7"' in late.text
    assert f'name="seen_{pk}" value="1"' in late.text
    again = client.post(SHEET, sheet((pk, line(pk, 7, 7, seen=1))))
    assert again.status_code == 302
    assert models.VisitCount.objects.get().visits_in == 7


def test_what_was_reported_is_not_taken_back_by_an_empty_line(scene, client) -> None:
    pk = scene.premises.pk
    client.post(SHEET, sheet((pk, line(pk, 3, 3))))
    assert client.post(SHEET, sheet((pk, line(pk, seen=1)))).status_code == 422
    assert models.VisitCount.objects.get().visits_in == 3


def test_who_only_reads_has_no_field_and_writes_nothing(scene, client) -> None:
    client.force_login(casts.make_person("inspector", roles.Role.INSPECTOR, scene.cast.district))
    text = client.get(SHEET).text
    assert scene.premises.name in text
    assert 'name="line"' not in text
    pk = scene.premises.pk
    assert client.post(SHEET, sheet((pk, line(pk, 1, 1)))).status_code == 403


@pytest.mark.parametrize("query", ["day=hôm qua", "unit=99999999999", "day=0001-01-01", "page=x"])
def test_a_senseless_question_is_answered(scene, client, query: str) -> None:
    assert client.get(f"{SHEET}?{query}").status_code == 200


def test_the_sheet_asks_as_often_for_many_as_for_few(scene, client) -> None:
    drafts = [factory.draft_of(scene.cast.commune, name=f"Quán số {n}") for n in range(60)]
    services.register_many(drafts=drafts, by=casts.SYSTEM, at=factory.NOW)
    with CaptureQueriesContext(connection) as asked:
        text = client.get(SHEET).text
    assert text.count('name="line"') == 50
    assert len(asked) <= 25


def test_isolation_has_its_own_sheet(scene, client) -> None:
    services.save_premises_kind(
        code="site", values={"name_vi": "Cách ly", "name_en": "Site", "is_isolation": True},
        by=casts.SYSTEM, at=factory.NOW,
    )  # fmt: skip
    site = factory.make(scene.cast.commune, kind="site", name="Khu cách ly")
    page = "/desk/premises/isolation/"
    assert scene.premises.name not in client.get(page).text
    assert client.post(page, sheet((site.pk, line(site.pk, 4, 5)))).status_code == 422
    assert client.post(page, sheet((site.pk, line(site.pk, 40, 33)))).status_code == 302
    assert models.IsolationCount.objects.get().missing == 7


@pytest.mark.parametrize("address", [SHEET, STAFF])
@pytest.mark.parametrize("key", ["1" * 18 + "abc", "9" * 30, "٣", "-1", "", "1.0", "x"])
def test_a_line_that_is_no_number_breaks_nothing(scene, client, address, key) -> None:
    answer = client.post(address, {"line": [key], f"first_{key}": 1, f"second_{key}": 1})
    assert answer.status_code == 302
    assert not models.VisitCount.objects.exists()
    assert not models.AppUse.objects.exists()


def test_hamlets_employ_nobody_and_stand_on_no_sheet_of_staff(scene, client) -> None:
    (hamlet,) = units_services.found_hamlets(
        commune=scene.cast.commune,
        drafts=[units_services.HamletDraft("Thôn Ma Hoa", factory.SINCE)],
        by=casts.SYSTEM,
        at=factory.NOW,
    )
    page = client.get(STAFF)
    assert scene.cast.commune.name_vi in page.text
    assert hamlet.name_vi not in page.text
    refused = client.post(STAFF, sheet((hamlet.pk, line(hamlet.pk, 1, 1))))
    assert refused.status_code == 404


def test_units_say_how_many_of_their_staff_use_an_app(scene, client) -> None:
    pk = scene.cast.commune.pk
    assert client.post(STAFF, sheet((pk, line(pk, 5, 6)))).status_code == 422
    assert client.post(STAFF, sheet((pk, line(pk, 20, 15)))).status_code == 302
    assert "75" in client.get(STAFF).text
    other = scene.cast.sibling.pk
    assert client.post(STAFF, sheet((other, line(other, 1, 1)))).status_code == 404
