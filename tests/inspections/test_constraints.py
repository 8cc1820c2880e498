"""What the database refuses whatever the code does: one test for each constraint."""

import uuid
from typing import Any

import pytest

from campaigns.audit import services as audit_services
from campaigns.inspections import models
from campaigns.kernel import writing
from tests.factories import cast as casts
from tests.factories import inspections as factory
from tests.factories.refusals import refused_by

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("inspections_known_state", {"state": "ASLEEP"}),
    ("inspections_assigned_to_somebody", {"inspector": None}),
    ("inspections_recorded_is_whole", {"state": "DONE"}),
    ("inspections_recorded_is_whole", {"record_uuid": uuid.uuid4()}),
    ("inspections_points_within_possible", {"points": 3, "points_possible": 2}),
    ("inspections_points_within_possible", {"points": 0, "points_possible": 0}),
    ("inspections_points_within_possible", {"points": 3}),
    ("inspections_called_off_says_why", {"state": "CANCELLED", "cancelled_at": NOW}),
    ("inspections_called_off_says_why", {"cancelled_at": NOW}),
    ("inspections_stamp_is_a_place", {"stamp_latitude": 11.5}),
    (
        "inspections_stamp_is_a_place",
        {"stamp_latitude": 11.5, "stamp_longitude": 108.9, "stamp_accuracy_m": 5},
    ),
]


@pytest.mark.parametrize(("name", "values"), FAULTS)
def test_an_inspection_that_makes_no_sense_is_refused(
    scene: factory.Scene, name: str, values: dict[str, Any]
) -> None:
    row = factory.plan(scene)
    with refused_by(name):
        models.Inspection.objects.filter(pk=row.pk).update(**values)


def test_a_premises_has_one_open_inspection(scene: factory.Scene) -> None:
    row = factory.plan(scene)
    row.pk = None
    with refused_by("inspections_one_open_a_premises"):
        row.save()


def test_a_number_belongs_to_one_record(scene: factory.Scene) -> None:
    row = factory.record(scene, factory.plan(scene))
    row.pk = None
    with refused_by("inspections_record_once"):
        row.save()


def test_a_stamp_lies_on_the_earth(scene: factory.Scene) -> None:
    row = factory.record(scene, factory.plan(scene))
    with refused_by("inspections_stamp_is_a_place"):
        models.Inspection.objects.filter(pk=row.pk).update(
            stamp_latitude=91, stamp_longitude=108.9, stamp_accuracy_m=5
        )


UPLOAD_FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("inspections_upload_size", {"size": 0}),
    ("inspections_upload_size", {"size": 2 * 1024 * 1024 + 1}),
    ("inspections_upload_not_beyond", {"received_bytes": 11}),
    ("inspections_upload_known_state", {"state": "LOST"}),
]


@pytest.mark.parametrize(("name", "values"), UPLOAD_FAULTS)
def test_a_photo_on_its_way_that_makes_no_sense_is_refused(
    scene: factory.Scene, name: str, values: dict[str, Any]
) -> None:
    said = {"item": "photo", "sha256": "0" * 64, "size": 10, "announced_at": NOW} | values
    row = factory.record(scene, factory.plan(scene))
    with refused_by(name):
        models.PhotoUpload(client_uuid=uuid.uuid4(), inspection=row, **said).save()


def test_an_item_has_one_photo_on_its_way(scene: factory.Scene) -> None:
    said = {"item": "photo", "sha256": "0" * 64, "size": 10, "announced_at": NOW}
    row = factory.record(scene, factory.plan(scene))

    def announce() -> None:
        models.PhotoUpload(client_uuid=uuid.uuid4(), inspection=row, **said).save()

    with writing.writing(by=casts.SYSTEM, at=NOW):
        announce()
        audit_services.record("inspections.tested", row)
    with refused_by("inspections_upload_once_an_item"):
        announce()


FINDING_FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("inspections_finding_known_state", {"state": "ASLEEP"}),
    ("inspections_finding_known_severity", {"severity": "AWFUL"}),
    ("inspections_finding_says_what", {"text": ""}),
    ("inspections_finding_remedied_by_somebody", {"state": "REMEDIED"}),
    ("inspections_finding_remedied_by_somebody", {"remedied_at": NOW}),
    ("inspections_finding_confirmed_by_somebody", {"confirmed_at": NOW}),
]


@pytest.mark.parametrize(("name", "values"), FINDING_FAULTS)
def test_a_finding_that_makes_no_sense_is_refused(
    scene: factory.Scene, name: str, values: dict[str, Any]
) -> None:
    finding = factory.find(scene)
    with refused_by(name):
        models.Finding.objects.filter(pk=finding.pk).update(**values)


@pytest.mark.parametrize("who", ["officer", "inspector"])
def test_who_remedied_or_inspected_does_not_confirm(scene: factory.Scene, who: str) -> None:
    finding = factory.remedy(scene, factory.find(scene))
    person = {"officer": scene.cast.officer, "inspector": scene.inspector}[who]
    with refused_by("inspections_finding_confirmer_is_another"):
        models.Finding.objects.filter(pk=finding.pk).update(
            state="CONFIRMED", confirmed_at=NOW, confirmed_by=person
        )


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("inspections_finding_number_once", {"item": ""}),
        ("inspections_finding_once_an_item", {"number": 9}),
    ],
)
def test_a_finding_stands_once(scene: factory.Scene, name: str, values: dict[str, Any]) -> None:
    finding = factory.find(scene)
    finding.pk = None
    for key, value in values.items():
        setattr(finding, key, value)
    with refused_by(name):
        finding.save()


def test_versions_are_counted_from_one_and_stand_once(scene: factory.Scene) -> None:
    version = scene.checklist.versions.get()
    with refused_by("inspections_version_from_one"):
        models.ChecklistVersion.objects.filter(pk=version.pk).update(number=0)
    version.pk = None
    with refused_by("inspections_version_once"):
        version.save()


def _photo(scene: factory.Scene, **changes: Any) -> models.InspectionPhoto:
    inspection = models.Inspection.objects.first() or factory.plan(scene)
    values: dict[str, Any] = {"item": "photo", "sha256": "0" * 64, "size": 1, "kept_by": "x"}
    return models.InspectionPhoto(inspection=inspection, kept_at=NOW, **(values | changes))


def test_a_photo_answers_one_item_once(scene: factory.Scene) -> None:
    factory.plan(scene)
    with refused_by("inspections_photo_of_an_item"):
        _photo(scene, item="").save()
    with refused_by("inspections_photo_once_an_item"):
        _photo(scene).save()
        _photo(scene).save()
