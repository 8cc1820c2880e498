"""A letter entered by hand from its text: head, clauses in order, recipients, obligations, file."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.directives import models, queries, services
from campaigns.kernel import roles
from tests.directives.test_evidence import make_pdf
from tests.factories import cast as casts
from tests.factories import duties, pictures

IN_ORDER = ["0", "1", "1.i", "1.ii", "1.a", "1.b", "1.c", "1.d", "1.đ", "1.e", "2", "3.ii", "10"]


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


@pytest.fixture
def coordinator(scene: duties.Scene, client: Client) -> Client:
    client.force_login(scene.coordinator)
    return client


def _address(name: str, *args: object) -> str:
    return reverse(f"directives:{name}", args=args)


def _head(scene: duties.Scene, **changes: Any) -> dict[str, Any]:
    head = {
        "campaign": scene.obligation.clause.directive.campaign_id,
        "symbol": "2561/KH-UBND",
        "document_type_vi": "Kế hoạch",
        "issued_date": "2021-05-26",
        "subject_vi": "Ứng dụng công nghệ thông tin phòng, chống dịch",
        "issuer_vi": "Ủy ban nhân dân tỉnh Ninh Thuận",
    }
    return head | changes


def _entered(scene: duties.Scene, coordinator: Client) -> models.Directive:
    assert coordinator.post(_address("add_directive"), _head(scene)).status_code == 302
    return models.Directive.objects.get(symbol="2561/KH-UBND")


def test_d_with_a_stroke_stands_between_d_and_e() -> None:
    assert sorted(set(IN_ORDER), key=queries.clause_order) == IN_ORDER


@pytest.mark.parametrize(
    "number", ["", ".", "1..a", "1.w", "1.zz", "1.iiiii", "a b c d", "1/2", "1.²"]
)
def test_what_cites_no_clause_is_told(number: str) -> None:
    assert not queries.is_clause_number(number)


def test_letter_and_clauses_are_entered_in_any_order(
    scene: duties.Scene, coordinator: Client
) -> None:
    letter = _entered(scene, coordinator)
    for number in ("1.e", "1.a", "1.đ", "1.d", "2", "1.i"):
        words = {"number": number, "text_vi": f"Nội dung {number}", "verb_vi": "giao"}
        assert coordinator.post(_address("add_clause", letter.pk), words).status_code == 302
    rows = letter.clauses.order_by("position")
    assert [(c.position, c.number) for c in rows] == list(
        enumerate(["1.i", "1.a", "1.d", "1.đ", "1.e", "2"], start=1)
    )
    first = rows[0]
    changed = {"number": "1.g", "text_vi": "Khác"}
    assert coordinator.post(_address("edit_clause", first.pk), changed).status_code == 302
    assert list(letter.clauses.order_by("position").values_list("number", flat=True)) == [
        *("1.a", "1.d", "1.đ", "1.e", "1.g", "2")
    ]


@pytest.mark.parametrize("number", ["1.đ", "1.Đ ", "1,đ", "khoản 1"])
def test_a_clause_twice_or_cited_wrongly_is_refused_and_kept(
    scene: duties.Scene, coordinator: Client, number: str
) -> None:
    letter = scene.obligation.clause.directive
    words = {"number": number, "text_vi": "Nội dung đã gõ"}
    page = coordinator.post(_address("add_clause", letter.pk), words)
    assert page.status_code == 422
    assert "Nội dung đã gõ" in page.content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"symbol": " "},
        {"issued_date": "2021-02-29"},
        {"issued_date": (timezone.localdate() + timedelta(days=2)).isoformat()},
        {"campaign": 999},
        {"symbol": "2754/UBND-VXNV", "issued_date": "2021-06-06"},
    ],
)
def test_a_head_that_makes_no_sense_is_refused_and_kept(
    scene: duties.Scene, coordinator: Client, changes: dict[str, Any]
) -> None:
    page = coordinator.post(_address("add_directive"), _head(scene, **changes))
    assert page.status_code == 422
    assert "Ứng dụng công nghệ thông tin" in page.content.decode()
    assert models.Directive.objects.count() == 1


def test_a_letter_continues_another_and_never_itself(
    scene: duties.Scene, coordinator: Client
) -> None:
    letter, plan = scene.obligation.clause.directive, _entered(scene, coordinator)
    head = _head(scene, symbol=letter.symbol, issued_date="2021-06-06", continues=plan.pk)
    assert coordinator.post(_address("edit_directive", letter.pk), head).status_code == 302
    page = coordinator.get(_address("directive", letter.pk))
    assert _address("directive", plan.pk) in page.content.decode()
    back = _head(scene, continues=letter.pk)
    assert coordinator.post(_address("edit_directive", plan.pk), back).status_code == 422


def test_recipients_are_entered_a_line_each_and_once(
    scene: duties.Scene, coordinator: Client
) -> None:
    letter = _entered(scene, coordinator)
    address = _address("add_recipients", letter.pk)
    words = {"purpose": "PUBLISH", "lines": "- Báo Ninh Thuận;\n\n- Đài PT-TH tỉnh;"}
    assert coordinator.post(address, words).status_code == 302
    assert coordinator.post(address, words).status_code == 302
    [group] = queries.recipients_of(letter)
    assert group.lines == ("Báo Ninh Thuận", "Đài PT-TH tỉnh")
    assert coordinator.post(address, {"purpose": "ACT", "lines": " ; "}).status_code == 422
    gone = _address("remove_recipient", group.rows[0][0])
    assert coordinator.post(gone).status_code == 302
    assert coordinator.post(gone).status_code == 404
    [group] = queries.recipients_of(letter)
    assert group.lines == ("Đài PT-TH tỉnh",)


def _asked(scene: duties.Scene, **changes: Any) -> dict[str, Any]:
    asked = {
        "task_vi": "Tuyên truyền, vận động người dân khai báo y tế",
        "strength": "REQUEST",
        "lead_kinds": [scene.cast.commune.kind_id],
        "coordinating_units": [scene.cast.office.pk],
        "authority_vi": "Trong phạm vi quản lý",
        "responsibility_vi": "Người đứng đầu",
        "recurrence": "MONTHLY",
        "is_interval_assumed": "on",
        "time_vi": "Công văn không nêu",
        "result_vi": "Số hộ đã hướng dẫn",
    }
    return asked | changes


def test_a_clause_becomes_obligations_by_the_six(scene: duties.Scene, coordinator: Client) -> None:
    clause = models.Clause.objects.get(number="1.đ")
    address = _address("add_obligation", clause.pk)
    for _time in range(2):
        assert coordinator.post(address, _asked(scene)).status_code == 302
    codes = models.Obligation.objects.filter(code__startswith="vb-").values_list("code", flat=True)
    assert sorted(codes) == ["vb-2754-1-dd-1", "vb-2754-1-dd-2"]
    row = models.Obligation.objects.get(code="vb-2754-1-dd-1")
    assert (row.strength, row.authority_vi) == ("REQUEST", "Trong phạm vi quản lý")
    changed = _asked(scene, task_vi="Việc khác", lead_kinds=[], lead_units=[scene.cast.office.pk])
    assert coordinator.post(_address("edit_obligation", row.pk), changed).status_code == 302
    row.refresh_from_db()
    assert (row.task_vi, list(row.lead_units.all())) == ("Việc khác", [scene.cast.office])
    page = coordinator.get(_address("directive", clause.directive_id)).content.decode()
    assert "Việc khác" in page


@pytest.mark.parametrize(
    "changes", [{"lead_kinds": []}, {"task_vi": " "}, {"strength": "ORDER"}, {"lead_units": [9999]}]
)
def test_an_obligation_without_person_or_task_is_refused(
    scene: duties.Scene, coordinator: Client, changes: dict[str, Any]
) -> None:
    clause = models.Clause.objects.get(number="1.đ")
    page = coordinator.post(_address("add_obligation", clause.pk), _asked(scene, **changes))
    assert page.status_code == 422
    assert "Trong phạm vi quản lý" in page.content.decode()


def test_the_document_is_kept_beside_its_text(
    scene: duties.Scene, coordinator: Client, django_capture_on_commit_callbacks: Any
) -> None:
    letter = scene.obligation.clause.directive
    address = _address("attach_file", letter.pk)
    bad = SimpleUploadedFile("2754.pdf", b"<script>alert(1)</script>", "application/pdf")
    assert coordinator.post(address, {"document": bad}).status_code == 422
    for good in (
        SimpleUploadedFile("2754.pdf", make_pdf()),
        SimpleUploadedFile("2754.jpg", pictures.make_photo()),
    ):
        assert coordinator.post(address, {"document": good}).status_code == 302
    first = letter.files.order_by("pk")[0]
    answer = coordinator.get(_address("directive_file", first.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    path = Path(first.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        assert coordinator.post(_address("detach_file", first.pk)).status_code == 302
    assert not path.exists()
    assert letter.files.count() == 1


def test_a_commune_does_not_change_the_province_s_letter(
    scene: duties.Scene, client: Client
) -> None:
    client.force_login(casts.make_person("xa", roles.Role.COORDINATOR, scene.cast.commune))
    letter = scene.obligation.clause.directive
    assert client.get(_address("edit_directive", letter.pk)).status_code == 403
    assert client.post(_address("add_directive"), _head(scene)).status_code == 422
    assert "Thêm điểm" not in client.get(_address("directive", letter.pk)).content.decode()


def test_taking_back_twice_is_told(scene: duties.Scene) -> None:
    who: dict[str, Any] = {"by": scene.coordinator, "at": duties.NOW}
    line = models.Recipient.objects.order_by("pk")[0]
    services.remove_recipient(recipient=line, **who)
    line.pk = line.pk or 1
    with pytest.raises(services.EditRefused):
        services.remove_recipient(recipient=models.Recipient(pk=line.pk), **who)
    assert date(2021, 6, 6) == models.Directive.objects.get().issued_date
