"""Lists that state official codes (1.b.1) and ways to pay (1.đ): entered, refused, taken back."""

from collections.abc import Sequence

import pytest
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.premises import models, services
from tests.factories import cast as casts
from tests.factories import lists as factory
from tests.factories import premises

pytestmark = pytest.mark.django_db
HEADER = [*factory.HEADER, "Nội dung mã QR", "Thanh toán"]


@pytest.fixture
def cast() -> casts.Cast:
    cast = casts.make_cast()
    premises.make_kinds()
    for place, (code, name) in enumerate((("qr", "Mã QR"), ("momo", "Ví MoMo"), ("card", "Thẻ"))):
        values = {"name_vi": name, "name_en": code, "position": place}
        services.save_payment_method(code=code, values=values, by=casts.SYSTEM, at=casts.NOW)
    return cast


def line(number: str, payload: str = "", payments: str = "", name: str = "") -> list[str]:
    paid = f'"{payments}"' if ";" in payments else payments
    return [*factory.row(number, name or f"Quán {number}"), payload, paid]


def bring_in(cast: casts.Cast, rows: Sequence[Sequence[str]]) -> models.Import:
    return factory.bring_in(cast.officer, cast.commune, rows, header=HEADER)


def check(cast: casts.Cast, rows: Sequence[Sequence[str]]) -> models.Import:
    imported = factory.upload(cast.officer, cast.commune, rows, header=HEADER)
    return factory.check(imported, cast.officer)


def codes() -> dict[str, str]:
    """Standing codes by the number in the list."""
    rows = models.Checkpoint.objects.filter(state="STANDING")
    return dict(rows.values_list("premises__list_code", "payload"))


def payments(number: str) -> list[str]:
    row = models.Premises.objects.get(list_code=number)
    return sorted(row.payment_methods.values_list("code", flat=True))


def pay(row: models.Premises, *methods: str) -> None:
    """As somebody corrects it by hand."""
    chosen = models.PaymentMethod.objects.filter(code__in=methods)
    premises.write(lambda: row.payment_methods.set(chosen))


def state_of_register() -> list[object]:
    link = models.Premises.payment_methods.through
    return [
        list(models.Premises.objects.order_by("pk").values()),
        list(models.Checkpoint.objects.filter(state="STANDING").order_by("pk").values()),
        list(
            link.objects.order_by("premises", "paymentmethod").values_list(
                "premises", "paymentmethod"
            )
        ),
    ]


def test_codes_and_ways_to_pay_come_with_the_list(cast) -> None:
    known = premises.make(cast.commune, name="Quán 3", list_code="3")
    rows = [
        line("1", "TKYT|58|1", "momo; Mã QR"),
        line("2", "", "thẻ,  MOMO ;"),
        line("3", "TKYT|58|ký  tự = lạ", ""),
    ]
    imported = bring_in(cast, rows)
    assert factory.faults(imported) == []
    assert codes() == {"1": "TKYT|58|1", "3": "TKYT|58|ký  tự = lạ"}, "letter by letter"
    assert (payments("1"), payments("2"), payments("3")) == (["momo", "qr"], ["card", "momo"], [])
    assert models.Premises.objects.get(list_code="1").has_checkpoint
    row = models.Checkpoint.objects.get(premises=known)
    assert (row.source, row.entered_by) == ("LIST", cast.officer.actor_id)
    event = audit_models.Event.objects.get(verb="premises.list_part_taken_in")
    assert event.after["codes"] == 2
    premises.assert_coverage_true()


def test_the_same_list_again_changes_nothing_and_an_empty_cell_says_nothing(cast) -> None:
    rows = [line("1", "TKYT|1", "momo"), line("2", "TKYT|2", "card;qr")]
    bring_in(cast, rows)
    before = state_of_register()
    assert factory.counts(check(cast, rows)) == (0, 0, 2, 0)
    assert factory.counts(check(cast, [line("1"), line("2")])) == (0, 0, 2, 0)
    assert factory.counts(check(cast, [line("2", "TKYT|2", "qr, card")])) == (0, 0, 1, 0)
    assert state_of_register() == before
    assert factory.counts(check(cast, [line("2", "TKYT|2", "qr")])) == (0, 1, 0, 0)
    bring_in(cast, [line("2", "", "qr")])
    assert (payments("2"), codes()["2"]) == (["qr"], "TKYT|2")


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ("x" * 2049, "2048"),
        ("079200012345|212345678|Nguyễn Văn A|01011990|Nam|", "căn cước"),
        ("00020101021138540010A00000072701240006970422", "thanh toán"),
        ("NZCOVIDTRACER:eyJ0eXAiOiJlbnRyeSJ9", "New Zealand"),
    ],
)
def test_what_is_no_code_is_a_fault_as_when_entered_by_hand(cast, payload, said) -> None:
    imported = check(cast, [line("1", payload), line("2", "TKYT|2")])
    ((number, column, message),) = factory.faults(imported)
    assert (number, column) == (2, "Mã chính thức")
    assert said in message
    assert imported.new_rows == 1


