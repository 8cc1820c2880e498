"""Where help is needed most: who stands where, why, and among whom."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from campaigns.drives import services as drive_services
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from campaigns.workspace.queries import demand, demand_words, periods
from tests.factories import cast as casts
from tests.factories import drives, territory
from tests.factories import premises as premises_factory

NOW = casts.NOW
DAYS = {"from": "2026-11-01", "to": "2026-11-20"}
PERIOD = periods.Period(date(2026, 11, 1), date(2026, 11, 20))
M, L = demand.Measure, demand.Level
ADDRESS = reverse("workspace:demand")


@pytest.fixture
def scene(db: None, settings: Settings) -> drives.Scene:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    return drives.make_scene()


@pytest.fixture
def organiser(scene: drives.Scene, client: Client) -> Client:
    client.force_login(scene.organiser)
    return client


def help_people(scene: drives.Scene, people: int, unit: units_models.Unit | None = None) -> None:
    """Residents helped in the commune of the scene's drive, or in a drive of another."""
    drive = scene.drive
    if unit is not None:
        drive = drives.make_drive(scene.movement, unit, scene.organiser, name=f"Ở {unit.code}")
    phone, _secret = drives.join(drive)
    sent = drives.envelope_of(drives.payload_of(drive, people=people))
    drive_services.receive_support([sent], by=phone, at=NOW)


def found(scene: drives.Scene, level: L = L.COMMUNES) -> demand.Demand:
    return demand.demand(scene.organiser, level, PERIOD, NOW)


def names(places: list[demand.Place]) -> list[str]:
    return [place.name for place in places]


def words(scene: drives.Scene, name: str, level: L = L.COMMUNES, days: int = 0) -> str:
    seen = found(scene, level)
    place = next(place for place in seen.places if place.name == name)
    today = NOW.date() + timedelta(days=days)
    return "; ".join(r.text for r in demand_words.reasons_of(place, seen, today))


def test_the_place_with_the_least_support_stands_first(scene: drives.Scene) -> None:
    help_people(scene, 12)
    help_people(scene, 3, scene.cast.sibling)
    assert names(found(scene).measured(M.COUNT)) == ["Xã Phước Chính", "Xã Phước Đại"]


def test_a_place_with_a_population_is_never_ranked_among_those_without(
    scene: drives.Scene,
) -> None:
    help_people(scene, 12)
    territory.enter_population(scene.cast.commune, 3000)
    seen = found(scene)
    assert names(seen.measured(M.RATE)) == ["Xã Phước Đại"]
    assert names(seen.measured(M.COUNT)) == ["Xã Phước Chính"]
    assert seen.measured(M.RATE)[0].rate == pytest.approx(4.0)
    assert seen.ranks[M.RATE][scene.cast.commune.pk] == demand.Rank(1, 1, 0)
    assert scene.cast.commune.pk not in seen.ranks[M.COUNT]


def test_rates_rank_otherwise_than_counts(scene: drives.Scene) -> None:
    help_people(scene, 12)
    help_people(scene, 20, scene.cast.sibling)
    territory.enter_population(scene.cast.commune, 1000)
    territory.enter_population(scene.cast.sibling, 40_000)
    assert names(found(scene).measured(M.RATE)) == ["Xã Phước Chính", "Xã Phước Đại"]


def test_a_population_of_after_the_period_is_not_used(scene: drives.Scene) -> None:
    earlier = periods.Period(date(2026, 1, 1), date(2026, 3, 31))
    territory.enter_population(scene.cast.commune, 3000)
    seen = demand.demand(scene.organiser, L.COMMUNES, earlier, NOW)
    assert seen.count(M.RATE) == 0


def test_what_was_done_on_other_days_does_not_count(scene: drives.Scene) -> None:
    help_people(scene, 12)
    later = periods.Period(date(2026, 11, 17), date(2026, 11, 20))
    seen = demand.demand(scene.organiser, L.COMMUNES, later, NOW)
    assert [place.people for place in seen.places] == [0, 0]


def test_equal_places_stand_by_how_few_posters_are_verified(scene: drives.Scene) -> None:
    cast = scene.cast
    kept = premises_factory.Scene(cast, premises_factory.make(cast.sibling), None)  # type: ignore[arg-type]
    poster = premises_factory.post(premises_factory.make_poster(kept.premises), by=cast.officer)
    premises_factory.verify(poster, by=cast.head)
    premises_factory.make(cast.commune)
    seen = found(scene)
    assert names(seen.measured(M.COUNT)) == ["Xã Phước Đại", "Xã Phước Chính"]
    assert names(seen.measured(M.POSTERS)) == ["Xã Phước Đại", "Xã Phước Chính"]
    assert [p.coverage_rate for p in seen.measured(M.POSTERS)] == [0.0, 1.0]
    assert "cơ sở" in words(scene, "Xã Phước Đại")


