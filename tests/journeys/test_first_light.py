"""The three stories of first light across apps, fast: people act by pages, time by services."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcast_models
from campaigns.broadcasts import services as broadcast_services
from campaigns.conduct import models as conduct_models
from campaigns.conduct import queries as conduct_queries
from campaigns.drives import models as drive_models
from campaigns.kernel import envelope, roles
from campaigns.notifications import models as notification_models
from cms import services as cms_services
from tests.factories import cast as casts
from tests.factories import cms as cms_factory
from tests.factories import conduct as conduct_factory
from tests.factories import drives as drive_factory
from tests.factories import stories

pytestmark = [pytest.mark.django_db, pytest.mark.journey]


@pytest.fixture(autouse=True)
def _second_factor_is_not_the_matter_here(settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False


def client_of(user: accounts_models.User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return answer.content.decode()


def figure_on_page(client: Client, unit_pk: int, rows_at: str) -> tuple[str, str]:
    """Value and address of a figure as the unit's page shows it."""
    page = page_of(client, f"/desk/units/{unit_pk}/")
    found = re.search(rf'href="({rows_at}[^"]*)".*?loa-stat-value">([\d.]+)', page, re.DOTALL)
    assert found is not None
    return found[2], found[1].replace("&amp;", "&")


def test_a_piece_is_approved_published_placed_and_aired():
    room = cms_factory.make_room()
    broadcaster = casts.make_person("broadcaster", roles.Role.BROADCASTER, room.cast.station)
    piece = cms_factory.make_piece(room, title="Khai báo trước cổng chợ")
    now = timezone.now()
    approval = cms_services.submit_for_review(page=piece, by=room.editor, at=now)
    told = notification_models.Notice.objects.filter(user__in=[room.chief, room.deputy])
    assert told.count() == 2
    assert piece.title not in page_of(Client(), "/")

    sheet = f"/cms/loa/pages/{piece.pk}/review/"
    say_yes = {"revision": approval.revision_id, "go_live_at": ""}
    refused = client_of(room.editor).post(sheet.replace("review", "approve"), say_yes)
    assert refused.status_code == 403
    client_of(room.chief).post(sheet.replace("review", "approve"), say_yes)
    assert piece.title not in page_of(Client(), "/")
    check = f"/desk/fact-checks/{approval.pk}/"
    client_of(room.reviewer).post(check, {"is_correct": "yes", "remarks": ""})
    for address in ("/", "/tim-kiem/?q=khai báo", "/tim-kiem/?q=khai bao"):
        assert piece.title in page_of(Client(), address)

    release = broadcast_models.Release.objects.get()
    desk = client_of(broadcaster)
    day = broadcast_models.air_day(release.planned_start_at)
    rundown = f"/desk/broadcasts/outlets/{room.outlet.pk}/{day}/"
    assert release.script.title in page_of(desk, rundown)
    draft = broadcast_services.AiringDraft(
        aired_at=release.planned_start_at, seconds=release.planned_seconds, release=release
    )
    after = release.planned_start_at + timedelta(hours=1)
    broadcast_services.confirm_airing(draft=draft, by=broadcaster, at=after)
    assert "Broadcaster" in page_of(desk, rundown)
    figure = conduct_queries.figures_of(room.cast.station, day, day)[0]
    assert (figure.value, figure.rows_count) == ("1", 1)
    assert release.script.title in page_of(desk, figure.rows_url)


def test_a_drive_is_joined_without_login_and_counts_in_the_commune():
    cast = casts.make_cast()
    organiser = casts.make_person("organiser", roles.Role.ORGANISER, cast.district)
    drive_factory.make_apps()
    movement = drive_factory.make_movement(cast.province)
    now = timezone.now()
    drive = drive_factory.make_drive(
        movement, cast.commune, organiser,
        starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(hours=3), shifts=(),
    )  # fmt: skip
    desk, phone = client_of(organiser), Client()
    shown = re.search(r"/field/join/(\w+)/", page_of(desk, f"/desk/drives/{drive.pk}/join/"))
    assert shown is not None
    address = shown[0]
    assert drive.name in page_of(phone, address)
    answers = {"display_name": "Chamaléa Thị Hương", "phone": ""}
    assert phone.post(address, answers).status_code == 422
    assert phone.post(address, answers | {"has_consented": "on"}).status_code == 302
    record = drive_factory.envelope_of(drive_factory.payload_of(drive), captured_at=now)
    sent = {"records": [wire(record)]}
    for _time in range(2):
        address = f"/api/field/records?joined={drive.pk}"
        answer = phone.post(address, sent, content_type="application/json")
        assert answer.status_code == 200, answer.content
    assert drive_models.SupportEntry.objects.get().people == 12
    value, rows = figure_on_page(client_of(cast.head), cast.commune.pk, "/desk/drives/entries/")
    assert value == "12"
    assert "12" in page_of(client_of(cast.head), rows)


def wire(record: envelope.Envelope) -> dict[str, object]:
    """An envelope as a phone writes it."""
    plain = {"client_uuid": str(record.client_uuid), "captured_at": record.captured_at.isoformat()}
    return vars(record) | plain


def test_a_commendation_is_decided_by_another_and_stands_in_file_and_public():
    station = stories.make_station()
    stories.air_piece(station, stories.days_ago(1))
    conduct_factory.form()
    proposer, decider, _third = stories.make_officers(station.cast)
    unit = station.cast.station
    value, _rows = figure_on_page(client_of(proposer), unit.pk, "/desk/broadcasts/airings/")
    assert value == "1"
    citation = stories.commend(unit, proposer, decider)
    assert conduct_models.Citation.objects.decided().get() == citation
    assert citation.title in page_of(client_of(decider), f"/desk/units/{unit.pk}/")
    assert citation.title in page_of(Client(), "/khen-thuong/")
    value, rows = figure_on_page(client_of(proposer), unit.pk, "/desk/conduct/")
    assert value == "1"
    assert citation.title in page_of(client_of(proposer), rows)


def test_whoever_proposed_a_commendation_is_refused_with_the_reason():
    station = stories.make_station()
    citation = conduct_factory.nominate(station.cast, station.cast.station)
    proposer = client_of(conduct_factory.nominator(station.cast))
    for method in (proposer.get, proposer.post):
        assert method(f"/desk/conduct/{citation.pk}/decide/").status_code == 403
    citation.refresh_from_db()
    assert citation.state == conduct_models.Citation.State.NOMINATED
