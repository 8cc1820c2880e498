"""The pages of inspections: filled in on a phone without JavaScript, step by step."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.inspections import models
from campaigns.kernel import roles
from campaigns.workspace.queries import my_inspections
from tests.factories import cast as casts
from tests.factories import inspections as factory
from tests.factories import pictures
from tests.factories import premises as premises_factory

pytestmark = pytest.mark.django_db
LIST = "/desk/inspections/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def scene(client) -> factory.Scene:
    scene = factory.make_scene()
    client.force_login(scene.inspector)
    return scene


def planned(scene: factory.Scene, **changes: Any) -> models.Inspection:
    return factory.plan(scene, at=timezone.now(), **changes)


def said(**answers: str) -> dict[str, str]:
    fields = {f"a-{code}": answer for code, answer in answers.items()}
    return fields | {"record_uuid": str(uuid.uuid4())}


def test_a_question_appears_after_the_answer_that_asks_for_it(scene, client) -> None:
    row = planned(scene)
    page = f"{LIST}{row.pk}/record/"
    assert "Câu spot" not in client.get(page).text
    assert client.post(page, said(posted="YES") | {"save": "1"}).url == page
    assert "Câu spot" in client.get(page).text
    client.post(page, said(posted="NO", spot="door") | {"save": "1"})
    assert "Câu spot" not in client.get(page).text
    row.refresh_from_db()
    assert row.answers == {"posted": "NO"}


def test_a_number_out_of_range_is_told_at_its_field_and_the_rest_is_kept(scene, client) -> None:
    row = planned(scene)
    response = client.post(f"{LIST}{row.pk}/record/", said(posted="NO", daily="99") | {"save": "1"})
    assert response.status_code == 422
    assert 'value="99"' in response.text
    row.refresh_from_db()
    assert row.answers == {"posted": "NO"}


def test_what_is_missing_is_asked_for_and_nothing_is_recorded(scene, client) -> None:
    row = planned(scene)
    response = client.post(f"{LIST}{row.pk}/record/", said(posted="YES") | {"finish": "1"})
    assert response.status_code == 422
    assert "Câu spot" in response.text
    row.refresh_from_db()
    assert row.state == "ASSIGNED"


def test_the_record_is_made_once_with_a_decimal_comma_and_a_finding_of_ones_own(
    scene, client
) -> None:
    row = planned(scene)
    other = {
        "other_text": "Lối thoát hiểm bị chặn",
        "other_severity": "MAJOR",
        "other_date": timezone.localdate().isoformat(),
    }
    fields = said(posted="NO", daily="2,5") | other | {"finish": "1"}
    for _again in range(2):
        response = client.post(f"{LIST}{row.pk}/record/", fields)
        assert response.url == f"{LIST}{row.pk}/"
    row.refresh_from_db()
    assert (row.answers["daily"], row.percent, row.findings.count()) == (2.5, 25, 2)
    text = client.get(f"{LIST}{row.pk}/").text
    assert "Lối thoát hiểm bị chặn" in text
    assert client.get(f"{LIST}{row.pk}/record/").status_code == 302


@pytest.mark.parametrize("missing", ["other_severity", "other_date"])
def test_half_a_finding_is_asked_for(scene, client, missing: str) -> None:
    row = planned(scene)
    other = {
        "other_text": "Bẩn",
        "other_severity": "MINOR",
        "other_date": timezone.localdate().isoformat(),
    }
    fields = said(posted="NO", daily="2") | other | {missing: "", "finish": "1"}
    assert client.post(f"{LIST}{row.pk}/record/", fields).status_code == 422
    assert not models.Finding.objects.exists()


def photo(content: bytes) -> dict[str, Any]:
    return {"a-photo": SimpleUploadedFile("a.jpg", content, "image/jpeg")}


def test_a_photo_that_is_none_is_refused_and_a_good_one_is_kept_whatever_else_is_wrong(
    scene, client
) -> None:
    row = planned(scene)
    page = f"{LIST}{row.pk}/record/"
    client.post(page, said(posted="YES") | {"save": "1"})
    refused = client.post(page, said(posted="YES") | photo(b"GIF89a") | {"save": "1"})
    assert refused.status_code == 422
    assert not row.photos.exists()
    fields = said(posted="YES", daily="99") | photo(pictures.make_photo()) | {"save": "1"}
    assert client.post(page, fields).status_code == 422
    kept = row.photos.get()
    seen = client.get(f"{LIST}{row.pk}/photos/{kept.pk}/")
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in seen["Content-Security-Policy"]


def test_visits_are_planned_for_the_premises_ticked_and_no_others(scene, client) -> None:
    other = premises_factory.make(scene.cast.commune, name="Quán Gió Biển")
    fields = {
        "premises": [scene.premises.pk, "x", "99999999999999999999"],
        "checklist": scene.checklist.pk,
        "planned_date": timezone.localdate().isoformat(),
        "unit": scene.cast.district.pk,
        "inspector": scene.inspector.pk,
    }
    assert other.name in client.get(f"{LIST}plan/", {"q": "gio bien"}).text
    assert client.post(f"{LIST}plan/", fields).url == LIST
    assert models.Inspection.objects.get().premises == scene.premises
    again = client.post(f"{LIST}plan/", fields)
    assert again.status_code == 422
    assert client.post(f"{LIST}plan/", fields | {"premises": []}).status_code == 422


def test_premises_of_another_commune_are_not_planned(scene, client) -> None:
    person = casts.make_person("xa-ben", roles.Role.INSPECTOR, scene.cast.sibling)
    client.force_login(person)
    fields = {
        "premises": [scene.premises.pk],
        "checklist": scene.checklist.pk,
        "planned_date": timezone.localdate().isoformat(),
        "unit": scene.cast.sibling.pk,
    }
    assert scene.premises.name not in client.get(f"{LIST}plan/").text
    assert client.post(f"{LIST}plan/", fields).status_code == 422
    assert not models.Inspection.objects.exists()


def test_lists_filter_by_commune_state_and_lateness(scene, client) -> None:
    late = factory.plan(scene, at=factory.late())
    name = late.premises.name
    for query, is_there in (
        ({"late": "on"}, True),
        ({"state": "DONE"}, False),
        ({"unit": scene.cast.commune.pk}, True),
        ({"unit": scene.cast.sibling.pk}, False),
        ({"q": "hoa binh"}, True),
        ({"state": "NONSENSE"}, True),
    ):
        assert (f"/{late.pk}/" in client.get(LIST, query).text) is is_there, query
    factory.record(scene, late, factory.BAD, at=factory.late())
    for query, is_there in (
        ({"late": "on"}, True),
        ({"severity": "MINOR"}, False),
        ({"state": "OPEN"}, True),
    ):
        found = client.get(f"{LIST}findings/", query).text
        assert ("Câu posted" in found) is is_there, query
    file = b"".join(client.get(LIST, {"export": "csv"}).streaming_content).decode()
    assert name in file


def test_lists_ask_as_often_for_many_rows_as_for_few(scene, client) -> None:
    pages = [LIST, f"{LIST}mine/", f"{LIST}findings/", f"{LIST}plan/"]
    factory.find(scene)
    factory.plan(scene)
    few = [count(client, page) for page in pages]
    for number in range(12):
        place = premises_factory.make(scene.cast.commune, name=f"Quán {number}")
        row = factory.plan(scene, premises=[place])
        if number % 2:
            factory.record(scene, row, factory.BAD)
    many = [count(client, page) for page in pages]
    assert all(b <= a <= 28 for a, b in zip(few, many, strict=True)), (few, many)


def count(client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_a_finding_goes_from_hand_to_hand(scene, client) -> None:
    finding = factory.find(scene)
    steps = f"{LIST}findings/{finding.pk}/"
    client.force_login(scene.cast.officer)
    client.post(f"{steps}remedy/", {"words": "Đã dán bảng mới"})
    client.force_login(scene.inspector)
    client.post(f"{steps}confirm/")
    finding.refresh_from_db()
    assert finding.state == "REMEDIED"
    client.post(f"{steps}return/", {"words": "Vẫn mờ"})
    client.force_login(scene.cast.officer)
    assert "Vẫn mờ" in client.get(f"{LIST}{finding.inspection_id}/").text
    client.post(f"{steps}remedy/", {"words": "In lại"})
    client.force_login(scene.other)
    client.post(f"{steps}confirm/")
    finding.refresh_from_db()
    assert (finding.state, finding.confirmed_by) == ("CONFIRMED", scene.other)


def test_my_day_shows_each_their_part(scene) -> None:
    def texts(user) -> str:
        return "\n".join(item.url for item in my_inspections.inspection_items(user, factory.NOW))

    visit = factory.plan(scene)
    assert f"/{visit.pk}/record/" in texts(scene.inspector)
    assert texts(scene.other) == texts(scene.cast.officer) == ""
    finding = factory.find(scene, visit)
    assert f"/findings/{finding.pk}/remedy/" in texts(scene.cast.officer)
    factory.remedy(scene, finding)
    assert texts(scene.cast.officer) == texts(scene.inspector) == ""
    assert f"/{visit.pk}/#findings" in texts(scene.other)


@pytest.mark.parametrize("is_done", [True, False])
def test_the_paper_is_a_pdf_before_and_after_the_visit(scene, client, is_done: bool) -> None:
    row = planned(scene)
    if is_done:
        factory.record(scene, row, factory.BAD, note="#let x = [", at=timezone.now())
    response = client.get(f"{LIST}{row.pk}/record.pdf")
    assert response.content.startswith(b"%PDF-")


def test_a_safety_review_is_called_for_from_the_finding(scene, client) -> None:
    premises_factory.make_group()
    premises_factory.make_set("met")
    school = premises_factory.make(scene.cast.commune, kind="school", name="Trường")
    finding = factory.find(scene, planned(scene, premises=[school]), at=timezone.now())
    act = f"{LIST}findings/{finding.pk}/review/"
    here = f"{LIST}{finding.inspection_id}/"
    assert act in client.get(here).text
    assert finding.text in client.get(act).text
    past = client.post(act, {"reason": "x", "review_by_date": "2020-01-01"})
    assert past.status_code == 422
    assert "id_review_by_date_error" in past.text or "review_by_date" in past.text
    day = timezone.localdate().isoformat()
    assert client.post(act, {"reason": "Chặn lối ra", "review_by_date": day}).url == here
    assert act not in client.get(here).text
    again = client.get(act, follow=True)
    assert again.redirect_chain[-1][0] == here
    assert _("A review was called for because of this already.") in again.text
    shown = client.get(f"/desk/premises/{school.pk}/").text
    assert "Chặn lối ra" in shown
    assert client.get(f"{LIST}?q={school.code}").text.count(f'href="{here}"') == 1
