"""Populations: as entered, with day and source; never reckoned, never two of a day."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from campaigns.audit import models as audit_models
from campaigns.kernel import roles
from campaigns.units import models, queries, services
from tests.factories import cast as casts
from tests.factories import territory

WHO = {"by": casts.SYSTEM, "at": casts.NOW}
CENSUS, TODAY = date(2019, 4, 1), date(2026, 11, 16)


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


@pytest.fixture
def officer(cast: casts.Cast, client: Client) -> Client:
    client.force_login(cast.officer)
    return client


def test_a_period_is_measured_by_the_latest_population_that_is_not_younger(
    cast: casts.Cast,
) -> None:
    territory.enter_population(cast.commune, 3000, as_of_date=CENSUS)
    territory.enter_population(cast.commune, 3200, as_of_date=date(2026, 4, 1))
    at = {
        day: queries.population_at(cast.commune, day)
        for day in (CENSUS - timedelta(days=1), CENSUS, date(2026, 3, 31), date(2026, 4, 1))
    }
    assert [row and row.people for row in at.values()] == [None, 3000, 3000, 3200]


def test_nobody_enters_it_for_those_above_or_below(cast: casts.Cast) -> None:
    hamlet = territory.make_hamlets(cast.commune)[0]
    territory.enter_population(cast.commune)
    assert queries.population_at(cast.district, TODAY) is None
    assert queries.population_at(hamlet, TODAY) is None


def test_a_second_one_of_the_same_day_corrects_the_first(cast: casts.Cast) -> None:
    territory.enter_population(cast.commune, 3000)
    territory.enter_population(cast.commune, 3200, source="Công an xã")
    (row,) = models.Population.objects.all()
    assert (row.people, row.source) == (3200, "Công an xã")
    event = audit_models.Event.objects.filter(verb="units.population_entered").latest("pk")
    assert (event.before["people"], event.after["people"]) == (3000, 3200)


@pytest.mark.parametrize(
    "changes",
    [
        {"people": 0},
        {"people": -5},
        {"people": 20_000_001},
        {"as_of_date": TODAY + timedelta(days=1)},
        {"as_of_date": date(1899, 12, 31)},
        {"source": "  "},
        {"source": "?"},
        {"source": "x" * 301},
    ],
)
def test_what_makes_no_sense_is_refused(cast: casts.Cast, changes: dict[str, object]) -> None:
    with pytest.raises(services.PopulationRefused):
        territory.enter_population(cast.commune, **changes)  # type: ignore[arg-type]
    assert not models.Population.objects.exists()


def test_an_office_has_no_population(cast: casts.Cast, client: Client) -> None:
    with pytest.raises(services.PopulationRefused):
        territory.enter_population(cast.office)
    client.force_login(casts.make_person("chief", roles.Role.COORDINATOR, cast.province))
    assert client.get(reverse("units:populations", args=[cast.office.pk])).status_code == 404


def test_it_is_entered_and_taken_back_on_its_page(cast: casts.Cast, officer: Client) -> None:
    address = reverse("units:populations", args=[cast.commune.pk])
    said = {"people": "3200", "as_of_date": "2026-04-01", "source": "Chi cục Thống kê"}
    assert officer.post(address, said).status_code == 302
    (row,) = officer.get(address).context["populations"]
    file = officer.get(reverse("workspace:unit", args=[cast.commune.pk])).context["file"]
    assert file.population == row
    drop = reverse("units:drop_population", args=[cast.commune.pk, row.pk])
    assert officer.post(drop, {"reason": ""}).status_code == 422
    assert officer.post(drop, {"reason": "Nhầm xã."}).status_code == 302
    assert officer.post(drop, {"reason": "lần nữa"}).status_code == 404
    event = audit_models.Event.objects.get(verb="units.population_dropped")
    assert (event.before["people"], event.reason) == (3200, "Nhầm xã.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"people": "0"}, "people"),
        ({"people": "ba nghìn"}, "people"),
        ({"source": ""}, "source"),
        ({"as_of_date": "01/04/2026"}, "as_of_date"),
        ({"as_of_date": "2106-04-01"}, "__all__"),
    ],
)
def test_faults_stand_at_their_field(
    cast: casts.Cast, officer: Client, changes: dict[str, str], field: str
) -> None:
    said = {"people": "3200", "as_of_date": "2026-04-01", "source": "Xã"} | changes
    answer = officer.post(reverse("units:populations", args=[cast.commune.pk]), said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_the_same_day_at_once_make_one_row() -> None:
    cast = casts.make_cast()
    barrier, faults = threading.Barrier(2), []

    def act(people: int) -> None:
        try:
            barrier.wait(timeout=20)
            territory.enter_population(cast.commune, people)
        except Exception as fault:  # noqa: BLE001  the test looks at it
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[n]) for n in (3000, 3200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    assert models.Population.objects.get().people in {3000, 3200}
