"""Scores as the worker keeps them: all kinds of history, twice, late, by version, up the tree."""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.kernel import writing
from campaigns.premises import services as premises_services
from campaigns.scorecards import models, services, tasks
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import premises as premises_factory
from tests.factories import scorecards as factory
from tests.factories import territory

pytestmark = pytest.mark.django_db
NOW, TODAY = casts.NOW, date(2026, 11, 16)
WHO = {"by": casts.SYSTEM, "at": NOW}


@pytest.fixture
def scene() -> premises_factory.Scene:
    return premises_factory.make_scene()


def compute(kind: str = "WEEK", on: date = TODAY) -> int:
    return services.compute_period(kind=kind, start=on, on=on, **WHO)


def score(unit: object, code: str = "posters", kind: str = "WEEK") -> models.Score:
    return models.Score.objects.filter(unit=unit, indicator__code=code, period__kind=kind).latest(
        "period__start_date"
    )


def test_a_unit_has_what_its_premises_reached(scene: premises_factory.Scene) -> None:
    factory.make("posters")
    premises_factory.make_verified(scene)
    compute()
    row = score(scene.cast.commune)
    assert (row.numerator, row.denominator, row.value) == (1, 2, Decimal(50))
    assert (row.colour, row.rank, row.peers) == ("LOW", 1, 1)
    empty = score(scene.cast.sibling)
    assert (empty.colour, empty.grey_reason, empty.rank) == ("GREY", "NOTHING", None)


def test_what_stands_below_is_added_up(scene: premises_factory.Scene) -> None:
    factory.make("posters", kinds=("commune", "district"))
    premises_factory.make_verified(scene)
    premises_factory.make(scene.cast.sibling, name="Quán Ma Hoa")
    compute()
    assert (score(scene.cast.district).numerator, score(scene.cast.district).denominator) == (1, 3)


def test_the_second_run_changes_nothing(scene: premises_factory.Scene) -> None:
    factory.make("posters")
    assert compute() == 2
    events = audit_models.Event.objects.count()
    assert compute() == 0
    assert audit_models.Event.objects.count() == events


def test_the_sweep_runs_twice_as_once(scene: premises_factory.Scene) -> None:
    factory.make("posters")
    tasks.compute_scores()
    before = list(models.Score.objects.order_by("pk").values())
    periods = models.ScorePeriod.objects.values_list("kind", flat=True)
    assert {*periods} == {"WEEK", "MONTH"}
    tasks.compute_scores()
    tasks.push_scores()
    tasks.push_scores()
    assert list(models.Score.objects.order_by("pk").values()) == before
    assert services.compute_due(by=casts.SYSTEM, at=timezone.now()) == 0


def test_what_comes_late_reaches_the_past(scene: premises_factory.Scene) -> None:
    factory.make("visits", measure="daily_control", filters={})
    compute()
    assert score(scene.cast.commune, "visits").grey_reason == "NO_DATA"
    report(scene, TODAY)
    compute()
    row = score(scene.cast.commune, "visits")
    assert (row.numerator, row.denominator, row.missing) == (1, 2, 1)


def report(scene: premises_factory.Scene, day: date) -> None:
    draft = premises_services.CountDraft(scene.premises, day, 4, 3)
    premises_services.enter_visits(draft=draft, by=scene.cast.officer, at=NOW)


def test_a_version_judges_the_periods_that_end_in_it(scene: premises_factory.Scene) -> None:
    last = TODAY - timedelta(days=8)
    factory.make("posters", version=1, valid_to_date=last)
    factory.make("posters", version=2, valid_from_date=last + timedelta(days=1))
    compute(on=TODAY - timedelta(days=7))
    compute(on=TODAY - timedelta(days=14))
    versions = models.Score.objects.filter(unit=scene.cast.commune).order_by("period__start_date")
    assert list(versions.values_list("indicator__version", flat=True)) == [1, 2]
    assert not versions.exclude(trend="NONE").exists()


def test_a_commune_that_ended_counts_where_it_stood(scene: premises_factory.Scene) -> None:
    factory.make("posters", kinds=("commune", "district"))
    last = TODAY + timedelta(days=2)
    units_services.end_unit(unit=scene.cast.commune, last_date=last, **WHO)
    compute(on=TODAY + timedelta(days=6))
    assert not models.Score.objects.filter(unit=scene.cast.commune).exists()
    assert score(scene.cast.district).denominator == 2


def test_a_rate_is_per_resident_entered(scene: premises_factory.Scene) -> None:
    factory.make("helped", measure="residents_helped", filters={}, value_kind="PER_1000")
    compute()
    assert score(scene.cast.commune, "helped").grey_reason == "NO_PEOPLE"
    territory.enter_population(scene.cast.commune)
    compute()
    assert score(scene.cast.commune, "helped").grey_reason == "NO_DATA"


def test_what_is_known_of_today_alone_keeps_what_it_had(scene: premises_factory.Scene) -> None:
    factory.make("paying", measure="payment_sites", filters={}, value_kind="COUNT")
    compute()
    assert score(scene.cast.commune, "paying").value == 0
    later = TODAY + timedelta(days=9)
    services.compute_period(kind="WEEK", start=TODAY, on=later, **WHO)
    assert score(scene.cast.commune, "paying").value == 0


def test_a_wrong_score_is_found_and_set_right(scene: premises_factory.Scene) -> None:
    factory.make("posters")
    compute()
    row = score(scene.cast.commune)
    with writing.writing(**WHO) as change:
        models.Score.objects.filter(pk=row.pk).update(numerator=2)
        change.events += 1
    with pytest.raises(CommandError, match="1 scores differ"):
        call_command("recount_scores", stdout=StringIO())
    call_command("recount_scores", repair=True, stdout=StringIO())
    assert services.recount_scores(is_repair=False, **WHO) == []