def test_a_hamlet_that_no_entry_names_has_no_data_and_no_rank(scene: drives.Scene) -> None:
    territory.make_hamlets(scene.cast.commune, ["Thôn 1"])
    territory.make_hamlets(scene.cast.sibling, ["Thôn 2"])
    help_people(scene, 12)
    seen = found(scene, L.HAMLETS)
    assert names(seen.measured(M.UNKNOWN)) == ["Thôn 1", "Thôn 2"]
    assert not seen.measured(M.COUNT)
    assert all(not ranks for ranks in seen.ranks.values())
    assert "12 người" in words(scene, "Thôn 1", L.HAMLETS)
    assert "Chưa có số liệu" in words(scene, "Thôn 2", L.HAMLETS)


def test_an_entry_that_names_a_hamlet_counts_there_and_in_its_commune(
    scene: drives.Scene,
) -> None:
    named, silent = territory.make_hamlets(scene.cast.commune, ["Thôn 1", "Thôn 2"])
    phone, _secret = drives.join(scene.drive)
    payload = drives.payload_of(scene.drive, people=9) | {"hamlet": named.pk}
    sent = drives.envelope_of(payload, schema_version=2)
    (answer,) = drive_services.receive_support([sent], by=phone, at=NOW)
    assert answer.verdict == 201, answer.message
    help_people(scene, 12)
    seen = found(scene, L.HAMLETS)
    assert [(p.name, p.people) for p in seen.measured(M.COUNT)] == [("Thôn 1", 9)]
    assert names(seen.measured(M.UNKNOWN)) == [silent.name_vi]
    communes = {place.name: place.people for place in found(scene).places}
    assert communes == {"Xã Phước Đại": 21, "Xã Phước Chính": 0}
    units_services.end_hamlet(
        hamlet=named, last_date=NOW.date(), reason="Sáp nhập.", by=casts.SYSTEM, at=NOW
    )
    communes = {place.name: place.people for place in found(scene).places}
    assert communes == {"Xã Phước Đại": 21, "Xã Phước Chính": 0}


def test_reasons_are_said_in_words(scene: drives.Scene) -> None:
    help_people(scene, 12)
    assert words(scene, "Xã Phước Chính").startswith("Chưa có ai được giúp trong kỳ này")
    assert "Chưa từng có đợt ra quân nào" in words(scene, "Xã Phước Chính")
    assert "Đang có đợt ra quân" in words(scene, "Xã Phước Đại")
    drive_services.close_drive(drive=scene.drive, by=scene.organiser, at=NOW)
    assert "16/11/2026" in words(scene, "Xã Phước Đại", days=30)
    assert "Chưa có đợt ra quân nào trong 31 ngày" in words(scene, "Xã Phước Đại", days=31)
    for unit, people in ((scene.cast.commune, 15_000), (scene.cast.sibling, 3000)):
        territory.enter_population(unit, people)
    assert "0,8 người được giúp trên 1.000 dân" in words(scene, "Xã Phước Đại")
    assert "2 xã đã nhập dân số" in words(scene, "Xã Phước Đại")


def test_a_cancelled_drive_is_none(scene: drives.Scene) -> None:
    drive_services.cancel_drive(drive=scene.drive, reason="Mưa", by=scene.organiser, at=NOW)
    assert "Chưa từng có đợt ra quân nào" in words(scene, "Xã Phước Đại")


def test_ranks_share_a_place_where_values_are_equal(scene: drives.Scene) -> None:
    drafts = [
        units_services.UnitDraft(f"9{n}", "commune", f"Xã {n}", "x", "x", casts.START, "584")
        for n in range(3)
    ]
    units_services.found_units(drafts=drafts, by=casts.SYSTEM, at=NOW)
    help_people(scene, 12)
    ranks = found(scene).ranks[M.COUNT]
    assert ranks[scene.cast.sibling.pk] == demand.Rank(1, 5, 3)
    assert ranks[scene.cast.commune.pk] == demand.Rank(5, 5, 0)
    assert "như 3 xã khác" in words(scene, "Xã Phước Chính")


def test_the_list_ends_where_the_readers_roles_end(scene: drives.Scene, client: Client) -> None:
    client.force_login(scene.cast.head)
    page = client.get(ADDRESS, DAYS)
    assert names(page.context["table"].rows) == ["Xã Phước Đại"]
    assert page.context["open_urls"] == {}


