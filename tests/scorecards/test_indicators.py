"""Indicators as rows: versions by date, and what the database refuses."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from campaigns.kernel import writing
from campaigns.scorecards import models, queries
from tests.factories import cast as casts
from tests.factories import scorecards as factory

pytestmark = pytest.mark.django_db


def test_a_day_has_the_version_that_holds_on_it() -> None:
    factory.make("posters", version=1, valid_to_date=date(2026, 11, 15))
    factory.make("posters", version=2, valid_from_date=date(2026, 11, 16))
    days = (date(2026, 11, 15), date(2026, 11, 16))
    held = [models.Indicator.objects.in_force(day).get().version for day in days]
    assert held == [1, 2]


def test_saving_a_version_again_changes_it() -> None:
    factory.make("posters")
    factory.make("posters", weight=9)
    assert models.Indicator.objects.get().weight == 9


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("scorecards_indicator_known_words", {"direction": "UP"}),
        ("scorecards_indicator_ends_after_start", {"valid_to_date": date(2020, 1, 1)}),
        ("scorecards_indicator_sane_numbers", {"min_denominator": 0}),
    ],
)
def test_the_database_refuses(name: str, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=name):
        factory.make("posters", **changes)


def test_a_version_stands_once() -> None:
    row = factory.make("posters")
    with pytest.raises(IntegrityError, match=r"scorecards_indicator_version_once|code, .*version"):
        _again(row)


def _again(row: models.Indicator) -> None:
    row.pk = None
    row._state.adding = True
    with writing.writing(by=casts.SYSTEM, at=casts.NOW) as change, transaction.atomic():
        change.events += 1
        row.save()


def test_every_measure_tells_what_it_counts() -> None:
    assert all(str(measure.label) for measure in queries.MEASURES.values())
