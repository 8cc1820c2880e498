"""A committee stands over the territory that it governs, and over nothing else."""

from datetime import date, timedelta

import pytest

from campaigns.kernel import roles
from campaigns.units import models, permissions, queries, services
from tests.factories import cast as casts

pytestmark = pytest.mark.django_db

SPLIT = date(2025, 7, 1)
EVE = SPLIT - timedelta(days=1)
WHO = {"by": casts.SYSTEM, "at": casts.NOW}
_KINDS = (
    services.KindDraft("pc", "Ủy ban nhân dân huyện", "District PC", is_governing=True),
    services.KindDraft("party", "Cơ quan Đảng", "Party body", is_commanded=False),
    services.KindDraft("team", "Tổ giám sát", "Team"),
)
# code, kind, parent
_BODIES = (
    ("PC584", "pc", "584"),
    ("VH584", "office", "PC584"),
    ("HU584", "party", "584"),
    ("T22810", "team", "22810"),
    ("DU22810", "party", "22810"),
    ("CB22810", "team", "DU22810"),
    ("586", "district", "58"),
    ("PC586", "pc", "586"),
    ("22846", "commune", "586"),
)


@pytest.fixture
def units(db: None) -> dict[str, models.Unit]:
    casts.make_cast()
    for kind in _KINDS:
        services.save_kind(draft=kind, **WHO)
    drafts = [
        services.UnitDraft(code, kind, code, code, code, casts.START, parent)
        for code, kind, parent in _BODIES
    ]
    services.found_units(drafts=drafts, **WHO)
    return {unit.code: unit for unit in models.Unit.objects.all()}


def under(unit: models.Unit, on: date = EVE) -> set[str]:
    return set(models.Unit.objects.subtree_of(unit, on).values_list("code", flat=True))


def test_a_committee_stands_over_the_communes_of_its_district(
    units: dict[str, models.Unit],
) -> None:
    """And what it commands there; not over its district, Party bodies or what these command."""
    assert under(units["PC584"]) == {"PC584", "VH584", "22810", "22813", "T22810"}
    assert under(units["PC586"]) == {"PC586", "22846"}
    # The division below the committee, and the territory's own reach, are as before.
    assert under(units["VH584"]) == {"VH584"}
    assert under(units["584"]) >= {"PC584", "HU584", "22810", "DU22810", "CB22810"}


def test_a_governed_unit_is_one_step_below_its_committee(units: dict[str, models.Unit]) -> None:
    rows = models.UnitClosure.objects.filter(ancestor=units["PC584"], is_governed=True)
    depths = dict(rows.values_list("descendant__code", "depth"))
    assert depths == {"22810": 1, "22813": 1, "T22810": 2}
    assert not models.UnitClosure.objects.filter(is_governed=True).exclude(
        ancestor__kind__code="pc"
    )


def test_the_line_above_a_commune_names_no_committee(units: dict[str, models.Unit]) -> None:
    assert [u.code for u in queries.ancestors_of(units["22810"], EVE)] == ["58", "584"]


def test_what_a_committee_governs_is_told_as_of_a_day(units: dict[str, models.Unit]) -> None:
    services.move_unit(unit=units["22810"], parent=units["586"], from_date=SPLIT, **WHO)
    assert {"22810", "T22810"} <= under(units["PC584"], EVE)
    assert not {"22810", "T22810"} & under(units["PC584"], SPLIT)
    assert {"22810", "T22810"} <= under(units["PC586"], SPLIT)
    assert "22810" not in under(units["PC586"], EVE)


def test_an_ended_committee_governs_until_its_last_day(units: dict[str, models.Unit]) -> None:
    services.end_unit(unit=units["PC586"], last_date=EVE, **WHO)
    assert "22846" in under(units["PC586"], EVE)
    assert under(units["PC586"], SPLIT) == set()


def test_a_hamlet_founded_later_is_governed_too(units: dict[str, models.Unit]) -> None:
    draft = services.HamletDraft(name="Thôn Tà Lú 1", from_date=SPLIT)
    services.found_hamlets(commune=units["22810"], drafts=[draft], **WHO)
    hamlet = models.Unit.objects.get(kind__code=queries.HAMLET)
    assert hamlet.code in under(units["PC584"], SPLIT)
    before = set(models.UnitClosure.objects.values_list("ancestor", "descendant", "depth"))
    services.move_unit(unit=units["VH584"], parent=units["58"], from_date=SPLIT, **WHO)
    after = set(models.UnitClosure.objects.values_list("ancestor", "descendant", "depth"))
    # Deriving everything anew agrees with what was added for one hamlet.
    assert {row for row in before if row[1] == hamlet.pk} == {r for r in after if r[1] == hamlet.pk}


def test_a_kind_that_begins_or_ceases_to_govern_is_followed(units: dict[str, models.Unit]) -> None:
    plain = services.KindDraft("pc", "Ủy ban nhân dân huyện", "District PC")
    services.save_kind(draft=plain, **WHO)
    assert under(units["PC584"]) == {"PC584", "VH584"}
    services.save_kind(draft=_KINDS[0], **WHO)
    assert "22810" in under(units["PC584"])


def test_a_unit_that_becomes_a_committee_is_followed(units: dict[str, models.Unit]) -> None:
    drafts = {
        kind: services.UnitDraft("VH584", kind, "VH584", "VH584", "VH584", casts.START, "PC584")
        for kind in ("pc", "office")
    }
    services.move_unit(unit=units["VH584"], parent=units["584"], from_date=SPLIT, **WHO)
    services.amend_unit(unit=units["VH584"], draft=drafts["pc"], **WHO)
    assert "22810" in under(units["VH584"], SPLIT)
    services.amend_unit(unit=units["VH584"], draft=drafts["office"], **WHO)
    assert under(units["VH584"], SPLIT) == {"VH584"}


def test_rights_widen_for_the_committee_alone(units: dict[str, models.Unit]) -> None:
    """Head of a committee: its own communes. Its division, the Party committee, a commune and the
    other committee see what they saw before."""
    today = casts.NOW.date()

    def seen(code: str) -> set[str]:
        user = casts.make_person(f"head-{code.lower()}", roles.Role.UNIT_HEAD, units[code])
        rows = permissions.units_where(user, roles.Permission.VIEW_OBLIGATION, on=today)
        assert set(rows) == set(models.Unit.objects.all().visible_to(user, today))
        return set(rows.values_list("code", flat=True))

    assert seen("PC584") == {"PC584", "VH584", "22810", "22813", "T22810"}
    assert seen("PC586") == {"PC586", "22846"}
    assert seen("VH584") == {"VH584"}
    assert seen("HU584") == {"HU584"}
    assert seen("22810") == {"22810", "T22810", "DU22810", "CB22810"}


def test_who_may_act_for_a_commune_are_its_own_and_those_above(
    units: dict[str, models.Unit],
) -> None:
    ours = casts.make_person("ours", roles.Role.UNIT_HEAD, units["PC584"])
    theirs = casts.make_person("theirs", roles.Role.UNIT_HEAD, units["PC586"])
    act = roles.Permission.ACT_ON_ASSIGNMENT
    assert permissions.can(ours, act, unit=units["22810"])
    assert not permissions.can(theirs, act, unit=units["22810"])
    assert not permissions.can(ours, act, unit=units["584"])
    holders = permissions.holders_of(act, unit=units["22810"], on=casts.NOW.date())
    assert ours in holders
    assert theirs not in holders
