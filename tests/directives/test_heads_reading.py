"""What a head of unit reads and types: numbers as written here, why it came back, by when."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from campaigns.directives import forms, models, queries, services
from tests.factories import duties


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


@pytest.mark.parametrize(
    ("language", "said", "meant"),
    [
        ("vi", "1.240", "1240"),
        ("vi", "1 240", "1240"),
        ("vi", "12.500.000", "12500000"),
        ("vi", "1.240,5", "1240.5"),
        ("vi", "12,5", "12.5"),
        ("vi", "0", "0"),
        ("vi", "1240", "1240"),
        ("en", "1,240.5", "1240.5"),
        ("en", "12.5", "12.5"),
        ("vi", "1.2400", None),
        ("vi", "1.24.000", None),
        ("vi", "hai", None),
        ("vi", "-3", None),
        ("vi", "", None),
    ],
)
def test_a_number_is_read_as_it_is_written_here(
    language: str, said: str, meant: str | None
) -> None:
    with translation.override(language):
        form = forms.ProgressForm({"text": "Đã làm", "value": said})
        assert form.is_valid() == (meant is not None or not said)
    assert form.cleaned_data.get("value") == (Decimal(meant) if meant else None)


def test_who_reports_sees_which_evidence_is_wanted(scene: duties.Scene, client: Client) -> None:
    wanted = services.ObligationDraft(
        "Tuyên truyền",
        models.Strength.ASSIGN,
        models.Obligation.Recurrence.ONCE,
        evidence_vi="Ảnh buổi tuyên truyền",
        lead_units=[scene.cast.commune],
    )
    services.put_obligation(
        clause=scene.obligation.clause,
        obligation=scene.obligation,
        draft=wanted,
        by=scene.coordinator,
        at=duties.NOW,
    )
    row = duties.issued(scene)
    client.force_login(scene.cast.officer)
    for name in ("report_progress", "report_done"):
        page = client.get(reverse(f"directives:{name}", args=[row.pk])).content.decode()
        assert "Minh chứng cần có: Ảnh buổi tuyên truyền" in page


def test_a_returned_duty_says_on_top_what_was_wanting(scene: duties.Scene, client: Client) -> None:
    row = duties.reported(scene)
    client.force_login(scene.cast.officer)
    address = reverse("directives:assignment", args=[row.pk])
    assert not client.get(address).context["why_returned"]
    services.give_back(assignment=row, reason="Thiếu ảnh", by=scene.coordinator, at=duties.NOW)
    page = client.get(address)
    assert page.context["why_returned"] == "Thiếu ảnh"
    assert page.content.decode().index("Bị trả lại:") < page.content.decode().index(
        "Hạn hoàn thành"
    )


def test_the_preview_says_by_when_and_what_lies_beyond_the_calendar(
    scene: duties.Scene, client: Client
) -> None:
    client.force_login(scene.coordinator)
    address = reverse("directives:issue", args=[scene.obligation.pk])
    wish = {"units": [scene.cast.commune.pk], "due_rule": "FIXED", "due_date": "2027-03-01"}
    assert client.post(address, wish).context["due"] == date(2027, 3, 1)
    assert client.post(address, wish | {"due_rule": "NONE"}).context["due"] is None
    assert (
        client.post(
            address, wish | {"due_date": f"{queries.LAST_DAY + timedelta(days=1)}"}
        ).status_code
        == 422
    )
    assert not models.Assignment.objects.exists()


def test_handing_down_asks_for_units(scene: duties.Scene, client: Client) -> None:
    row = duties.loaded(duties.issue(scene, scene.cast.district)[0].pk)
    client.force_login(scene.district_officer)
    page = client.post(reverse("directives:hand_down", args=[row.pk]), {"units": []})
    assert page.status_code == 422
    assert "Chưa chọn đơn vị nào" in page.content.decode()


def test_a_whole_kind_is_handed_down_at_once_and_then_nobody_is_left(
    scene: duties.Scene, client: Client
) -> None:
    row = duties.loaded(duties.issue(scene, scene.cast.district)[0].pk)
    client.force_login(scene.district_officer)
    address = reverse("directives:assignment", args=[row.pk])
    below = reverse("directives:hand_down", args=[row.pk])
    assert client.get(address).context["has_below"]
    assert "Xã (2)" in client.get(below).content.decode()
    assert client.post(below, {"kinds": [scene.cast.district.kind_id]}).status_code == 422
    client.post(below, {"kinds": [scene.cast.commune.kind_id], "units": [scene.cast.commune.pk]})
    given = models.Assignment.objects.filter(parent=row).values_list("unit__name_vi", flat=True)
    assert sorted(given) == ["Xã Phước Chính", "Xã Phước Đại"]
    assert not client.get(address).context["has_below"]


def test_who_makes_an_obligation_reads_its_clause(scene: duties.Scene, client: Client) -> None:
    client.force_login(scene.coordinator)
    clause = scene.obligation.clause
    for address in (
        reverse("directives:add_obligation", args=[clause.pk]),
        reverse("directives:edit_obligation", args=[scene.obligation.pk]),
    ):
        assert clause.text_vi in client.get(address).content.decode()
