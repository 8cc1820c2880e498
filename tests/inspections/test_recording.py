"""The record of a visit: whole or not at all, once, and never changed."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from campaigns.audit import models as audit_models
from campaigns.inspections import models, queries, services
from campaigns.kernel import pictures as kernel_pictures
from tests.factories import inspections as factory
from tests.factories import pictures
from tests.factories import premises as premises_factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.mark.parametrize(
    "answers",
    [
        factory.GOOD | {"smell": "YES"},
        factory.GOOD | {"daily": "5"},
        factory.GOOD | {"daily": 99},
        factory.BAD | {"spot": "door"},
        {"posted": "YES"},
    ],
)
def test_answers_that_do_not_fit_leave_nothing(scene: factory.Scene, answers: Any) -> None:
    row = factory.plan(scene)
    with pytest.raises(services.AnswersRefused) as refused:
        factory.record(scene, row, answers)
    assert refused.value.faults
    row.refresh_from_db()
    assert (row.state, row.points) == ("ASSIGNED", None)
    assert not models.Finding.objects.exists()


def test_a_record_has_its_score_and_its_findings(scene: factory.Scene) -> None:
    with premises_factory.in_english():
        row = factory.record(scene, factory.plan(scene), factory.BAD, note="Vắng chủ")
    assert (row.state, row.points, row.points_possible, row.percent) == ("DONE", 0, 400, 0)
    finding = row.findings.get()
    assert (finding.text, finding.severity, finding.state) == (
        "Câu posted: Không",
        "SEVERE",
        "OPEN",
    )
    assert finding.remedy_by_date == factory.day(2)
    event = audit_models.Event.objects.get(verb="inspections.recorded")
    assert event.after["findings"] == 1
    assert event.unit_id == scene.cast.commune.pk


def test_what_is_on_no_list_is_found_as_well(scene: factory.Scene) -> None:
    other = services.OtherFinding("Lối thoát hiểm bị chặn", models.Severity.MAJOR, factory.day(3))
    row = factory.record(scene, factory.plan(scene), others=[other])
    finding = row.findings.get()
    assert (finding.item, finding.severity) == ("", "MAJOR")


@pytest.mark.parametrize(
    "other",
    [
        services.OtherFinding(" ", models.Severity.MAJOR, factory.day(3)),
        services.OtherFinding("x" * 401, models.Severity.MAJOR, factory.day(3)),
        services.OtherFinding("x", "AWFUL", factory.day(3)),  # type: ignore[arg-type]
        services.OtherFinding("x", models.Severity.MAJOR, factory.day(-1)),
    ],
)
def test_a_finding_that_says_nothing_is_refused(
    scene: factory.Scene, other: services.OtherFinding
) -> None:
    row = factory.plan(scene)
    for others in ([other], [other] * 11):
        with pytest.raises(services.AnswersRefused):
            factory.record(scene, row, others=others)


def test_a_record_sent_again_is_known_and_another_is_refused(scene: factory.Scene) -> None:
    row, number = factory.plan(scene), uuid.uuid4()
    factory.record(scene, row, factory.BAD, number=number)
    events = audit_models.Event.objects.count()
    factory.record(scene, row, factory.BAD, number=number, at=NOW + timedelta(hours=1))
    assert row.inspected_at == NOW
    with pytest.raises(services.RecordConflict):
        factory.record(scene, row, factory.GOOD, number=number)
    with pytest.raises(services.RecordConflict):
        factory.record(scene, row, factory.GOOD)
    assert audit_models.Event.objects.count() == events
    assert models.Finding.objects.count() == 1


def test_a_number_used_elsewhere_is_refused(scene: factory.Scene) -> None:
    other = premises_factory.make(scene.cast.commune, name="Quán Gió Biển")
    row, number = factory.plan(scene), uuid.uuid4()
    factory.record(scene, row, number=number)
    second = factory.plan(scene, premises=[other])
    with pytest.raises(services.RecordConflict):
        factory.record(scene, second, number=number)
    second.refresh_from_db()
    assert second.state == "ASSIGNED"


def test_a_clock_that_runs_ahead_does_not_reach_past_now(scene: factory.Scene) -> None:
    row = factory.record(scene, factory.plan(scene), inspected_at=NOW + timedelta(days=2))
    assert row.inspected_at == NOW


def test_what_is_saved_is_no_record_and_only_what_fits_is_kept(scene: factory.Scene) -> None:
    row = factory.plan(scene)
    services.save_answers(
        inspection=row,
        answers={"posted": "YES", "spot": "nowhere", "daily": 99, "smell": "NO"},
        note="",
        by=scene.inspector,
        at=NOW,
    )
    assert (row.answers, row.state) == ({"posted": "YES"}, "ASSIGNED")
    factory.record(scene, row)
    with pytest.raises(services.InspectionRefused):
        services.save_answers(inspection=row, answers={}, note="", by=scene.inspector, at=NOW)


def keep(scene: factory.Scene, row: models.Inspection, content: bytes, item: str = "photo") -> Any:
    return services.keep_photo(
        inspection=row, item=item, content=content, by=scene.inspector, at=NOW
    )


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.7", pictures.make_photo()[:200]])
def test_a_photo_that_is_no_picture_is_refused(
    scene: factory.Scene, content: bytes, settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = factory.plan(scene)
    with pytest.raises(kernel_pictures.PictureRefused):
        keep(scene, row, content)
    assert not list(tmp_path.rglob("*.jpg"))


def test_a_photo_answers_its_item_and_its_file_is_kept_once(
    scene: factory.Scene, settings, tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = factory.plan(scene)
    with pytest.raises(services.PhotoRefused):
        keep(scene, row, pictures.make_photo(), item="posted")
    with django_capture_on_commit_callbacks(execute=True):
        keep(scene, row, pictures.make_photo())
        photo = keep(scene, row, pictures.make_photo())
    assert [path.name for path in tmp_path.rglob("*.jpg")] == [Path(photo.file.name).name]
    factory.record(scene, row)
    assert row.answers["photo"] == photo.sha256
    with pytest.raises(services.InspectionRefused):
        keep(scene, row, pictures.make_photo())
    assert len(list(tmp_path.rglob("*.jpg"))) == 1


def test_a_photo_of_an_item_that_is_not_asked_does_not_stop_the_record(
    scene: factory.Scene, settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = factory.plan(scene)
    keep(scene, row, pictures.make_photo())
    factory.record(scene, row, factory.BAD)
    assert "photo" not in row.answers


def test_findings_that_stand_are_told_to_whoever_reviews_safety(scene: factory.Scene) -> None:
    finding = factory.find(scene)
    counts = queries.open_findings_at([scene.premises.pk], on=factory.day(3))
    assert counts == {scene.premises.pk: queries.FindingCounts(1, 1, 1)}
    factory.remedy(scene, finding)
    services.confirm_finding(finding=finding, by=scene.other, at=NOW)
    assert queries.open_findings_at([scene.premises.pk], on=factory.day(3)) == {}