def test_one_code_in_two_lines_is_a_fault_of_both(cast) -> None:
    rows = [line("1", "TKYT|1"), line("2", "TKYT|2"), line("3", "TKYT|1"), line("4", " TKYT|1 ")]
    imported = check(cast, rows)
    found = factory.faults(imported)
    assert [(number, column) for number, column, _said in found] == [
        (2, "Mã chính thức"), (4, "Mã chính thức"), (5, "Mã chính thức"),
    ]  # fmt: skip
    assert "Dòng 5" in found[0][2]
    assert "Dòng 2" in found[1][2]
    assert imported.new_rows == 1


def test_a_code_that_stands_elsewhere_another_code_and_a_closed_place_are_faults(cast) -> None:
    other = premises.make(cast.commune, name="Quán Xa", list_code="9")
    premises.give_checkpoint(other, "TKYT|9")
    held = premises.make(cast.commune, name="Quán 2", list_code="2")
    premises.give_checkpoint(held, "TKYT|2")
    closed = premises.make(cast.commune, name="Quán 3", list_code="3")
    services.close(premises=closed, from_date=casts.NOW.date(), by=cast.officer, at=casts.NOW)
    before = state_of_register()
    rows = [line("1", "TKYT|9"), line("2", "TKYT|22"), line("3", "TKYT|3"), line("4", "TKYT|4")]
    imported = check(cast, rows)
    found = {number: said for number, _column, said in factory.faults(imported)}
    assert set(found) == {2, 3, 4}
    assert "Quán Xa" in found[2]
    assert "mã khác" in found[3]
    assert "đóng cửa" in found[4]
    factory.take_in(imported, cast.officer)
    assert codes() == {"9": "TKYT|9", "2": "TKYT|2", "4": "TKYT|4"}
    assert state_of_register()[0][:3] == before[0]
    premises.assert_coverage_true()


def test_a_code_that_went_to_another_since_the_dry_run_is_left_out(cast) -> None:
    other = premises.make(cast.commune, name="Quán Xa", list_code="9")
    imported = check(cast, [line("1", "TKYT|1"), line("2", "TKYT|2")])
    premises.give_checkpoint(other, "TKYT|1")
    imported = factory.take_in(imported, cast.officer)
    assert (imported.added, imported.left_out) == (1, 1)
    assert codes() == {"9": "TKYT|1", "2": "TKYT|2"}
    premises.assert_coverage_true()


def test_ways_to_pay_that_are_not_known_are_faults_that_name_them(cast) -> None:
    imported = check(cast, [line("1", "", "momo; bitcoin"), line("2", "", "VI MOMO")])
    ((number, column, message),) = factory.faults(imported)
    assert (number, column) == (2, "Thanh toán điện tử")
    assert message.startswith("bitcoin:")
    assert imported.new_rows == 1


def test_undone_it_leaves_codes_and_ways_to_pay_as_they_were(cast) -> None:
    known = premises.make(cast.commune, name="Quán 1", list_code="1")
    pay(known, "card")
    held = premises.make(cast.commune, name="Quán 2", list_code="2")
    premises.give_checkpoint(held, "TKYT|2")
    before = state_of_register()
    rows = [
        line("1", "TKYT|1", "momo,qr"),
        line("2", "TKYT|2", "qr"),
        line("3", "TKYT|3", "qr"),
        line("4", "", "card"),
        line("5", "TKYT|5"),
    ]
    imported = bring_in(cast, rows)
    assert (imported.added, imported.amended) == (3, 2)
    premises.assert_coverage_true()
    imported = factory.undo(imported, cast.officer)
    assert (imported.restored, imported.removed, imported.kept) == (2, 3, 0)
    assert state_of_register() == before
    gone = models.Checkpoint.objects.get(premises=known)
    assert (gone.state, gone.ended_by) == ("RETIRED", cast.officer.actor_id)
    assert models.Checkpoint.objects.count() == 2, "of places that went, nothing stays"
    premises.assert_coverage_true()
    bring_in(cast, rows)
    assert codes()["1"] == "TKYT|1"


def test_a_sheet_asked_for_or_a_code_changed_since_keeps_its_place(cast) -> None:
    premises.make(cast.commune, name="Quán 1", list_code="1")
    rows = [line(number, f"TKYT|{number}", "qr") for number in "12345"]
    imported = bring_in(cast, rows)
    found = {row.list_code: row for row in models.Premises.objects.all()}
    premises.make_poster(found["1"])
    premises.make_poster(found["2"])
    premises.give_checkpoint(found["3"], "TKYT|33", timezone.now())
    pay(found["4"])
    imported = factory.undo(imported, cast.officer)
    assert (imported.restored, imported.removed, imported.kept) == (0, 1, 4)
    outcomes = dict(imported.rows.values_list("list_code", "outcome"))
    assert outcomes == {
        "1": "KEPT_USED", "2": "KEPT_USED", "3": "KEPT_CHANGED", "4": "KEPT_CHANGED", "5": "UNDONE",
    }  # fmt: skip
    assert codes() == {"1": "TKYT|1", "2": "TKYT|2", "3": "TKYT|33", "4": "TKYT|4"}
    premises.assert_coverage_true()


def test_the_page_of_a_premises_says_what_the_list_brought(cast, client) -> None:
    known = premises.make(cast.commune, name="Quán 1", list_code="1")
    bring_in(cast, [line("1", "TKYT|1", "qr")])
    client.force_login(cast.officer)
    page = client.get(f"/desk/premises/{known.pk}/").text
    assert "Thanh toán điện tử; Mã chính thức" in page
