"""Coverage as of a day: what was open then, what it had, and never above the whole."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command

from campaigns.kernel import writing
from campaigns.premises import models, queries, services
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
TODAY = NOW.date()


@pytest.fixture
def cast() -> casts.Cast:
    return casts.make_cast()


def active(unit: units_models.Unit, on: date) -> int:
    return queries.coverage_of(unit, on=on).active


def test_a_premises_counts_from_its_first_day(cast: casts.Cast) -> None:
    factory.make(cast.commune)
    days = [factory.SINCE - timedelta(days=1), factory.SINCE, TODAY]
    assert [active(cast.commune, day) for day in days] == [0, 1, 1]


def test_what_is_closed_for_a_time_or_for_good_does_not_count(cast: casts.Cast) -> None:
    row = factory.make(cast.commune)
    acts = [
        (services.pause, date(2021, 8, 1)),
        (services.reopen, date(2021, 9, 1)),
        (services.close, date(2022, 1, 1)),
        (services.reopen, date(2022, 1, 1)),
    ]
    for act, day in acts:
        act(premises=row, from_date=day, by=cast.officer, at=NOW)
        factory.assert_coverage_true()
    days = [date(2021, 7, 31), date(2021, 8, 1), date(2021, 8, 31), date(2021, 9, 1)]
    assert [active(cast.commune, day) for day in days] == [1, 0, 0, 1]
    assert active(cast.commune, date(2022, 1, 1)) == 1


def test_the_tree_of_the_day_says_whose_premises_count(cast: casts.Cast) -> None:
    factory.make(cast.commune)
    factory.make(cast.sibling)
    units_services.move_unit(
        unit=cast.sibling, parent=cast.province, from_date=TODAY, by=casts.SYSTEM, at=NOW
    )
    assert active(cast.district, TODAY - timedelta(days=1)) == 2
    assert active(cast.district, TODAY) == 1
    assert active(cast.province, TODAY) == 2


def test_coverage_of_many_communes_is_one_query(
    cast: casts.Cast, django_assert_num_queries
) -> None:
    factory.make(cast.commune)
    factory.make(cast.commune, kind="school")
    communes = [cast.commune.pk, cast.sibling.pk]
    with django_assert_num_queries(1):
        found = queries.coverage_by_commune(communes, on=TODAY)
    assert found == {communes[0]: queries.Coverage(active=2), communes[1]: queries.Coverage()}


def test_coverage_by_kind_adds_up_to_the_whole(cast: casts.Cast) -> None:
    cafe = factory.make(cast.commune)
    school = factory.make(cast.sibling, kind="school")
    below = units_models.Unit.objects.all().subtree_of(cast.district, TODAY)
    found = queries.coverage_by_kind(below, on=TODAY)
    assert {pk: c.active for pk, c in found.items()} == {cafe.kind_id: 1, school.kind_id: 1}


def test_nothing_open_has_no_rate(cast: casts.Cast) -> None:
    assert queries.coverage_of(cast.commune, on=TODAY).rate is None
    assert queries.Coverage(active=3, with_checkpoint=3, posted=2, verified=1).rate == Fraction(
        1, 3
    )


@pytest.mark.parametrize("act", [services.pause, services.close])
def test_a_day_ahead_is_refused(cast: casts.Cast, act) -> None:
    row = factory.make(cast.commune)
    with pytest.raises(services.DayRefused):
        act(premises=row, from_date=TODAY + timedelta(days=1), by=cast.officer, at=NOW)


def test_a_day_before_the_last_change_is_refused(cast: casts.Cast) -> None:
    row = factory.make(cast.commune)
    services.pause(premises=row, from_date=date(2022, 1, 1), by=cast.officer, at=NOW)
    with pytest.raises(services.DayRefused):
        services.reopen(premises=row, from_date=date(2021, 12, 31), by=cast.officer, at=NOW)
    row.refresh_from_db()
    assert row.state == "PAUSED"


def test_opened_and_closed_on_one_day_never_counts(cast: casts.Cast) -> None:
    row = factory.make(cast.commune)
    services.close(premises=row, from_date=factory.SINCE, by=cast.officer, at=NOW)
    assert not row.open_ranges.exists()
    assert active(cast.commune, factory.SINCE) == 0
    factory.assert_coverage_true()


PAIRS = [(s, t) for s in models.PremisesState for t in models.PremisesState]
ACTS = {"OPEN": services.reopen, "PAUSED": services.pause, "CLOSED": services.close}


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_states_change_along_the_table_alone(cast: casts.Cast, source: str, target: str) -> None:
    row = factory.make(cast.commune)
    if source != "OPEN":
        ACTS[source](premises=row, from_date=factory.SINCE, by=cast.officer, at=NOW)
    if target in models.Premises.TRANSITIONS[source]:
        ACTS[target](premises=row, from_date=TODAY, by=cast.officer, at=NOW)
        assert row.state == target
    else:
        with pytest.raises(services.StateRefused):
            ACTS[target](premises=row, from_date=TODAY, by=cast.officer, at=NOW)
        assert row.state == source
    factory.assert_coverage_true()


def test_the_command_finds_a_wrong_total_and_sets_it_right(cast: casts.Cast, capsys) -> None:
    factory.make(cast.commune)
    with writing.writing(by=casts.SYSTEM, at=NOW) as write:
        models.CoverageRollup.objects.update(active=7)
        write.events += 1
    with pytest.raises(CommandError):
        call_command("recount_premises")
    call_command("recount_premises", "--repair")
    call_command("recount_premises")
    assert "All totals are true." in capsys.readouterr().out
    assert active(cast.commune, TODAY) == 1
