"""The file of a unit: its place, its figures, and what happened to it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from campaigns.conduct import services as conduct_services
from campaigns.directives import models as directive_models
from campaigns.drives import services as drive_services
from campaigns.kernel import roles
from campaigns.units import services as units_services
from tests.factories import broadcasts, conduct, directives, drives, duties
from tests.factories import cast as casts

DAYS = {"from": "2026-09-21", "to": "2026-11-18"}


@pytest.fixture
def cast(db: None, settings: Settings) -> casts.Cast:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    return casts.make_cast()


@pytest.fixture
def office(cast: casts.Cast, client: Client) -> Client:
    client.force_login(conduct.decider(cast))
    return client


def address(unit: object) -> str:
    return reverse("workspace:unit", args=[unit.pk])


@pytest.mark.journey
def test_each_figure_opens_into_as_many_rows(db: None, settings: Settings, client: Client) -> None:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    scene = drives.make_scene()
    cast = scene.cast
    phone, _secret = drives.join(scene.drive)
    for _phone_send in range(2):
        sent = drives.envelope_of(drives.payload_of(scene.drive))
        drive_services.receive_support([sent], by=phone, at=casts.NOW)
    station = broadcasts.make_station(cast)
    broadcasts.make_airing(station, broadcasts.make_release(station))
    conduct.commend(cast)
    client.force_login(conduct.decider(cast))
    expected = {
        cast.province: {"pieces_aired": 1, "residents_helped": 24, "commendations": 1},
        cast.district: {"pieces_aired": 0, "residents_helped": 24, "commendations": 1},
        cast.commune: {"pieces_aired": 0, "residents_helped": 24, "commendations": 1},
        cast.sibling: {"pieces_aired": 0, "residents_helped": 0, "commendations": 0},
        cast.station: {"pieces_aired": 1, "residents_helped": 0, "commendations": 0},
    }
    for unit, values in expected.items():
        figures = client.get(address(unit), DAYS).context["file"].figures
        assert {f.key.partition(".")[2]: int(f.value) for f in figures} == values
        for figure in figures:
            rows = client.get(figure.rows_url)
            assert rows.status_code == 200
            assert rows.context["table"].state.total_count == figure.rows_count, figure.key


def test_a_commendation_stands_in_the_file_and_its_history(
    cast: casts.Cast, office: Client
) -> None:
    conduct.commend(cast)
    file = office.get(address(cast.commune)).context["file"]
    assert [c.title for c in file.commendations] == ["Phát thanh đều, dân biết quét mã"]
    assert [line.who for line in file.history[:2]] == ["Decider", "Nominator"]


def test_proposals_stay_out_of_the_file_of_those_who_may_not_see_them(
    cast: casts.Cast, client: Client
) -> None:
    conduct.nominate(cast)
    client.force_login(cast.officer)
    page = client.get(address(cast.commune))
    assert page.context["file"].commendations == ()
    assert "Nominator" not in page.content.decode()


def test_the_trail_links_only_what_the_reader_may_open(cast: casts.Cast, client: Client) -> None:
    client.force_login(cast.officer)
    file = client.get(address(cast.commune)).context["file"]
    assert [u.code for u in file.above] == ["58", "584"]
    assert file.visible_above == ()


def test_the_file_names_the_head_the_duties_and_the_units_below(
    cast: casts.Cast, office: Client
) -> None:
    directives.make_directive(cast)
    head = units_services.HeadDraft("Chamaléa B", "Chủ tịch UBND xã", casts.START)
    units_services.appoint_head(unit=cast.commune, draft=head, by=casts.SYSTEM, at=casts.NOW)
    file = office.get(address(cast.commune)).context["file"]
    assert str(file.head) == "Chủ tịch UBND xã Chamaléa B"
    assert [o.code for o in file.obligations] == ["tuyen-truyen"]
    district = office.get(address(cast.district)).context["file"]
    assert [u.code for u in district.sub_units] == ["22813", "22810"]
    assert district.sub_units_count == 2


def test_a_volunteer_sees_no_duties(cast: casts.Cast, client: Client) -> None:
    directives.make_directive(cast)
    client.force_login(cast.volunteer)
    assert client.get(address(cast.commune)).context["file"].obligations == ()


@pytest.mark.parametrize(
    "query", [{}, {"from": "x", "to": "y"}, {"from": "2026-11-18", "to": "2026-09-21"}]
)
def test_no_period_breaks_the_page(cast: casts.Cast, office: Client, query: dict[str, str]) -> None:
    period = office.get(address(cast.commune), query).context["file"].period
    assert period.from_date <= period.to_date
    assert (period.to_date - period.from_date).days in {55, 58}


def test_another_unit_is_not_there(cast: casts.Cast, client: Client) -> None:
    client.force_login(cast.outsider)
    assert client.get(address(cast.commune)).status_code == 404


def test_the_page_asks_the_same_number_of_times_whatever_the_rows(
    cast: casts.Cast, office: Client
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert office.get(address(cast.district), DAYS).status_code == 200
        return len(captured)

    directives.make_directive(cast)
    conduct.commend(cast)
    office.get(address(cast.district), DAYS)  # the first request of a session writes it
    few = count()
    drafts = [
        units_services.UnitDraft(f"9{n}", "commune", f"Xã {n}", f"{n}", f"{n}", casts.START, "584")
        for n in range(12)
    ]
    units_services.found_units(drafts=drafts, by=casts.SYSTEM, at=casts.NOW)
    for number in range(6):
        conduct.commend(
            cast,
            cast.district,
            decision=conduct_services.Decision(f"{number}/QĐ", conduct.DECISION.dated, "Chủ tịch"),
            from_date=conduct.FROM.replace(day=number + 1),
            is_another_achievement=True,
        )
    assert count() == few <= 25


def test_only_who_may_propose_is_offered_to(cast: casts.Cast, client: Client) -> None:
    conduct.form()
    link = reverse("workspace:propose_citation", args=[cast.commune.pk])
    client.force_login(cast.head)
    assert link in client.get(address(cast.commune)).content.decode()
    client.force_login(cast.officer)
    assert link not in client.get(address(cast.commune)).content.decode()


def test_the_administrator_is_led_to_the_roles(cast: casts.Cast, client: Client) -> None:
    client.force_login(casts.make_person("admin", roles.Role.ADMINISTRATOR, cast.province))
    link = reverse("units:grants", args=[cast.commune.pk])
    assert link in client.get(address(cast.commune)).content.decode()


def test_the_file_shows_what_the_unit_has_to_do(cast: casts.Cast, client: Client) -> None:
    scene = duties.make_scene(cast)
    row = duties.issued(scene)
    duties.reported(scene, obligation=directive_models.Obligation.objects.get(code="kiem-tra"))
    client.force_login(scene.cast.officer)
    page = client.get(reverse("workspace:unit", args=[scene.cast.commune.pk]))
    assert [duty.pk for duty in page.context["file"].duties] == [row.pk], "what is done is not"
    assert "01/12/2026" in page.content.decode()
    client.force_login(scene.cast.volunteer)
    page = client.get(reverse("workspace:unit", args=[scene.cast.commune.pk]))
    assert page.context["file"].duties == ()
