"""Hamlets: entered by the commune's people, each once, with a code that Loa gives once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from campaigns.audit import models as audit_models
from campaigns.drives import forms as drive_forms
from campaigns.kernel import roles
from campaigns.units import models, permissions, queries, services
from tests.factories import cast as casts
from tests.factories import territory

WHO = {"by": casts.SYSTEM, "at": casts.NOW}
TODAY = date(2026, 11, 16)


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


@pytest.fixture
def officer(cast: casts.Cast, client: Client) -> Client:
    client.force_login(cast.officer)
    return client


def names_of(commune: models.Unit) -> list[str]:
    return [hamlet.name_vi for hamlet in queries.hamlets_of(commune, on=TODAY)]


def draft(name: str, since: date = casts.START) -> services.HamletDraft:
    return services.HamletDraft(name, since)


def test_hamlets_stand_under_their_commune_and_all_above_it(cast: casts.Cast) -> None:
    hamlets = territory.make_hamlets(cast.commune)
    for above in (cast.commune, cast.district, cast.province):
        assert set(hamlets) <= set(models.Unit.objects.subtree_of(above, TODAY))
    assert not set(hamlets) & set(models.Unit.objects.subtree_of(cast.sibling, TODAY))
    rights = permissions.can(cast.officer, roles.Permission.VIEW_UNIT, unit=hamlets[0])
    assert rights


def test_extending_the_closure_gives_what_deriving_it_anew_gives(cast: casts.Cast) -> None:
    def rows() -> set[tuple[object, ...]]:
        fields = ("ancestor", "descendant", "depth", "valid_from_date", "valid_to_date")
        return set(models.UnitClosure.objects.values_list(*fields))

    services.move_unit(unit=cast.commune, parent=cast.province, from_date=date(2025, 7, 1), **WHO)
    before = rows()
    hamlets = territory.make_hamlets(cast.commune)
    extended = rows()
    # Itself, the commune, the district until the move, and the province on two ways.
    assert len(extended - before) == 5 * len(hamlets)
    services.move_unit(
        unit=cast.station, parent=cast.office, from_date=date(2030, 1, 1), **WHO
    )  # derives the closure anew
    assert {row for row in rows() if row[1] != cast.station.pk} == {
        row for row in extended if row[1] != cast.station.pk
    }


def test_they_are_listed_as_people_count(cast: casts.Cast) -> None:
    territory.make_hamlets(cast.commune, ["Thôn 10", "Thôn 2", "Khu phố 1", "Thôn Đá Bàn"])
    assert names_of(cast.commune) == ["Khu phố 1", "Thôn 2", "Thôn 10", "Thôn Đá Bàn"]


def test_each_gets_a_code_that_no_unit_has_or_had(cast: casts.Cast) -> None:
    first, second, third = territory.make_hamlets(cast.commune)
    assert [h.code for h in (first, second, third)] == ["L22810-01", "L22810-02", "L22810-03"]
    services.end_hamlet(hamlet=third, last_date=TODAY, reason="Nhập vào thôn khác.", **WHO)
    (fourth,) = territory.make_hamlets(cast.commune, ["Thôn Mới"])
    assert fourth.code == "L22810-04"


def test_both_ways_of_writing_a_tone_name_one_hamlet(cast: casts.Cast) -> None:
    territory.make_hamlets(cast.commune, ["Thôn Hoà Thuỷ"])
    with pytest.raises(services.HamletRefused, match="Thôn Hoà Thuỷ"):
        territory.make_hamlets(cast.commune, ["thôn  Hòa Thủy"])


def test_names_that_differ_by_one_mark_are_two_hamlets(cast: casts.Cast) -> None:
    territory.make_hamlets(cast.commune, ["Thôn Thành Hải", "Thôn Thanh Hải", "Thôn Thánh Hải"])
    assert len(names_of(cast.commune)) == 3


def test_a_name_may_return_in_another_commune(cast: casts.Cast) -> None:
    territory.make_hamlets(cast.commune, ["Thôn 1"])
    territory.make_hamlets(cast.sibling, ["Thôn 1"])
    assert names_of(cast.sibling) == ["Thôn 1"]


@pytest.mark.parametrize(
    "name",
    [
        "", "  ", "—", "T" * 121, "Thôn\x00 1", "ThÃ´n PhÆ°á»›c", "Th«n Phó", "Thoân Phöôùc",
        "Thôn \ufffd 1",
    ],
)  # fmt: skip
def test_a_name_that_is_none_or_garbled_is_refused(cast: casts.Cast, name: str) -> None:
    with pytest.raises(services.HamletRefused):
        territory.make_hamlets(cast.commune, ["Thôn 1", name])
    assert names_of(cast.commune) == []


@pytest.mark.parametrize(
    "name", ["Khu phố 3", "Tổ dân phố số 12", "Thôn Chamaléa", "Bôn K'Roong", "XÃ HÒA 2", "Thôn Lạc Tiến - Phú Quý"]
)  # fmt: skip
def test_names_as_communes_write_them_are_taken(cast: casts.Cast, name: str) -> None:
    assert queries.hamlet_name_fault(name) == ""


@pytest.mark.parametrize("where", ["province", "district", "station"])
def test_only_the_lowest_territory_has_hamlets(cast: casts.Cast, where: str) -> None:
    with pytest.raises(services.HamletRefused):
        territory.make_hamlets(getattr(cast, where))
    hamlet = territory.make_hamlets(cast.commune)[0]
    with pytest.raises(services.HamletRefused):
        territory.make_hamlets(hamlet, ["Thôn trong thôn"])


def test_a_hamlet_is_no_older_than_its_commune(cast: casts.Cast) -> None:
    early = draft("Thôn 1", casts.START - timedelta(days=1))
    with pytest.raises(services.HamletRefused, match="01/01/2021"):
        services.found_hamlets(commune=cast.commune, drafts=[early], **WHO)


def test_a_corrected_name_keeps_the_hamlet(cast: casts.Cast) -> None:
    hamlet, other, _third = territory.make_hamlets(cast.commune)
    services.rename_hamlet(hamlet=hamlet, name=" Thôn Ma  Oai ", **WHO)
    assert models.Unit.objects.get(pk=hamlet.pk).name_vi == "Thôn Ma Oai"
    assert hamlet in queries.search_units(models.Unit.objects.all(), "ma oai")
    with pytest.raises(services.HamletRefused):
        services.rename_hamlet(hamlet=other, name="thôn ma oai", **WHO)
    services.rename_hamlet(hamlet=hamlet, name="THÔN MA OAI", **WHO)


def test_an_ended_hamlet_leaves_the_list_and_frees_its_name(cast: casts.Cast) -> None:
    hamlet = territory.make_hamlets(cast.commune, ["Thôn 1"])[0]
    with pytest.raises(services.HamletRefused):
        services.end_hamlet(
            hamlet=hamlet, last_date=casts.START - timedelta(days=1), reason="x", **WHO
        )
    services.end_hamlet(
        hamlet=hamlet, last_date=TODAY - timedelta(days=1), reason="Sáp nhập.", **WHO
    )
    assert names_of(cast.commune) == []
    with pytest.raises(services.TreeFault):
        services.end_hamlet(hamlet=hamlet, last_date=TODAY, reason="lần nữa", **WHO)
    territory.make_hamlets(cast.commune, ["Thôn 1"])
    assert names_of(cast.commune) == ["Thôn 1"]


def test_drives_are_opened_in_communes_not_in_hamlets(cast: casts.Cast) -> None:
    territory.make_hamlets(cast.commune)
    organiser = casts.make_person("organiser", roles.Role.ORGANISER, cast.district)
    offered = drive_forms.DriveForm(user=organiser, at=casts.NOW).fields["unit"].queryset
    assert {unit.name_vi for unit in offered} == {
        "Huyện Bác Ái", "Xã Phước Chính", "Xã Phước Đại",
    }  # fmt: skip


def test_the_communes_people_enter_hamlets_a_line_each(cast: casts.Cast, officer: Client) -> None:
    address = reverse("units:hamlets", args=[cast.commune.pk])
    said = {"names": "Thôn 1\r\n\r\nThôn 2 \r\n", "from_date": "2026-11-01"}
    assert officer.post(address, said).status_code == 302
    assert names_of(cast.commune) == ["Thôn 1", "Thôn 2"]
    event = audit_models.Event.objects.get(verb="units.hamlets_entered")
    assert (event.actor_label, event.unit_id) == ("Officer", cast.commune.pk)
    page = officer.get(address)
    assert [row.name_vi for row in page.context["table"].rows] == ["Thôn 1", "Thôn 2"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"names": "Thôn 1\nTh«n 2"}, "names", "2"),
        ({"names": "Thôn 1\nTHÔN 1"}, "names", "Thôn 1"),
        ({"names": "\n \n"}, "names", ""),
        ({"names": "\n".join(f"Thôn {n}" for n in range(101))}, "names", "100"),
        ({"from_date": "01/11/2026"}, "from_date", ""),
        ({"from_date": "2020-01-01"}, "names", "01/01/2021"),
    ],
)
def test_faults_stand_at_their_field_and_nothing_is_half_entered(
    cast: casts.Cast, officer: Client, changes: dict[str, str], field: str, words: str
) -> None:
    said = {"names": "Thôn 1", "from_date": "2026-11-01"} | changes
    answer = officer.post(reverse("units:hamlets", args=[cast.commune.pk]), said)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert answer.context["form"]["names"].value() == said["names"]
    assert not models.Unit.objects.filter(kind__code=queries.HAMLET).exists()


def test_a_unit_that_has_no_hamlets_has_no_such_page(cast: casts.Cast, client: Client) -> None:
    coordinator = casts.make_person("coordinator", roles.Role.COORDINATOR, cast.province)
    client.force_login(coordinator)
    for unit in (cast.district, cast.station):
        assert client.get(reverse("units:hamlets", args=[unit.pk])).status_code == 404
    assert client.get(reverse("units:hamlet", args=[cast.commune.pk])).status_code == 404


def test_a_hamlet_is_renamed_and_ended_on_its_pages(cast: casts.Cast, officer: Client) -> None:
    first, second, third = territory.make_hamlets(cast.commune)
    rename = reverse("units:hamlet", args=[first.pk])
    assert officer.post(rename, {"name": second.name_vi}).status_code == 422
    assert officer.post(rename, {"name": "Th«n"}).status_code == 422
    assert officer.post(rename, {"name": "Thôn Ma Oai"}).status_code == 302
    end = reverse("units:end_hamlet", args=[third.pk])
    assert officer.post(end, {"last_date": "2020-01-01", "reason": "x"}).status_code == 422
    assert officer.post(end, {"last_date": "2026-11-10", "reason": "Sáp nhập."}).status_code == 302
    assert names_of(cast.commune) == ["Thôn Ma Oai", second.name_vi]


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_the_same_hamlet_at_once_make_one() -> None:
    cast = casts.make_cast()
    barrier, results = threading.Barrier(2), []

    def enter(commune: models.Unit) -> None:
        try:
            barrier.wait(timeout=20)
            results.append(territory.make_hamlets(commune, ["Thôn 1"]))
        except services.HamletRefused as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=[cast.commune]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(results) == 2
    assert names_of(cast.commune) == ["Thôn 1"]
    assert models.UnitClosure.objects.filter(descendant__code="L22810-01").count() == 4
