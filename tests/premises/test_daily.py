"""Counts by day and month: of open days, within reason, and never over somebody else's numbers."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.premises import models, queries, services
from tests.factories import cast as casts
from tests.factories import premises as factory
from tests.factories.refusals import refused_by

pytestmark = pytest.mark.django_db
NOW = factory.NOW
TODAY = timezone.localdate(NOW)
HUGE = 10**12


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.fixture
def site(scene) -> models.Premises:
    """A quarantine site of the commune."""
    services.save_premises_kind(
        code="site",
        values={"name_vi": "Cơ sở cách ly", "name_en": "Site", "is_isolation": True},
        by=casts.SYSTEM,
        at=NOW,
    )
    return factory.make(scene.cast.commune, kind="site", name="Khu cách ly")


def visits(premises: models.Premises, first: int, second: int, **changes: Any) -> models.VisitCount:
    values = {"day": TODAY} | changes
    draft = services.CountDraft(premises, first=first, second=second, **values)
    return services.enter_visits(draft=draft, by=casts.SYSTEM, at=NOW)


@pytest.mark.parametrize(("first", "second"), [(-1, 0), (0, -1), (HUGE, 0), (0, HUGE)])
def test_numbers_beyond_reason_are_refused(scene, first: int, second: int) -> None:
    with pytest.raises(services.CountRefused):
        visits(scene.premises, first, second)
    assert not models.VisitCount.objects.exists()


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), factory.SINCE - timedelta(days=1)])
def test_a_day_ahead_and_one_before_it_opened_are_refused(scene, day: date) -> None:
    with pytest.raises(services.CountRefused):
        visits(scene.premises, 1, 1, day=day)


@pytest.mark.parametrize("act", [services.close, services.pause])
def test_a_day_after_it_closed_is_refused(scene, act) -> None:
    act(premises=scene.premises, from_date=TODAY, by=casts.SYSTEM, at=NOW)
    with pytest.raises(services.CountRefused):
        visits(scene.premises, 1, 1)
    if TODAY > factory.SINCE:
        assert visits(scene.premises, 1, 1, day=factory.SINCE)


def test_a_merged_premises_counts_no_more(scene) -> None:
    services.merge(premises=scene.other, into=scene.premises, by=casts.SYSTEM, at=NOW)
    with pytest.raises(services.CountRefused):
        visits(scene.other, 1, 1)


def test_nobody_is_a_report_and_nothing_said_is_none(scene) -> None:
    visits(scene.premises, 0, 0)
    totals = queries.day_totals(models.Premises.objects.all(), models.VisitCount, TODAY)
    assert (totals.open_count, totals.reported, totals.nil, totals.missing) == (2, 1, 1, 1)
    missing = queries.sheet_rows(
        models.Premises.objects.all(), models.VisitCount, TODAY, is_missing_only=True
    )
    assert list(missing) == [scene.other]


def test_two_at_once_are_told_of_each_others_numbers_and_neither_is_lost(scene) -> None:
    visits(scene.premises, 30, 28)
    with pytest.raises(services.CountOvertaken) as other:
        visits(scene.premises, 5, 5)  # saw an empty line
    assert (other.value.first, other.value.second, other.value.turn) == (30, 28, 1)
    visits(scene.premises, 31, 28, seen=1)
    with pytest.raises(services.CountOvertaken):
        visits(scene.premises, 9, 9, seen=1)  # saw what stood before
    row = models.VisitCount.objects.get()
    assert (row.visits_in, row.visits_out, row.turn) == (31, 28, 2)
    assert audit_models.Event.objects.filter(verb="premises.visits_entered").count() == 2


def isolation(premises: models.Premises, first: int, second: int) -> models.IsolationCount:
    draft = services.CountDraft(premises, TODAY, first, second)
    return services.enter_isolation(draft=draft, by=casts.SYSTEM, at=NOW)


def test_isolation_counts_who_is_missing(site) -> None:
    assert isolation(site, 40, 33).missing == 7
    sheet = queries.sheet_rows(
        models.Premises.objects.all(), models.IsolationCount, TODAY, is_missing_only=False
    )
    assert list(sheet) == [site]


def test_more_declared_than_are_there_is_refused(site) -> None:
    with pytest.raises(services.CountRefused):
        isolation(site, 3, 4)


def test_a_cafe_manages_no_isolation(scene) -> None:
    with pytest.raises(services.CountRefused):
        isolation(scene.premises, 3, 2)


def staff(unit: Any, first: int, second: int, month: date = TODAY, seen: int = 0) -> models.AppUse:
    return services.enter_app_use(
        unit=unit, month=month, staff=first, using=second, seen=seen, by=casts.SYSTEM, at=NOW
    )


@pytest.mark.parametrize(("first", "second"), [(-1, 0), (3, 4), (HUGE, 1), (0, 1)])
def test_staff_that_cannot_be_is_refused(scene, first: int, second: int) -> None:
    with pytest.raises(services.CountRefused):
        staff(scene.cast.commune, first, second)


def test_staff_is_of_a_month_that_has_come(scene) -> None:
    with pytest.raises(services.CountRefused):
        staff(scene.cast.commune, 3, 1, TODAY + timedelta(days=40))
    row = staff(scene.cast.commune, 20, 15)
    assert row.month_date.day == 1
    (line,) = queries.staff_lines([scene.cast.commune], TODAY)
    assert line.share == 0.75
    with pytest.raises(services.CountOvertaken):
        staff(scene.cast.commune, 21, 15)
    assert staff(scene.cast.commune, 21, 15, seen=1).turn == 2


FAULTS: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "premises_visits_believable": (models.VisitCount, {"visits_in": 1_000_001}),
    "premises_declared_within_expected": (models.IsolationCount, {"declared": 41}),
    "premises_using_within_staff": (models.AppUse, {"using": 21}),
    "premises_app_use_names_its_month": (models.AppUse, {"month_date": date(2021, 6, 2)}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_is_refused_by_the_database(scene, site, name: str) -> None:
    visits(scene.premises, 1, 1)
    isolation(site, 40, 33)
    staff(scene.cast.commune, 20, 15)
    model, values = FAULTS[name]
    with refused_by(name):
        model.objects.update(**values)


@pytest.mark.parametrize(
    "name",
    [
        "premises_visits_once_a_day",
        "premises_isolation_once_a_day",
        "premises_app_use_once_a_month",
    ],
)
def test_a_day_and_a_month_have_one_row(scene, site, name: str) -> None:
    acts = {
        "premises_visits_once_a_day": lambda: visits(scene.premises, 1, 1),
        "premises_isolation_once_a_day": lambda: isolation(site, 2, 1),
        "premises_app_use_once_a_month": lambda: staff(scene.cast.commune, 2, 1),
    }
    row = acts[name]()
    with refused_by(name):
        row.pk = None
        row._state.adding = True
        factory.write(row.save)
