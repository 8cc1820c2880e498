"""The tree of units through time."""

from datetime import date, timedelta

import pytest

from campaigns.units import models, queries, services
from tests.factories import cast as casts

MERGER = date(2025, 7, 1)
EVE = MERGER - timedelta(days=1)
WHO = {"by": casts.SYSTEM, "at": casts.NOW}


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


def codes_under(unit: models.Unit, on: date) -> set[str]:
    return set(models.Unit.objects.subtree_of(unit, on).values_list("code", flat=True))


def draft(code: str, parent: str = "", since: date = MERGER) -> services.UnitDraft:
    return services.UnitDraft(
        code=code,
        kind_code="commune",
        name_vi=f"Xã {code}",
        name_en=f"{code} commune",
        short_name_vi=code,
        valid_from_date=since,
        parent_code=parent,
    )


def test_a_subtree_holds_the_unit_and_everything_under_it(cast: casts.Cast) -> None:
    assert codes_under(cast.district, EVE) == {"584", "22810", "22813"}
    assert codes_under(cast.commune, EVE) == {"22810"}


def test_nothing_is_under_a_unit_before_its_days(cast: casts.Cast) -> None:
    assert codes_under(cast.province, casts.START - timedelta(days=1)) == set()


def test_a_move_leaves_the_past_as_it_was(cast: casts.Cast) -> None:
    services.move_unit(unit=cast.commune, parent=cast.province, from_date=MERGER, **WHO)
    assert "22810" in codes_under(cast.district, EVE)
    assert "22810" not in codes_under(cast.district, MERGER)
    assert "22810" in codes_under(cast.province, EVE) & codes_under(cast.province, MERGER)


def test_ancestors_are_told_from_the_root_as_of_a_day(cast: casts.Cast) -> None:
    services.move_unit(unit=cast.commune, parent=cast.province, from_date=MERGER, **WHO)
    assert [u.code for u in queries.ancestors_of(cast.commune, EVE)] == ["58", "584"]
    assert [u.code for u in queries.ancestors_of(cast.commune, MERGER)] == ["58"]


def test_a_unit_takes_its_subtree_along(cast: casts.Cast) -> None:
    services.found_units(drafts=[draft("NEW", "58")], **WHO)
    new = models.Unit.objects.get(code="NEW")
    services.move_unit(unit=cast.district, parent=new, from_date=date(2026, 1, 1), **WHO)
    assert {"584", "22810", "22813"} <= codes_under(new, date(2026, 1, 1))
    assert codes_under(new, date(2025, 12, 31)) == {"NEW"}


def test_a_unit_cannot_stand_under_itself(cast: casts.Cast) -> None:
    before = models.UnitClosure.objects.count()
    with pytest.raises(services.TreeFault):
        services.move_unit(unit=cast.province, parent=cast.commune, from_date=MERGER, **WHO)
    assert models.UnitClosure.objects.count() == before
    assert not models.UnitEdge.objects.filter(child=cast.province).exists()


def test_units_founded_in_a_circle_are_refused(cast: casts.Cast) -> None:
    with pytest.raises(services.TreeFault):
        services.found_units(drafts=[draft("A", "B"), draft("B", "A")], **WHO)
    assert not models.Unit.objects.filter(code__in=["A", "B"]).exists()


def test_an_unknown_parent_is_named(cast: casts.Cast) -> None:
    with pytest.raises(services.TreeFault, match="NOWHERE"):
        services.found_units(drafts=[draft("A", "NOWHERE")], **WHO)


def test_a_code_may_name_another_unit_on_other_days(cast: casts.Cast) -> None:
    services.end_unit(unit=cast.commune, last_date=EVE, **WHO)
    services.found_units(drafts=[draft("22810", "58")], **WHO)
    old, new = models.Unit.objects.filter(code="22810").order_by("valid_from_date")
    assert codes_under(cast.district, EVE) == {"584", "22810", "22813"}
    assert codes_under(cast.district, MERGER) == {"584", "22813"}
    under = models.Unit.objects.subtree_of(cast.province, MERGER)
    assert new in under
    assert old not in under


def test_a_unit_is_ended_once_and_only_when_nothing_stands_under_it(cast: casts.Cast) -> None:
    with pytest.raises(services.TreeFault):
        services.end_unit(unit=cast.district, last_date=EVE, **WHO)
    services.end_unit(unit=cast.commune, last_date=EVE, **WHO)
    with pytest.raises(services.TreeFault):
        services.end_unit(unit=cast.commune, last_date=EVE, **WHO)


def test_founding_the_new_tree_changes_nothing_of_the_old_days(cast: casts.Cast) -> None:
    rows = models.UnitClosure.objects.filter(models.in_force(EVE)).order_by(
        "ancestor_id", "descendant_id"
    )
    before = list(rows.values_list("ancestor_id", "descendant_id", "depth"))
    services.found_units(drafts=[draft("N1", "58"), draft("N2", "N1")], **WHO)
    assert list(rows.values_list("ancestor_id", "descendant_id", "depth")) == before


def test_the_head_is_the_one_of_the_day(cast: casts.Cast) -> None:
    for name, since in (("Chamaléa Thị A", casts.START), ("Katơr B", MERGER)):
        head = services.HeadDraft(name, "Chủ tịch", since)
        services.appoint_head(unit=cast.commune, draft=head, **WHO)
    on = {day: queries.head_of(cast.commune, day) for day in (EVE, MERGER)}
    assert [str(on[day]) for day in (EVE, MERGER)] == [
        "Chủ tịch Chamaléa Thị A",
        "Chủ tịch Katơr B",
    ]
    assert queries.head_of(cast.sibling, EVE) is None


@pytest.mark.parametrize("query", ["phuoc dai", "Phước Đại", "ĐẠI phước", "dai"])
def test_units_are_found_by_any_words_of_their_name(cast: casts.Cast, query: str) -> None:
    found = queries.search_units(models.Unit.objects.all(), query)
    assert cast.commune in found
