"""Entering premises: what fits together is kept, what does not is refused at its field."""

from datetime import date, timedelta

import pytest

from campaigns.audit import models as audit_models
from campaigns.kernel import text
from campaigns.premises import models, services
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
TODAY = NOW.date()


@pytest.fixture
def cast() -> casts.Cast:
    return casts.make_cast()


def refused_field(draft: services.PremisesDraft) -> str:
    with pytest.raises(services.DraftRefused) as refusal:
        services.register(draft=draft, by=casts.SYSTEM, at=NOW)
    assert models.Premises.objects.count() == 0
    return refusal.value.field


def test_a_premises_gets_a_code_of_its_own_and_opens_on_its_day(cast: casts.Cast) -> None:
    row = factory.make(cast.commune)
    other = factory.make(cast.commune)
    assert len(row.code) == 8
    assert row.code != other.code
    assert row.open_ranges.get().from_date == factory.SINCE
    assert row.state == "OPEN"


def test_the_record_of_changes_holds_nothing_of_the_contact(cast: casts.Cast) -> None:
    row = factory.make(cast.commune)
    services.amend(
        premises=row,
        draft=factory.draft_of(cast.commune, contact_phone="0987654321"),
        by=cast.officer,
        at=NOW,
    )
    told = str(list(audit_models.Event.objects.values("before", "after")))
    assert "is_contact_changed" in told
    for said in ("Mai", "0912345678", "0987654321"):
        assert said not in told


@pytest.mark.parametrize("name", ["", "   ", "…!?", "\u0301"])
def test_a_name_without_letters_is_refused(cast: casts.Cast, name: str) -> None:
    assert refused_field(factory.draft_of(cast.commune, name=name)) == "name"


def test_a_commune_is_needed_and_has_to_stand_on_the_first_day(cast: casts.Cast) -> None:
    assert refused_field(factory.draft_of(None)) == "commune"
    assert refused_field(factory.draft_of(cast.office)) == "commune"
    assert refused_field(factory.draft_of(cast.commune, from_date=date(2020, 1, 1))) == "commune"
    units_services.end_unit(unit=cast.commune, last_date=date(2025, 6, 30), by=casts.SYSTEM, at=NOW)
    cast.commune.refresh_from_db()
    assert refused_field(factory.draft_of(cast.commune, from_date=date(2025, 7, 1))) == "commune"
    assert factory.make(cast.commune, from_date=date(2025, 6, 30)).commune == cast.commune


def test_a_district_is_no_commune(cast: casts.Cast) -> None:
    assert refused_field(factory.draft_of(cast.district)) == "commune"


def test_nothing_opens_in_the_future(cast: casts.Cast) -> None:
    draft = factory.draft_of(cast.commune, from_date=TODAY + timedelta(days=1))
    assert refused_field(draft) == "from_date"


def test_a_vehicle_counts_in_the_commune_of_its_owner(cast: casts.Cast) -> None:
    row = services.register(draft=factory.bus_of(cast.commune), by=casts.SYSTEM, at=NOW)
    assert (row.commune, row.is_vehicle, row.address) == (cast.commune, True, "")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"owner": None}, "owner"),
        ({"plate": " "}, "plate"),
        ({"plate": "-."}, "plate"),
        ({"address": "Bến xe"}, "address"),
        ({"latitude": 11.5, "longitude": 109.0}, "address"),
    ],
)
def test_a_vehicle_has_an_owner_and_a_plate_in_place_of_an_address(
    cast: casts.Cast, changes: dict[str, object], field: str
) -> None:
    assert refused_field(factory.bus_of(cast.commune, **changes)) == field


def test_a_vehicle_is_not_counted_away_from_its_owner(cast: casts.Cast) -> None:
    assert refused_field(factory.bus_of(cast.commune, commune=cast.sibling)) == "commune"
    # An owner above the communes does not say which one: it has to be chosen.
    assert refused_field(factory.bus_of(cast.office)) == "commune"
    draft = factory.bus_of(cast.office, commune=cast.sibling)
    assert services.register(draft=draft, by=casts.SYSTEM, at=NOW).commune == cast.sibling


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"plate": "85B-1"}, "plate"), ({"latitude": 11.5}, "latitude")],
)
def test_a_house_has_no_plate_and_no_half_of_a_point(
    cast: casts.Cast, changes: dict[str, object], field: str
) -> None:
    assert refused_field(factory.draft_of(cast.commune, **changes)) == field


