"""What was logged in a place stays in its figures and lists, whatever ended or moved later."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from campaigns.drives import models, queries, services
from campaigns.kernel import roles, writing
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from campaigns.workspace.queries import demand, periods
from tests.factories import cast as casts
from tests.factories import drives as factory
from tests.factories import territory
from tests.rendering import keep_contexts

__all__ = ["keep_contexts"]
NOW = factory.NOW
TODAY = date(2026, 11, 16)
WHO = {"by": casts.SYSTEM, "at": NOW}


@pytest.fixture
def scene(db: None, settings: Settings) -> factory.Scene:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    return factory.make_scene()


def log(drive: models.Drive, people: int, **changes: Any) -> None:
    phone, _secret = factory.join(drive)
    payload = factory.payload_of(drive, people=people, households=2, **changes)
    sent = factory.envelope_of(payload, schema_version=2)
    (answer,) = services.receive_support([sent], by=phone, at=NOW)
    assert answer.verdict == 201, answer.message


def end(unit: units_models.Unit, last_date: date) -> None:
    units_services.end_unit(unit=unit, last_date=last_date, reason="Nhập vào nơi khác.", **WHO)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def agree(client: Client, unit: units_models.Unit, people: int, **days: str) -> None:
    """The page of the place, each of its figures, and the lists that they open."""
    page = client.get(reverse("drives:place_results", args=[unit.pk]), days)
    found, links = page.context["found"], page.context["links"]
    assert found.people == people
    entries = client.get(links["entries"])
    assert entries.context["people"] == people
    assert entries.context["table"].state.total_count == found.entries
    assert client.get(links["acts"]).context["total"] == found.acts_count
    for part in found.places:
        listed = client.get(links["part"]["places", part.key])
        assert listed.context["people"] == part.people, part.label


@pytest.mark.parametrize("last_day", [TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=9)])
def test_a_hamlet_that_ends_leaves_its_support_with_its_commune(
    scene: factory.Scene, last_day: date
) -> None:
    hamlet, other = territory.make_hamlets(scene.cast.commune, ["Thôn 1", "Thôn 2"])
    log(scene.drive, 12, hamlet=hamlet.pk)
    log(scene.drive, 5, hamlet=other.pk)
    log(scene.drive, 3)
    end(hamlet, last_day)
    head = casts.make_person("head-2", roles.Role.ORGANISER, scene.cast.commune)
    for client in (signed_in(scene.organiser), signed_in(head)):
        agree(client, scene.cast.commune, 20)
        # Long after, when nothing of the hamlet is in force any more.
        agree(client, scene.cast.commune, 20, to="2027-03-01")
    agree(signed_in(scene.organiser), scene.cast.district, 20)


def test_the_figure_of_the_scoreboard_keeps_what_an_ended_hamlet_did(scene: factory.Scene) -> None:
    (hamlet,) = territory.make_hamlets(scene.cast.commune, ["Thôn 1"])
    log(scene.drive, 12, hamlet=hamlet.pk)
    end(hamlet, TODAY)
    client = signed_in(scene.organiser)
    for unit in (hamlet, scene.cast.commune, scene.cast.province):
        figure = queries.residents_helped(unit, TODAY, TODAY + timedelta(days=200))
        assert (figure.value, figure.rows_count) == ("12", 1)
        assert client.get(figure.rows_url).context["people"] == 12


def test_the_drive_and_the_movement_open_what_an_ended_hamlet_did(scene: factory.Scene) -> None:
    (hamlet,) = territory.make_hamlets(scene.cast.commune, ["Thôn 1"])
    drive = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser, organiser=scene.cast.station
    )
    log(drive, 12, hamlet=hamlet.pk)
    end(hamlet, TODAY - timedelta(days=1))
    officer = casts.make_person("organiser-2", roles.Role.ORGANISER, scene.cast.commune)
    client = signed_in(officer)
    for name, pk in (("drive_results", drive.pk), ("movement_results", scene.movement.pk)):
        page = client.get(reverse(f"drives:{name}", args=[pk]))
        assert page.context["found"].people == 12
        listed = client.get(page.context["links"]["entries"])
        assert listed.context["people"] == 12, name


@pytest.mark.parametrize("last_day", [TODAY, TODAY - timedelta(days=1)])
def test_a_commune_that_ends_leaves_its_drives_with_its_district(
    scene: factory.Scene, last_day: date
) -> None:
    log(scene.drive, 12)
    end(scene.cast.commune, last_day)
    client = signed_in(scene.organiser)
    agree(client, scene.cast.district, 12)
    page = client.get(reverse("drives:movement_results", args=[scene.movement.pk]))
    assert page.context["found"].people == 12
    assert client.get(page.context["links"]["entries"]).context["people"] == 12
    assert client.get(reverse("drives:drive_results", args=[scene.drive.pk])).status_code == 200


def test_a_commune_that_moves_leaves_its_past_where_it_was(scene: factory.Scene) -> None:
    log(scene.drive, 12)
    office = scene.cast.office
    units_services.move_unit(
        unit=scene.cast.commune, parent=office, from_date=TODAY + timedelta(days=1), **WHO
    )
    client = signed_in(casts.make_person("auditor", roles.Role.AUDITOR, scene.cast.province))
    agree(client, scene.cast.district, 12, to="2027-03-01")
    agree(client, office, 0, to="2027-03-01")
    agree(client, scene.cast.province, 12, to="2027-03-01")


def test_who_had_a_commune_sees_its_records_of_then_and_none_of_later(
    scene: factory.Scene,
) -> None:
    log(scene.drive, 12)
    units_services.move_unit(
        unit=scene.cast.commune, parent=scene.cast.office, from_date=TODAY, **WHO
    )
    before = models.SupportEntry.objects.get()
    with writing.writing(**WHO) as write:
        models.SupportEntry.objects.update(day=TODAY - timedelta(days=1))
        write.rows = 0
    log(scene.drive, 5)
    seen = models.SupportEntry.objects.visible_to(scene.organiser, on=TODAY + timedelta(days=9))
    assert list(seen) == [before]


@pytest.mark.parametrize("last_day", [TODAY, TODAY - timedelta(days=1)])
def test_the_planner_counts_ended_hamlets_in_their_commune(
    scene: factory.Scene, last_day: date
) -> None:
    hamlet, other = territory.make_hamlets(scene.cast.commune, ["Thôn 1", "Thôn 2"])
    log(scene.drive, 12, hamlet=hamlet.pk)
    log(scene.drive, 5, hamlet=other.pk)
    end(hamlet, last_day)
    later = NOW + timedelta(days=3)
    for first in (TODAY - timedelta(days=20), TODAY):
        period = periods.Period(first, later.date())
        found = demand.demand(scene.organiser, demand.Level.COMMUNES, period, later)
        place = next(p for p in found.places if p.pk == scene.cast.commune.pk)
        assert place.people == 17, first


def test_a_hamlet_that_moved_counts_in_each_commune_for_its_days_there(
    scene: factory.Scene,
) -> None:
    (hamlet,) = territory.make_hamlets(scene.cast.commune, ["Thôn 1"])
    log(scene.drive, 12, hamlet=hamlet.pk)
    with writing.writing(**WHO) as write:
        models.PeopleRollup.objects.update(day=TODAY - timedelta(days=1))
        write.rows = 0
    log(scene.drive, 5, hamlet=hamlet.pk)
    units_services.move_unit(unit=hamlet, parent=scene.cast.sibling, from_date=TODAY, **WHO)
    period = periods.Period(TODAY - timedelta(days=20), TODAY)
    found = demand.demand(scene.organiser, demand.Level.COMMUNES, period, NOW)
    people = {place.pk: place.people for place in found.places}
    assert (people[scene.cast.commune.pk], people[scene.cast.sibling.pk]) == (12, 5)


def test_a_record_counts_though_its_hamlet_ended_while_it_waited(scene: factory.Scene) -> None:
    (hamlet,) = territory.make_hamlets(scene.cast.commune, ["Thôn 1"])
    end(hamlet, TODAY - timedelta(days=1))
    log(scene.drive, 12, hamlet=hamlet.pk)
    agree(signed_in(scene.organiser), scene.cast.commune, 12)
