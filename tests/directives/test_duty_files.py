"""Duties from a file: judged line by line, given out whole or not at all."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.directives import models, queries, services
from campaigns.jobs import models as jobs_models
from campaigns.jobs import services as jobs_services
from campaigns.kernel import roles
from campaigns.notifications import models as notification_models
from tests.factories import cast as casts
from tests.factories import duties, jobs

HEAD = "Mã nhiệm vụ;Mã đơn vị;Đơn vị;Vai trò;Hạn;Số ngày làm việc;Chỉ dẫn"
GOOD = (
    "tuyen-truyen;22810;Xã Phước Đại;chủ trì;;10;Ưu tiên thôn xa",
    "tuyen-truyen;22813;;;;;",
    "thanh-toan;;Văn phòng Ủy ban nhân dân tỉnh;phối hợp;31/12/2026;;",
)


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


def table(*lines: str) -> bytes:
    return "\n".join((HEAD, *lines)).encode()


def checked(scene: duties.Scene, *lines: str, by: Any = None) -> models.DutyFile:
    draft = services.DutyFileDraft("giao.csv", table(*lines))
    return services.check_duty_file(draft=draft, by=by or scene.coordinator, at=duties.NOW)


def judged(scene: duties.Scene, *lines: str, by: Any = None) -> list[queries.DutyLine]:
    return queries.judge_duties(table(*lines), user=by or scene.coordinator, on=duties.TODAY)


def order(file: models.DutyFile, by: accounts_models.User) -> jobs_models.Job:
    """Let the worker give it out; return the job as it ended."""
    file = services.order_duty_file(file=file, by=by, at=duties.NOW)
    assert file.job is not None
    job = jobs.finish(file.job)
    file.refresh_from_db()
    return job


def test_lines_become_duties_and_the_units_are_told(scene: duties.Scene) -> None:
    file = checked(scene, *GOOD)
    assert not models.Assignment.objects.exists()
    job = order(file, scene.coordinator)
    assert (job.state, job.result) == (jobs_models.JobState.DONE, {"given": 3})
    file.refresh_from_db()
    rows = models.Assignment.objects.order_by("unit__code").values_list(
        "unit__code", "duty", "strength", "current_due_date", "note"
    )
    assert list(rows) == [
        ("22810", "LEAD", "ASSIGN", date(2026, 12, 1), "Ưu tiên thôn xa"),
        ("22813", "LEAD", "ASSIGN", None, ""),
        ("VPUB", "COORDINATE", "ENCOURAGE", date(2026, 12, 31), ""),
    ]
    assert (file.state, file.given_count, bytes(file.content)) == ("TAKEN_IN", 3, b"")
    told = notification_models.Notice.objects.exclude(user=scene.coordinator).values_list(
        "user__email", flat=True
    )
    assert sorted(told) == ["head@loa.test", "officer@loa.test", "outsider@loa.test"]
    with pytest.raises(services.DutyFileSettled):
        services.take_in_duty_file(file=file, by=scene.coordinator, at=duties.NOW)


FAULTY = {
    "lam-gi;22810;;;;;": "Mã nhiệm vụ",
    "tuyen-truyen;99999;;;;;": "Mã đơn vị",
    "tuyen-truyen;;;;;;": "Đơn vị",
    "tuyen-truyen;22810;Xã Phước Chính;;;;": "Đơn vị",
    "tuyen-truyen;22810;;giúp;;;": "Vai trò",
    "tuyen-truyen;22810;;;30/02/2027;;": "Hạn",
    "tuyen-truyen;22810;;;01/01/2020;;": "Hạn",
    "tuyen-truyen;22810;;;01/01/2500;;": "Hạn",
    "tuyen-truyen;22810;;;31/12/2026;5;": "Hạn",
    "tuyen-truyen;22810;;;;năm;": "Số ngày làm việc",
    "tuyen-truyen;22810;;;;0;": "Số ngày làm việc",
    "tuyen-truyen;22810;;;;²;": "Số ngày làm việc",
}


@pytest.mark.parametrize("line", FAULTY)
def test_a_faulty_line_is_named_with_its_column(scene: duties.Scene, line: str) -> None:
    [row] = judged(scene, line)
    assert row.verdict == queries.LineVerdict.FAULTY
    assert [fault.number for fault in row.faults] == [2]
    assert str(row.faults[0].column) == FAULTY[line]


def test_with_one_fault_nothing_is_given(scene: duties.Scene) -> None:
    file = checked(scene, *GOOD, "lam-gi;22810;;;;;")
    job = order(file, scene.coordinator)
    assert job.state == jobs_models.JobState.FAILED
    assert "1 dòng" in job.fault
    assert not models.Assignment.objects.exists()
    file.refresh_from_db()
    assert file.state == models.DutyFile.State.CHECKED


def test_the_same_line_twice_is_a_fault_and_a_standing_duty_is_none(scene: duties.Scene) -> None:
    duties.issue(scene, scene.cast.sibling)
    rows = judged(scene, *GOOD[:2], GOOD[0])
    assert [row.verdict for row in rows] == ["NEW", "KNOWN", "FAULTY"]


def test_nobody_gives_duties_beyond_their_units(scene: duties.Scene) -> None:
    local = casts.make_person("xa", roles.Role.COORDINATOR, scene.cast.sibling)
    assert [row.verdict for row in judged(scene, *GOOD, by=local)] == ["FAULTY", "NEW", "FAULTY"]
    file = checked(scene, *GOOD)
    assert order(file, local).state == jobs_models.JobState.FAILED
    assert not models.Assignment.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"\xff\xfe\x00", "Tên;Tuổi\na;b".encode(), b"x" * 6_000_000]
)
def test_what_is_no_such_table_is_refused(scene: duties.Scene, content: bytes) -> None:
    draft = services.DutyFileDraft("giao.csv", content)
    with pytest.raises(services.DutyFileRefused):
        services.check_duty_file(draft=draft, by=scene.coordinator, at=duties.NOW)
    assert not models.DutyFile.objects.exists()


def test_thousands_of_lines_take_few_queries(scene: duties.Scene) -> None:
    """5,000 lines, every one of them faulty but two: judged at once, none given."""
    lines = [f"tuyen-truyen;{number};;;;5;" for number in range(30_000, 34_998)]
    with CaptureQueriesContext(connection) as captured:
        rows = judged(scene, *GOOD[:2], *lines)
    assert len(captured) <= 12
    assert sum(row.verdict == queries.LineVerdict.FAULTY for row in rows) == 4_998
    file = checked(scene, *GOOD[:2], *lines)
    assert order(file, scene.coordinator).state == jobs_models.JobState.FAILED
    assert not models.Assignment.objects.exists()


def _post(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("giao.csv", content)
    return client.post(reverse("directives:duty_files"), {"sheet": file})


def _today(user: accounts_models.User) -> str:
    due = timezone.localdate() + timedelta(days=30)
    return f"tuyen-truyen;22810;;;{due:%d/%m/%Y};;"


def test_the_coordinator_looks_mends_and_gives(scene: duties.Scene, client: Client) -> None:
    client.force_login(scene.coordinator)
    bad = _post(client, table(_today(scene.coordinator), "lam-gi;22813;;;;;"))
    page = client.get(bad["Location"])
    assert page.context["faults_count"] == 1
    faults = client.get(bad["Location"], {"export": "csv"})
    assert "lam-gi" in b"".join(faults.streaming_content).decode("utf-8-sig")
    good = _post(client, table(_today(scene.coordinator)))
    pk = models.DutyFile.objects.order_by("-pk")[0].pk
    assert client.get(good["Location"]).context["new"] == 1
    client.post(reverse("directives:take_in_duty_file", args=[pk]))
    work = client.get(good["Location"]).context["job"]
    assert work.may_cancel
    assert not models.Assignment.objects.exists()
    jobs_services.run_due(by=casts.SYSTEM, clock=timezone.now)
    assert models.Assignment.objects.count() == 1
    assert client.get(good["Location"]).status_code == 200
    assert _post(client, b"%PDF-1.7").status_code == 422


def test_the_sample_is_itself_a_table_of_this_kind(scene: duties.Scene, client: Client) -> None:
    client.force_login(scene.coordinator)
    answer = client.get(reverse("directives:duty_sheet"), {"export": "csv"})
    content = b"".join(answer.streaming_content)
    rows = queries.judge_duties(content, user=scene.coordinator, on=duties.TODAY)
    assert {row.obligation.code for row in rows if row.obligation} == {
        *("kiem-tra", "thanh-toan", "tuyen-truyen")
    }


def test_a_file_is_discarded_once(scene: duties.Scene) -> None:
    file = checked(scene, *GOOD)
    services.discard_duty_file(file=file, by=scene.coordinator, at=duties.NOW)
    with pytest.raises(services.DutyFileSettled):
        services.discard_duty_file(file=file, by=scene.coordinator, at=duties.NOW)


def test_work_that_is_stopped_gives_nothing_and_the_file_waits_again(
    scene: duties.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaigns.directives.services.duty_files.CHUNK", 1)
    file = services.order_duty_file(file=checked(scene, *GOOD), by=scene.coordinator, at=duties.NOW)
    assert file.job is not None
    # Two lines are looked at; then somebody says stop.
    jobs_services.run_due(by=casts.SYSTEM, clock=jobs.Clock(step=4))
    looked = jobs_models.JobProgress.objects.get(job=file.job)
    assert 1 <= looked.done_count < 3
    jobs_services.cancel_job(job=file.job, by=scene.coordinator, at=duties.NOW)
    assert jobs.finish(file.job, 60).state == jobs_models.JobState.CANCELLED
    assert not models.Assignment.objects.exists()
    file.refresh_from_db()
    assert file.state == models.DutyFile.State.CHECKED
    assert order(file, scene.coordinator).state == jobs_models.JobState.DONE
    assert models.Assignment.objects.count() == 3


def test_a_file_is_ordered_once(scene: duties.Scene) -> None:
    file = services.order_duty_file(file=checked(scene, *GOOD), by=scene.coordinator, at=duties.NOW)
    for act in (services.order_duty_file, services.discard_duty_file):
        with pytest.raises(services.DutyFileSettled):
            act(file=file, by=scene.coordinator, at=duties.NOW)
    assert file.job is not None
    jobs.finish(file.job)
    with pytest.raises(services.DutyFileSettled):
        services.take_in_duty_file(file=file, by=scene.coordinator, at=duties.NOW)
    assert models.Assignment.objects.count() == 3


NEAR = {
    "tuyen-truyn;22810;;;;;": "tuyen-truyen",
    "tuyen-truyen;;Xã Phước Dại;;;;": "Xã Phước Đại",
    "tuyen-truyen;2281O;;;;;": "Xã Phước",
}


@pytest.mark.parametrize("line", NEAR)
def test_what_is_unknown_names_the_nearest(scene: duties.Scene, line: str) -> None:
    [row] = judged(scene, line)
    assert NEAR[line] in row.faults[0].message
    [far] = judged(scene, "xyz;0;;;;;")
    assert not any("Ý bạn là" in fault.message for fault in far.faults)