def test_a_number_in_the_list_that_is_taken_is_refused_at_its_field(cast: casts.Cast) -> None:
    factory.make(cast.commune, list_code="TH-01")
    other = factory.make(cast.commune, list_code="TH-02")
    draft = factory.draft_of(cast.commune, list_code="TH-01")
    for act in (
        lambda: services.register(draft=draft, by=casts.SYSTEM, at=NOW),
        lambda: services.register_many(drafts=[draft], by=casts.SYSTEM, at=NOW),
        lambda: services.amend(premises=other, draft=draft, by=casts.SYSTEM, at=NOW),
    ):
        with pytest.raises(services.DraftRefused) as refusal:
            act()
        assert refusal.value.field == "list_code"


def test_a_list_is_entered_whole_or_not_at_all(cast: casts.Cast) -> None:
    drafts = [factory.draft_of(cast.commune, name=f"Quán {n}") for n in range(5)]
    with pytest.raises(services.DraftRefused):
        services.register_many(drafts=[*drafts, factory.draft_of(None)], by=casts.SYSTEM, at=NOW)
    assert models.Premises.objects.count() == 0
    rows = services.register_many(drafts=drafts, by=casts.SYSTEM, at=NOW)
    event = audit_models.Event.objects.get(verb="premises.list_registered")
    assert event.after["rows"] == len(rows) == models.OpenRange.objects.count() == 5
    assert len(event.after["sha256"]) == 64
    factory.assert_coverage_true()


def test_a_list_enters_payment_methods_with_its_premises(cast: casts.Cast) -> None:
    card = services.save_payment_method(
        code="card", values={"name_vi": "Thẻ", "name_en": "Card"}, by=casts.SYSTEM, at=NOW
    )
    drafts = [
        factory.draft_of(cast.commune, payment_methods=(card,)),
        factory.draft_of(cast.commune),
    ]
    rows = services.register_many(drafts=drafts, by=casts.SYSTEM, at=NOW)
    assert [list(row.payment_methods.all()) for row in rows] == [[card], []]


def test_an_empty_list_enters_nothing() -> None:
    assert services.register_many(drafts=[], by=casts.SYSTEM, at=NOW) == []


def test_moving_to_another_commune_leaves_earlier_days_where_they_were(cast: casts.Cast) -> None:
    row = factory.make(cast.commune)
    services.amend(premises=row, draft=factory.draft_of(cast.sibling), by=casts.SYSTEM, at=NOW)
    first, second = row.open_ranges.order_by("from_date")
    assert (first.commune, first.to_date) == (cast.commune, TODAY - timedelta(days=1))
    assert (second.commune, second.from_date, second.to_date) == (cast.sibling, TODAY, None)
    factory.assert_coverage_true()


def test_a_kind_that_premises_have_does_not_turn_into_a_vehicle(cast: casts.Cast) -> None:
    factory.make(cast.commune)
    with pytest.raises(services.KindInUse):
        services.save_premises_kind(
            code="cafe", values={"is_vehicle": True}, by=casts.SYSTEM, at=NOW
        )
    services.save_premises_kind(code="cafe", values={"name_vi": "Cà phê"}, by=casts.SYSTEM, at=NOW)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quán Hòa", "quán  HOÀ"),
        ("Thúy", "Thuý"),
        ("Cà-phê “Biển”", "cà phê Biển"),
        ("Ho\u0300a", "Hòa"),
    ],
)
def test_two_spellings_of_a_name_are_one(one: str, other: str) -> None:
    assert text.matched_words(one) == text.matched_words(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Thành Hải", "Thanh Hải"), ("Đào", "Dào"), ("Mân", "Man")]
)
def test_marks_carry_identity(one: str, other: str) -> None:
    assert text.matched_words(one) != text.matched_words(other)
