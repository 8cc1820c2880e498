"""What the database refuses whatever the code does: one test for each constraint."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from campaigns.premises import models
from tests.factories import cast as casts
from tests.factories import premises as factory
from tests.factories.refusals import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> casts.Cast:
    return casts.make_cast()


FAULTS: dict[str, dict[str, Any]] = {
    "premises_known_state": {"state": "ASLEEP"},
    "premises_known_stage": {"poster_stage": "LOST"},
    "premises_has_a_name": {"match_name": ""},
    "premises_point_is_whole": {"latitude": 11.8},
    "premises_vehicle_has_owner_and_plate": {"is_vehicle": True},
}


@pytest.mark.parametrize(("name", "values"), FAULTS.items())
def test_a_row_that_makes_no_sense_is_refused(
    cast: casts.Cast, name: str, values: dict[str, Any]
) -> None:
    row = factory.make(cast.commune)
    with refused_by(name):
        models.Premises.objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize("values", [{"plate": "85B-1"}, {"route": "Phan Rang – Tháp Chàm"}])
def test_a_house_has_neither_plate_nor_route(cast: casts.Cast, values: dict[str, Any]) -> None:
    row = factory.make(cast.commune)
    with refused_by("premises_vehicle_has_owner_and_plate"):
        models.Premises.objects.filter(pk=row.pk).update(**values)


def test_a_premises_is_not_merged_into_itself(cast: casts.Cast) -> None:
    row = factory.make(cast.commune)
    with refused_by("premises_not_merged_into_itself"):
        models.Premises.objects.filter(pk=row.pk).update(merged_into=row.pk)


def test_a_number_in_the_list_is_taken_once_a_commune(cast: casts.Cast) -> None:
    factory.make(cast.commune, list_code="TH-01")
    factory.make(cast.sibling, list_code="TH-01")
    row = factory.make(cast.commune, name="Nhà nghỉ Sông Cái")
    with refused_by("premises_list_code_once_a_commune"):
        models.Premises.objects.filter(pk=row.pk).update(list_code="TH-01")


RANGE_FAULTS: dict[str, Callable[[models.OpenRange], dict[str, Any]]] = {
    "premises_range_ends_after_start": lambda r: {"to_date": r.from_date - timedelta(days=1)},
    "premises_range_open_or_paused": lambda r: {"state": "CLOSED"},
}


@pytest.mark.parametrize("name", RANGE_FAULTS)
def test_days_that_make_no_sense_are_refused(cast: casts.Cast, name: str) -> None:
    days = factory.make(cast.commune).open_ranges.get()
    with refused_by(name):
        models.OpenRange.objects.filter(pk=days.pk).update(**RANGE_FAULTS[name](days))


@pytest.mark.parametrize(
    ("name", "shift"), [("premises_range_one_start_a_day", 0), ("premises_range_one_at_present", 1)]
)
def test_two_ranges_do_not_run_at_once(cast: casts.Cast, name: str, shift: int) -> None:
    row = factory.make(cast.commune)
    with refused_by(name):
        models.OpenRange(
            premises=row,
            from_date=factory.SINCE + timedelta(days=shift),
            to_date=None if shift else factory.SINCE,
            commune=row.commune,
            kind=row.kind,
        ).save()


@pytest.mark.parametrize(
    ("name", "day"),
    [("premises_rollup_once_a_day", factory.SINCE), ("premises_rollup_one_sum", None)],
)
def test_a_total_stands_once(cast: casts.Cast, name: str, day: Any) -> None:
    row = factory.make(cast.commune)
    with refused_by(name):
        models.CoverageRollup(unit=row.commune, kind=row.kind, day=day).save()


@pytest.mark.parametrize(
    "values",
    [
        {"with_checkpoint": 2},
        {"posted": 1},
        {"with_checkpoint": 1, "verified": 1},
        {"active": -1, "with_checkpoint": -1, "posted": -1, "verified": -1},
    ],
)
def test_no_part_of_coverage_exceeds_its_whole(cast: casts.Cast, values: dict[str, int]) -> None:
    factory.make(cast.commune)
    with refused_by("premises_rollup_never_above_the_whole"):
        models.CoverageRollup.objects.filter(day__isnull=True).update(**values)
