"""What the database refuses of units, whoever asks."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db.models import Model

from campaigns.units import models
from tests.factories import cast as casts
from tests.factories import refusals

START = casts.START
BEFORE = START - timedelta(days=1)
LATER = date(2023, 1, 1)


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


def _unit(cast: casts.Cast, **changes: object) -> models.Unit:
    values: dict[str, object] = {
        "code": "NEW",
        "kind": cast.commune.kind,
        "name_vi": "Xã mới",
        "name_en": "New commune",
        "short_name_vi": "Mới",
        "folded_text": "xa moi",
        "valid_from_date": START,
    }
    return models.Unit(**(values | changes))


def _grant(cast: casts.Cast, **changes: object) -> models.Grant:
    values: dict[str, object] = {
        "user": cast.officer,
        "role": "UNIT_OFFICER",
        "unit": cast.commune,
        "valid_from_date": LATER,
    }
    return models.Grant(**(values | changes))


def _head(cast: casts.Cast, **changes: object) -> models.UnitHead:
    values: dict[str, object] = {
        "unit": cast.commune,
        "full_name": "Katơr Thị A",
        "title_vi": "Chủ tịch",
        "valid_from_date": START,
    }
    return models.UnitHead(**(values | changes))


def _population(cast: casts.Cast, **changes: object) -> models.Population:
    values: dict[str, object] = {
        "unit": cast.commune,
        "people": 3200,
        "as_of_date": LATER,
        "source": "Chi cục Thống kê",
    }
    return models.Population(**(values | changes))


Rows = Callable[[casts.Cast], list[Model]]
CASES: dict[str, Rows] = {
    "units_unit_code_and_start": lambda c: [
        _unit(c, code="22810", valid_to_date=LATER),
    ],
    "units_unit_open_code": lambda c: [_unit(c, code="22810", valid_from_date=LATER)],
    "units_unit_ends_after_start": lambda c: [_unit(c, valid_to_date=BEFORE)],
    "units_unit_point_is_whole": lambda c: [_unit(c, latitude=11.6)],
    "units_alias_once_a_unit": lambda c: [
        models.UnitAlias(unit=c.commune, name="Phước Đại"),
        models.UnitAlias(unit=c.commune, name="Phước Đại"),
    ],
    "units_active_range_start": lambda c: [
        models.ActiveRange(unit=c.commune, valid_from_date=START)
    ],
    "units_active_range_ends_after_start": lambda c: [
        models.ActiveRange(unit=c.commune, valid_from_date=LATER, valid_to_date=START)
    ],
    "units_edge_start": lambda c: [
        models.UnitEdge(
            child=c.commune, parent=c.province, valid_from_date=START, valid_to_date=LATER
        )
    ],
    "units_edge_one_open_parent": lambda c: [
        models.UnitEdge(child=c.commune, parent=c.province, valid_from_date=LATER)
    ],
    "units_edge_not_itself": lambda c: [
        models.UnitEdge(child=c.province, parent=c.province, valid_from_date=LATER)
    ],
    "units_edge_ends_after_start": lambda c: [
        models.UnitEdge(
            child=c.commune, parent=c.province, valid_from_date=LATER, valid_to_date=BEFORE
        )
    ],
    "units_closure_once": lambda c: [
        models.UnitClosure(
            ancestor=c.province, descendant=c.commune, depth=2, valid_from_date=START
        )
    ],
    "units_closure_ends_after_start": lambda c: [
        models.UnitClosure(
            ancestor=c.commune,
            descendant=c.province,
            depth=2,
            valid_from_date=START,
            valid_to_date=BEFORE,
        )
    ],
    "units_head_one_at_present": lambda c: [_head(c), _head(c, valid_from_date=LATER)],
    "units_head_ends_after_start": lambda c: [_head(c, valid_to_date=BEFORE)],
    "units_population_once": lambda c: [_population(c), _population(c)],
    "units_population_from_one": lambda c: [_population(c, people=0)],
    "units_population_has_source": lambda c: [_population(c, source="")],
    "units_territory_file_settled_whole": lambda c: [
        models.TerritoryFile(
            unit=c.commune,
            file_name="x.csv",
            content=b"",
            state="TAKEN_IN",
            uploaded_by=c.officer,
            uploaded_at=casts.NOW,
        )
    ],
    "units_grant_open_once": lambda c: [_grant(c)],
    "units_grant_known_role": lambda c: [_grant(c, role="MAYOR")],
    "units_grant_ends_after_start": lambda c: [_grant(c, valid_to_date=START)],
}


@pytest.mark.parametrize("constraint", CASES)
def test_the_database_refuses(constraint: str, cast: casts.Cast) -> None:
    rows = CASES[constraint](cast)
    with refusals.refused_by(constraint):
        for row in rows:
            row.save()
