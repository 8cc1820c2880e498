"""Duplicates are suggested, merged with their history, and parted again; coverage stays true."""

from datetime import timedelta

import pytest
from django.db import connection

from campaigns.premises import models, queries, services
from tests.factories import cast as casts
from tests.factories import lists as list_factory
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
DAY = timedelta(days=1)


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


def merge(row: models.Premises, into: models.Premises, at=NOW) -> None:
    services.merge(premises=row, into=into, by=casts.SYSTEM, at=at)


def pairs(scene: factory.Scene) -> list[tuple[str, str]]:
    found = queries.suggested_pairs(scene.cast.commune.pk)
    return [(pair.first.name, pair.second.name) for pair in found]


def test_the_same_name_and_place_are_suggested_with_and_without_marks(scene) -> None:
    factory.make(scene.cast.commune, name="QUAN CA PHE HOA BINH", address="so 12 thon ma hoa")
    factory.make(scene.cast.commune, name="Quán cà phê Hòa Bình", address="Số 90")
    factory.make(scene.cast.sibling, name="Quán cà phê Hòa Bình")
    assert pairs(scene) == [("Quán cà phê Hòa Bình", "QUAN CA PHE HOA BINH")]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL knows trigrams")
def test_a_near_name_at_the_same_place_is_suggested(scene) -> None:
    factory.make(scene.cast.commune, name="Quán cà phê Hòa Bìn")
    assert pairs(scene) == [("Quán cà phê Hòa Bình", "Quán cà phê Hòa Bìn")]


def test_merged_entries_count_once_and_the_old_code_leads_on(scene) -> None:
    row, into = scene.premises, scene.other
    merge(row, into)
    assert queries.coverage_of(scene.cast.commune, on=NOW.date()).active == 1
    assert queries.coverage_of(scene.cast.commune, on=NOW.date() - DAY).active == 2
    factory.assert_coverage_true()
    header = ["Mã trong Loa", "Tên", "Loại", "Xã"]
    rows = [[row.code, "Quán Mới", "cafe", "22810"]]
    list_factory.bring_in(scene.cast.officer, scene.cast.commune, rows, header=header)
    into.refresh_from_db()
    assert into.name == "Quán Mới"
    assert queries.timeline_of(row)[0].what == "đã gộp vào cơ sở khác"


def test_a_chain_of_merges_leads_to_its_end_in_one_step(scene) -> None:
    third = factory.make(scene.cast.commune, name="Quán Ba")
    merge(scene.premises, scene.other)
    merge(scene.other, third)
    scene.premises.refresh_from_db()
    assert scene.premises.merged_into == third


@pytest.mark.parametrize("days", [0, 3])
def test_parted_entries_count_as_before_from_that_day(scene, days) -> None:
    merge(scene.premises, scene.other)
    at = NOW + days * DAY
    services.part(premises=scene.premises, by=casts.SYSTEM, at=at)
    assert scene.premises.merged_into is None
    assert queries.coverage_of(scene.cast.commune, on=at.date()).active == 2
    factory.assert_coverage_true()
    with pytest.raises(services.MergeRefused):
        services.part(premises=scene.premises, by=casts.SYSTEM, at=at)


def test_what_cannot_be_one_is_refused_and_nothing_changes(scene) -> None:
    row, into = scene.premises, scene.other
    bus = services.register(draft=factory.bus_of(scene.cast.commune), by=casts.SYSTEM, at=NOW)
    coded = factory.make(scene.cast.commune, name="Quán có mã")
    factory.give_checkpoint(coded)
    far = factory.make(scene.cast.sibling)
    for one, other in ((row, row), (row, bus), (coded, into), (row, far)):
        with pytest.raises(services.MergeRefused):
            merge(one, other)
    merge(row, coded)
    for one, other in ((row, into), (into, row)):
        with pytest.raises(services.MergeRefused):
            merge(one, other)
    factory.assert_coverage_true()


def test_a_number_that_went_to_another_keeps_them_together(scene) -> None:
    row = factory.make(scene.cast.commune, name="Quán số 5", list_code="5")
    merge(row, scene.other)
    factory.make(scene.cast.commune, name="Quán khác", list_code="5")
    with pytest.raises(services.MergeRefused):
        services.part(premises=row, by=casts.SYSTEM, at=NOW)


def test_an_officer_merges_on_the_page_and_parts_again(scene, client) -> None:
    twin = factory.make(scene.cast.commune)
    client.force_login(scene.cast.officer)
    page = client.get("/desk/premises/duplicates/").text
    assert f"/desk/premises/{twin.pk}/merge/{scene.premises.pk}/" in page
    address = f"/desk/premises/{twin.pk}/merge/{scene.premises.pk}/"
    assert client.get(address).status_code == 200
    assert client.post(address)["Location"] == f"/desk/premises/{scene.premises.pk}/"
    assert f"/desk/premises/{twin.pk}/part/" in client.get(f"/desk/premises/{twin.pk}/").text
    client.post(f"/desk/premises/{twin.pk}/part/")
    twin.refresh_from_db()
    assert twin.merged_into is None
