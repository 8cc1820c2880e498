"""Pages of duties: the list, one of them, giving out, the steps, the sheet on paper."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.directives import models, services
from campaigns.kernel import roles
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import duties, pictures

S = models.AssignmentState


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


@pytest.fixture
def coordinator(scene: duties.Scene, client: Client) -> Client:
    client.force_login(scene.coordinator)
    return client


def _address(name: str, *args: object) -> str:
    return reverse(f"directives:{name}", args=args)


def _rows(client: Client, **query: Any) -> list[int]:
    page = client.get(_address("assignment_list"), query)
    assert page.status_code == 200
    return [row.pk for row in page.context["table"].rows]


def test_the_list_is_narrowed_by_words_unit_clause_state_and_period(
    scene: duties.Scene, coordinator: Client
) -> None:
    cast = scene.cast
    mine, other, office = (
        duties.loaded(duties.issue(scene, unit, due=duties.by(day))[0].pk)
        for unit, day in (
            (cast.commune, date(2026, 11, 23)),
            (cast.sibling, date(2027, 3, 1)),
            (cast.office, date(2027, 5, 4)),
        )
    )
    services.acknowledge(assignment=mine, by=cast.officer, at=duties.NOW)
    everything = [mine.pk, other.pk, office.pk]
    assert _rows(coordinator) == everything
    assert _rows(coordinator, q="phuoc dai") == [mine.pk]
    assert _rows(coordinator, q="tuyen-truyen") == everything
    assert _rows(coordinator, q="không có") == []
    assert _rows(coordinator, unit=cast.district.pk) == [mine.pk, other.pk]
    assert _rows(coordinator, state="ACKNOWLEDGED") == [mine.pk]
    assert _rows(coordinator, obligation=scene.obligation.pk) == everything
    assert _rows(coordinator, due_from="2027-02-01", due_to="2027-04-01") == [other.pk]
    assert _rows(coordinator, unit="x", state="NONE", due_from="2027-02-30") == everything
    assert _rows(coordinator, sort="unit", dir="desc")[0] != _rows(coordinator, sort="unit")[0]


def test_counts_are_those_of_the_lists_behind_them(
    scene: duties.Scene, coordinator: Client
) -> None:
    duties.reported(scene)
    duties.issue(scene, scene.cast.sibling, due=duties.within(200))
    duties.issue(scene, scene.cast.office, due=duties.NO_DEADLINE)
    page = coordinator.get(_address("assignment_list"))
    for one in page.context["counts"]:
        assert len(_rows(coordinator, time=one.state.value)) == one.count.number, one


def test_the_list_is_exported_as_it_is_narrowed(scene: duties.Scene, coordinator: Client) -> None:
    duties.issue(scene, scene.cast.commune, scene.cast.office)
    answer = coordinator.get(_address("assignment_list"), {"export": "csv", "q": "phuoc dai"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Xã Phước Đại" in lines[1]
    assert "đã giao" in lines[1]


def test_units_see_their_own_and_no_drafts(scene: duties.Scene, client: Client) -> None:
    [mine] = duties.issue(scene)
    [draft] = duties.issue(scene, scene.cast.sibling, is_draft=True)
    for user, seen in (
        (scene.cast.officer, [mine.pk]),
        (scene.cast.outsider, []),
        (scene.coordinator, [mine.pk, draft.pk]),
    ):
        client.force_login(user)
        assert _rows(client) == seen
    client.force_login(scene.cast.outsider)
    assert client.get(_address("assignment", mine.pk)).status_code == 404
    assert client.get(_address("assignment", draft.pk)).status_code == 403


def test_few_queries_whatever_the_rows(scene: duties.Scene, coordinator: Client) -> None:
    parent = duties.loaded(duties.issue(scene, scene.cast.district)[0].pk)
    duties.hand_down(scene, parent, scene.cast.commune, scene.cast.sibling)
    services.extend(
        assignment=parent, to=date(2027, 3, 1), reason="Mưa", by=scene.coordinator, at=duties.NOW
    )
    for address in (
        _address("assignment_list"),
        _address("assignment", parent.pk),
        _address("unit_sheet", scene.cast.district.pk),
        _address("issue", scene.obligation.pk),
    ):
        with CaptureQueriesContext(connection) as captured:
            assert coordinator.get(address).status_code == 200
        assert len(captured) <= 25, address


def _wish(scene: duties.Scene, **changes: Any) -> dict[str, Any]:
    wish = {"units": [scene.cast.commune.pk], "due_rule": "WORKING_DAYS", "due_days": "10"}
    return wish | changes


def test_giving_out_first_shows_who_gets_it(scene: duties.Scene, coordinator: Client) -> None:
    address = _address("issue", scene.obligation.pk)
    first = coordinator.get(address)
    assert first.context["form"].initial["kinds"] == [scene.cast.commune.kind_id]
    looked = coordinator.post(address, _wish(scene, kinds=[scene.cast.commune.kind_id]))
    assert {one.unit.pk for one in looked.context["preview"]} == {
        scene.cast.commune.pk,
        scene.cast.sibling.pk,
    }
    assert not models.Assignment.objects.exists()
    done = coordinator.post(address, _wish(scene, issue="1"))
    assert done["Location"].endswith(f"?obligation={scene.obligation.pk}")
    row = models.Assignment.objects.get()
    assert (row.unit_id, row.state) == (scene.cast.commune.pk, S.ISSUED)
    again = coordinator.post(address, _wish(scene, issue="1"), follow=True)
    assert "Đã được giao từ trước: Xã Phước Đại" in again.content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"units": []},
        {"due_days": ""},
        {"due_days": "-3"},
        {"due_rule": "FIXED"},
        {"due_rule": "FIXED", "due_date": "2027-02-29"},
        {"due_rule": "FIXED", "due_date": "2020-01-01"},
        {"due_rule": "SOON"},
        {"units": [999_999]},
    ],
)
def test_nonsense_is_refused_and_kept_on_the_page(
    scene: duties.Scene, coordinator: Client, changes: dict[str, Any]
) -> None:
    wish = _wish(scene, issue="1", note="Ưu tiên thôn xa", **changes)
    page = coordinator.post(_address("issue", scene.obligation.pk), wish)
    assert page.status_code == 422
    assert "Ưu tiên thôn xa" in page.content.decode()
    assert not models.Assignment.objects.exists()


def test_nobody_gives_out_beyond_their_units(scene: duties.Scene, client: Client) -> None:
    client.force_login(casts.make_person("xa", roles.Role.COORDINATOR, scene.cast.sibling))
    page = client.post(_address("issue", scene.obligation.pk), _wish(scene, issue="1"))
    assert page.status_code == 422
    wish = _wish(scene, issue="1", units=[], kinds=[scene.cast.commune.kind_id])
    assert client.post(_address("issue", scene.obligation.pk), wish).status_code == 302
    assert [row.unit_id for row in models.Assignment.objects.all()] == [scene.cast.sibling.pk]


def test_an_officer_goes_from_receipt_to_the_report(scene: duties.Scene, client: Client) -> None:
    row = duties.issued(scene, at=timezone.now())
    client.force_login(scene.cast.officer)
    page = client.get(_address("assignment", row.pk))
    assert _address("acknowledge", row.pk) in page.content.decode()
    assert client.post(_address("acknowledge", row.pk)).status_code == 302
    photo = SimpleUploadedFile("anh.jpg", pictures.make_photo())
    said = {"text": "Đã phát tờ rơi", "value": "40", "value_label": "tờ rơi", "evidence": photo}
    assert client.post(_address("report_progress", row.pk), said).status_code == 302
    assert client.post(_address("report_done", row.pk), {"text": "Xong"}).status_code == 302
    assert duties.loaded(row.pk).state == S.REPORTED
    kept = models.Evidence.objects.get()
    answer = client.get(_address("evidence", row.pk, kept.pk))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    page = client.get(_address("assignment", row.pk)).content.decode()
    assert "tờ rơi" in page
    assert kept.name in page
    assert _address("accept", row.pk) not in page


def test_a_script_as_evidence_is_refused_on_the_page(scene: duties.Scene, client: Client) -> None:
    row = duties.issued(scene)
    client.force_login(scene.cast.officer)
    file = SimpleUploadedFile("anh.jpg", b"<script>alert(1)</script>", "image/jpeg")
    page = client.post(_address("report_done", row.pk), {"text": "Đã làm xong", "evidence": file})
    assert page.status_code == 422
    assert "Đã làm xong" in page.content.decode()
    assert duties.loaded(row.pk).state == S.ISSUED


def test_the_second_of_two_is_told(scene: duties.Scene, coordinator: Client) -> None:
    row = duties.accepted(scene)
    page = coordinator.post(_address("give_back", row.pk), {"words": "Thiếu ảnh"})
    assert page.status_code == 422
    assert "đã nghiệm thu" in page.content.decode()


def test_a_district_judges_what_it_handed_down_and_not_its_own(
    scene: duties.Scene, client: Client
) -> None:
    parent = duties.loaded(duties.issue(scene, scene.cast.district)[0].pk)
    client.force_login(scene.district_officer)
    address = _address("hand_down", parent.pk)
    assert client.post(address, {"units": [scene.cast.office.pk]}).status_code == 422
    assert client.post(address, {"units": [scene.cast.commune.pk]}).status_code == 302
    child = duties.loaded(models.Assignment.objects.get(parent=parent).pk)
    services.report_done(
        assignment=child, draft=duties.said(), by=scene.cast.officer, at=duties.NOW
    )
    assert client.post(_address("accept", child.pk), {"words": ""}).status_code == 302
    services.report_done(
        assignment=duties.loaded(parent.pk),
        draft=duties.said(),
        by=scene.district_officer,
        at=duties.NOW,
    )
    assert client.post(_address("accept", parent.pk), {"words": ""}).status_code == 403


def test_a_duty_of_an_ended_unit_is_still_settled(scene: duties.Scene, coordinator: Client) -> None:
    row = duties.issued(scene)
    gone = timezone.localdate() - timedelta(days=1)
    units_services.end_unit(
        unit=scene.cast.commune, last_date=gone, by=casts.SYSTEM, at=timezone.now()
    )
    page = coordinator.get(_address("assignment", row.pk))
    assert "kết thúc hoạt động" in page.content.decode()
    assert _rows(coordinator) == [row.pk]
    assert coordinator.post(_address("cancel", row.pk), {"words": "Sáp nhập"}).status_code == 302


def test_entering_a_day_first_shows_what_moves(scene: duties.Scene, coordinator: Client) -> None:
    row = duties.issued(scene)
    words = {
        "on_date": "2026-11-27",
        "kind": "HOLIDAY",
        "name_vi": "Nghỉ bão",
        "source": "QĐ 9/QĐ-UBND",
    }
    address = _address("enter_day")
    looked = coordinator.post(address, words)
    [move] = looked.context["moves"]
    assert (move.assignment.pk, move.to_date) == (row.pk, date(2026, 12, 2))
    assert not models.CalendarDay.objects.exists()
    done = coordinator.post(address, words | {"confirm": "1"}, follow=True)
    assert "1 hạn đã dời" in done.content.decode()
    assert duties.loaded(row.pk).current_due_date == date(2026, 12, 2)
    day = models.CalendarDay.objects.get()
    back = coordinator.get(_address("remove_day", day.pk))
    assert [move.to_date for move in back.context["moves"]] == [date(2026, 12, 1)]


def test_the_sheet_names_who_answers(scene: duties.Scene, client: Client) -> None:
    duties.issued(scene)
    client.force_login(scene.cast.officer)
    page = client.get(_address("unit_sheet", scene.cast.commune.pk))
    assert [row.unit_id for row in page.context["rows"]] == [scene.cast.commune.pk]
    assert "chưa ghi tên ai" in page.content.decode()
    assert client.get(_address("unit_sheet", scene.cast.sibling.pk)).status_code == 404
