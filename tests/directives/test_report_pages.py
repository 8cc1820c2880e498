"""Pages of expected reports: the list, sending, nothing, unlocking, who is missing, the editor."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.directives import models, queries, services
from campaigns.notifications import models as notification_models
from tests.factories import cast as casts
from tests.factories import duties
from tests.factories import expectations as factory

O = models.Outcome  # noqa: E741  read as a word: O.LATE
LATE = factory.on(factory.DUE, 18)


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    def turn(at: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)

    return turn


def _address(name: str, *args: object) -> str:
    return reverse(f"directives:{name}", args=args)


def _answer(**changes: str) -> dict[str, str]:
    return {"posts": "12,5", "is_led": "1", "remark": ""} | changes


def _listed(client: Client, **query: Any) -> list[int]:
    page = client.get(_address("report_list"), query)
    assert page.status_code == 200
    return [row.pk for row in page.context["table"].rows]


def test_a_unit_sends_corrects_and_sees_its_versions(
    scene: duties.Scene, client: Client, clock: Any
) -> None:
    row = factory.expected(scene)
    clock(factory.on(factory.WEEK_ENDS))
    client.force_login(scene.cast.officer)
    sent = client.post(_address("send_report", row.pk), _answer())
    assert sent.headers["Location"] == _address("report", row.pk)
    form = client.get(_address("send_report", row.pk)).content.decode()
    assert 'value="12,50"' in form or 'value="12,5"' in form
    client.post(_address("send_report", row.pk), _answer(posts="13"))
    page = client.get(_address("report", row.pk)).content.decode()
    assert "Lần gửi 2" in page
    assert "12,5 tin" in page
    assert "đúng hạn" in page


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"posts": ""}, "posts"),
        ({"posts": "mười"}, "posts"),
        ({"posts": "-1"}, "posts"),
        ({"posts": "1e400"}, "posts"),
        ({"is_led": "maybe"}, "is_led"),
        ({"remark": "x" * 2001}, "remark"),
    ],
)
def test_faults_stand_at_their_field_and_nothing_typed_is_lost(
    scene: duties.Scene, client: Client, clock: Any, changes: dict[str, str], fault: str
) -> None:
    row = factory.expected(scene)
    clock(factory.on(factory.WEEK_ENDS))
    client.force_login(scene.cast.officer)
    answer = client.post(_address("send_report", row.pk), _answer(remark="Giữ lại") | changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [fault]
    assert "Giữ lại" in answer.content.decode() or fault == "remark"
    row.refresh_from_db()
    assert row.version == 0


def test_an_empty_report_is_refused_with_the_way_to_say_nothing(
    scene: duties.Scene, client: Client, clock: Any
) -> None:
    factory.make_form(scene, questions=(models.Question("a", "Tin", is_required=False),))
    row = factory.expected(scene)
    clock(factory.on(factory.WEEK_ENDS))
    client.force_login(scene.cast.officer)
    refused = client.post(_address("send_report", row.pk), {"a": ""})
    assert refused.status_code == 422
    assert "Không có phát sinh" in refused.content.decode()
    assert client.get(_address("report_nothing", row.pk)).status_code == 200
    row.refresh_from_db()
    assert not row.is_nil
    client.post(_address("report_nothing", row.pk))
    row.refresh_from_db()
    assert row.is_nil


def test_a_unit_sees_its_own_and_the_figures_are_those_of_the_lists(
    scene: duties.Scene, client: Client, clock: Any
) -> None:
    mine, other = factory.expected(scene), factory.expected(scene, scene.cast.sibling)
    factory.send(scene, mine)
    clock(LATE)
    client.force_login(scene.cast.officer)
    assert _listed(client) == [mine.pk]
    assert client.get(_address("report", other.pk)).status_code == 404
    client.force_login(scene.coordinator)
    assert set(_listed(client)) == {mine.pk, other.pk}
    assert _listed(client, q="phuoc dai") == [mine.pk]
    assert _listed(client, outcome="MISSING") == [other.pk]
    assert _listed(client, period="2026-11-09") == []
    assert set(_listed(client, form="x", unit="y", outcome="Z")) == {mine.pk, other.pk}
    for outcome, count in client.get(_address("report_list")).context["counts"]:
        assert len(_listed(client, outcome=outcome.value)) == count
    [line] = client.get(_address("completeness")).context["table"].rows
    assert (line.received, line.fallen_due, line.percent) == (1, 2, 50.0)
    exported = client.get(_address("report_list"), {"export": "csv", "outcome": "MISSING"})
    text = b"".join(exported.streaming_content).decode("utf-8-sig")
    assert "Xã Phước Chính" in text
    assert "Xã Phước Đại" not in text
    counted = client.get(_address("completeness"), {"export": "csv"})
    assert "50.0" in b"".join(counted.streaming_content).decode("utf-8-sig")


def test_the_rate_leaves_out_what_is_excused_and_never_passes_the_whole(
    scene: duties.Scene,
) -> None:
    sent, other = factory.expected(scene), factory.expected(scene, scene.cast.sibling)
    factory.send(scene, sent)
    rows = models.ExpectedReport.objects.all()
    [early] = queries.completeness(rows, at=factory.NOW)
    assert (early.percent, early.count(O.NOT_DUE)) == (100.0, 1)
    services.excuse_reports(reports=[other], reason="Bão", by=scene.coordinator, at=LATE)
    [line] = queries.completeness(rows, at=LATE)
    assert (line.percent, line.fallen_due, line.count(O.EXCUSED)) == (100.0, 1, 1)
    factory.set_ranges(scene.cast.commune, (casts.START, factory.TODAY))
    [line] = queries.completeness(rows, at=LATE)
    assert (line.percent, line.count(O.NOT_EXPECTED)) == (None, 1)


def test_a_percent_is_cut_and_never_rounded_up_to_the_whole(scene: duties.Scene) -> None:
    row = factory.expected(scene)
    period = queries.Period(row.period_start_date, row.period_end_date)
    line = queries.Completeness(row.form, period, {"ON_TIME": 9999, "MISSING": 1})
    assert line.percent == 99.9


def test_who_is_missing_is_reminded_or_excused(
    scene: duties.Scene, client: Client, clock: Any
) -> None:
    row = factory.expected(scene)
    address = _address("absent", row.form_id, row.period_start_date)
    clock(LATE)
    client.force_login(scene.coordinator)
    assert len(client.get(address).context["absent"]) == 2
    assert client.post(address, {"remind": "1"}).status_code == 422
    assert client.post(address, {"remind": "1", "reports": [row.pk]}).status_code == 302
    told = notification_models.Notice.objects.filter(topic__endswith=".reminded")
    assert {notice.user for notice in told} == {scene.cast.head, scene.cast.officer}
    refused = client.post(address, {"excuse": "1", "reports": [row.pk]})
    assert refused.status_code == 422
    assert "reason" in refused.context["form"].errors
    assert client.post(address, {"excuse": "1", "reports": [row.pk + 999]}).status_code == 422
    client.post(address, {"excuse": "1", "reports": [row.pk], "reason": "Mất điện"})
    assert factory.outcome(row, LATE) == O.EXCUSED
    assert len(client.get(address).context["absent"]) == 1
    assert client.get(address.replace("2026-11-16", "2026-02-30")).status_code == 404


def test_a_locked_report_is_unlocked_until_the_end_of_a_day(
    scene: duties.Scene, client: Client, clock: Any
) -> None:
    row = factory.expected(scene)
    clock(row.locks_at)
    client.force_login(scene.coordinator)
    day = timezone.localdate(row.locks_at) + factory.DAY
    assert "Mở khóa" in client.get(_address("report", row.pk)).content.decode()
    words = {"until": day.isoformat(), "reason": "Bão"}
    assert client.post(_address("unlock_report", row.pk), words).status_code == 302
    row.refresh_from_db()
    assert row.unlocked_until_at == factory.on(day + factory.DAY, 0)
    past = words | {"until": "2020-01-01"}
    assert client.post(_address("unlock_report", row.pk), past).status_code == 422


def _words(scene: duties.Scene, **changes: Any) -> dict[str, Any]:
    words = {
        "name_vi": "Số liệu tháng",
        "collector": scene.cast.province.pk,
        "kinds": [scene.cast.commune.kind_id],
        "rhythm": "MONTHLY",
        "due_days": "5",
        "timely_until_time": "17:00",
        "lock_days": "15",
        "valid_from_date": "2026-11-01",
        "questions-TOTAL_FORMS": "2",
        "questions-INITIAL_FORMS": "0",
        "questions-0-label": "Số người được hỗ trợ",
        "questions-0-kind": "NUMBER",
        "questions-0-measure": "người",
        "questions-0-is_required": "on",
        "questions-1-label": "",
        "questions-1-kind": "TEXT",
    }
    return words | changes


def test_a_form_is_looked_at_and_then_saved(scene: duties.Scene, client: Client) -> None:
    client.force_login(scene.coordinator)
    address = _address("report_form_new", scene.obligation.pk)
    assert client.get(address).status_code == 200
    looked = client.post(address, _words(scene, look="1"))
    assert looked.context["preview"] == [scene.cast.sibling, scene.cast.commune]
    assert not models.ReportForm.objects.exists()
    assert client.post(address, _words(scene, save="1")).status_code == 302
    form = models.ReportForm.objects.get()
    assert form.questions == [
        {"key": "q1", "label": "Số người được hỗ trợ", "kind": "NUMBER", "measure": "người",
         "is_required": True}
    ]  # fmt: skip
    edit = _address("report_form_edit", form.pk)
    page = client.get(edit)
    assert page.status_code == 200
    changed = _words(scene, save="1", **{"questions-0-key": "q1", "questions-1-label": "Khó khăn"})
    client.post(edit, changed)
    form.refresh_from_db()
    assert [one["key"] for one in form.questions] == ["q1", "q2"]


@pytest.mark.parametrize(
    "changes",
    [
        {"collector": "999999"},
        {"kinds": []},
        {"rhythm": "YEARLY"},
        {"due_days": "-1"},
        {"valid_to_date": "2026-10-01"},
        {"questions-0-label": ""},
        {"questions-0-key": "__class__"},
        {"questions-TOTAL_FORMS": "x"},
    ],
)
def test_a_form_without_sense_keeps_what_was_typed(
    scene: duties.Scene, client: Client, changes: dict[str, Any]
) -> None:
    client.force_login(scene.coordinator)
    address = _address("report_form_new", scene.obligation.pk)
    answer = client.post(address, _words(scene, save="1", **changes))
    assert answer.status_code == 422
    assert "Số liệu tháng" in answer.content.decode()
    assert not models.ReportForm.objects.exists()


def test_a_day_says_which_reports_it_moves_before_it_is_entered(
    scene: duties.Scene, client: Client
) -> None:
    row = factory.expected(scene)
    client.force_login(scene.coordinator)
    words = {
        "on_date": factory.DUE.isoformat(),
        "kind": "HOLIDAY",
        "name_vi": "Nghỉ bão",
        "source": "Thông báo 1/TB-VPCP",
    }
    asked = client.post(_address("enter_day"), words)
    [move] = asked.context["report_moves"]
    assert (move.to_date, move.count) == (factory.DUE + factory.DAY, 2)
    assert row.form.name_vi in asked.content.decode()
    assert not models.CalendarDay.objects.exists()
    assert client.post(_address("enter_day"), words | {"confirm": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.due_date == factory.DUE + factory.DAY
    day = models.CalendarDay.objects.get()
    assert client.get(_address("remove_day", day.pk)).context["report_moves"]


def test_few_queries_whatever_the_rows(scene: duties.Scene, client: Client, clock: Any) -> None:
    factory.make_form(scene, rhythm=models.Rhythm.DAILY)
    factory.sweep(factory.NOW + timedelta(days=9))
    row = models.ExpectedReport.objects.order_by("pk")[0]
    clock(LATE)
    client.force_login(scene.coordinator)
    for address in (
        _address("report_list"),
        _address("report", row.pk),
        _address("completeness"),
        _address("absent", row.form_id, row.period_start_date),
        _address("report_form_edit", row.form_id),
    ):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        assert len(captured) <= 25, (address, len(captured))