def test_the_organiser_opens_a_drive_there_in_one_click(
    scene: drives.Scene, organiser: Client
) -> None:
    page = organiser.get(ADDRESS, DAYS)
    neediest = page.context["table"].rows[0]
    form = organiser.get(page.context["open_urls"][neediest.pk]).context["form"]
    assert form["unit"].value() == str(neediest.pk)
    hamlet = territory.make_hamlets(scene.cast.commune, ["Thôn Ma Hoa"])[0]
    page = organiser.get(ADDRESS, DAYS | {"level": "hamlets"})
    form = organiser.get(page.context["open_urls"][hamlet.pk]).context["form"]
    assert form["unit"].value() == str(scene.cast.commune.pk)
    assert form["place"].value() == "Thôn Ma Hoa"


def test_a_figure_opens_the_entries_that_it_counts(scene: drives.Scene, organiser: Client) -> None:
    help_people(scene, 12)
    page = organiser.get(ADDRESS, DAYS)
    shown = {place.pk: place.people for place in page.context["table"].rows}
    for pk, people in shown.items():
        rows = organiser.get(reverse("drives:entries"), DAYS | {"unit": pk})
        assert rows.context["people"] == people


def test_filters_and_tabs_live_in_the_address(scene: drives.Scene, organiser: Client) -> None:
    help_people(scene, 12)
    territory.enter_population(scene.cast.commune, 3000)
    page = organiser.get(ADDRESS, DAYS | {"by": "count"})
    assert names(page.context["table"].rows) == ["Xã Phước Chính"]
    assert [(url, count) for _label, url, is_current, count in page.context["tabs"] if is_current]
    page = organiser.get(ADDRESS, DAYS | {"by": "nonsense", "level": "?", "district": "x"})
    assert page.context["by"] == M.RATE
    for district, shown in ((scene.cast.district.pk, 1), (scene.cast.office.pk, 1)):
        page = organiser.get(ADDRESS, DAYS | {"district": district})
        assert len(page.context["table"].rows) == shown
    sort = DAYS | {"by": "rate", "sort": "name", "dir": "desc", "size": "50"}
    assert organiser.get(ADDRESS, sort).context["table"].state.sort == "name"


def test_the_map_colours_what_the_list_ranks(scene: drives.Scene, organiser: Client) -> None:
    square = [[108.9, 11.8], [109.0, 11.8], [109.0, 11.9], [108.9, 11.9], [108.9, 11.8]]
    outline = units_services.OutlineDraft(
        scene.cast.commune, {"type": "Polygon", "coordinates": [square]}, is_schematic=True
    )
    units_services.save_outlines(drafts=[outline], by=casts.SYSTEM, at=NOW)
    help_people(scene, 12)
    page = organiser.get(ADDRESS, DAYS | {"view": "map"})
    (shape,) = page.context["map"].shapes
    assert shape.area.value == "12 người"
    assert names(page.context["missing"]) == ["Xã Phước Chính"]
    empty = organiser.get(ADDRESS, DAYS | {"view": "map", "level": "hamlets"})
    assert empty.status_code == 200


def test_the_list_is_exported_with_its_reasons(scene: drives.Scene, organiser: Client) -> None:
    answer = organiser.get(ADDRESS, DAYS | {"export": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "Chưa có ai được giúp" in lines[1]


@pytest.mark.parametrize("level", L)
def test_the_page_asks_the_same_number_of_times_whatever_the_rows(
    scene: drives.Scene, organiser: Client, level: str
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert organiser.get(ADDRESS, DAYS | {"level": level}).status_code == 200
        return len(captured)

    territory.make_hamlets(scene.cast.commune, ["Thôn đầu"])
    help_people(scene, 3)
    count()  # the first request of a session writes it
    few = count()
    drafts = [
        units_services.UnitDraft(f"9{n}", "commune", f"Xã {n}", "x", "x", casts.START, "584")
        for n in range(30)
    ]
    founded = units_services.found_units(drafts=drafts, by=casts.SYSTEM, at=NOW)
    for unit in list(founded.values())[:3]:
        help_people(scene, 5, unit)
        territory.make_hamlets(unit, ["Thôn 1", "Thôn 2"])
        territory.enter_population(unit, 900)
        premises_factory.make(unit)
    assert count() == few <= 25


def test_hamlets_are_asked_for_where_none_is_entered(
    scene: drives.Scene, organiser: Client, client: Client
) -> None:
    page = organiser.get(ADDRESS, DAYS | {"level": "hamlets"})
    assert page.status_code == 200
    assert page.context["has_any"] is False


def test_whoever_may_not_see_drives_is_told_so(scene: drives.Scene, client: Client) -> None:
    client.force_login(
        casts.make_person("reviewer", roles.Role.HEALTH_REVIEWER, scene.cast.district)
    )
    assert client.get(ADDRESS).status_code == 403
