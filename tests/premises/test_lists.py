"""Lists of premises: looked at first, taken in by parts, brought in again without adding a row."""

import pytest

from campaigns.audit import models as audit_models
from campaigns.premises import models, services
from tests.factories import cast as casts
from tests.factories import lists as factory
from tests.factories import premises

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> casts.Cast:
    cast = casts.make_cast()
    premises.make_kinds()
    return cast


def names() -> list[str]:
    return list(models.Premises.objects.order_by("pk").values_list("name", flat=True))


def test_the_dry_run_counts_and_writes_nothing_in_the_register(cast) -> None:
    known = premises.make(cast.commune, name="Quán Một", list_code="1", address="Số 1, thôn Ma Hoa",
                          contact_name="Katơr Thị Mai")  # fmt: skip
    premises.make(cast.commune, name="Quán Hai", list_code="2")
    rows = [
        factory.row("1", "Quán Một"),
        factory.row("2", "Quán Hai đổi tên"),
        factory.row("3", "Quán Ba"),
        factory.row("4", "", phone="123"),
    ]
    imported = factory.check(factory.upload(cast.officer, cast.commune, rows), cast.officer)
    assert imported.state == "CHECKED"
    assert factory.counts(imported) == (1, 1, 1, 1)
    assert [fault[:2] for fault in factory.faults(imported)] == [(5, "Tên"), (5, "Điện thoại")]
    assert names() == ["Quán Một", "Quán Hai"]
    assert known.import_rows.get().verdict == "SAME"


def test_what_is_taken_in_is_in_the_register_and_counts(cast) -> None:
    imported = factory.bring_in(
        cast.officer,
        cast.commune,
        [factory.row("1", "Trường Hòa Bình", kind="truong hoc"), factory.row("2", "Quán Gió")],
    )
    assert (imported.state, imported.added, imported.amended) == ("DONE", 2, 0)
    row = models.Premises.objects.get(list_code="1")
    single = premises.make(
        cast.commune, kind="school", name="Trường Hòa Bình", address=row.address, list_code="9"
    )
    for name in ("folded_name", "match_name", "match_place", "kind_id", "commune_id", "state"):
        assert getattr(row, name) == getattr(single, name)
    assert (
        row.folded_text
        == single.folded_text.replace(single.code.lower(), row.code.lower())[:-1] + "1"
    )
    assert row.contact_phone == "0912345678"
    assert row.registered_by == cast.officer.actor_id
    assert row.open_ranges.get().from_date == factory.NOW.date()
    premises.assert_coverage_true()


def test_the_same_list_again_changes_nothing(cast) -> None:
    rows = [factory.row(str(n), f"Quán {n}") for n in range(1, 6)]
    rows += [factory.row("", f"Quán không số {n}", address=f"Thôn {n}") for n in range(3)]
    factory.bring_in(cast.officer, cast.commune, rows)
    before = list(models.Premises.objects.order_by("pk").values())
    again = factory.bring_in(cast.officer, cast.commune, rows)
    assert factory.counts(again) == (0, 0, 8, 0)
    assert (again.added, again.amended) == (0, 0)
    assert list(models.Premises.objects.order_by("pk").values()) == before


def test_a_numbered_row_that_renames_and_a_row_with_the_old_name_are_two_for_ever(cast) -> None:
    premises.make(cast.commune, name="Quán Cũ", list_code="7", address="Số 7")
    rows = [
        factory.row("", "Quán Cũ", address="Số 7"),
        factory.row("7", "Quán Mới", address="Số 7"),
    ]
    first = factory.bring_in(cast.officer, cast.commune, rows)
    assert (first.added, first.amended) == (1, 1)
    for _time in range(2):
        again = factory.bring_in(cast.officer, cast.commune, rows)
        assert factory.counts(again) == (0, 0, 2, 0)
    assert sorted(names()) == ["Quán Cũ", "Quán Mới"]
    assert models.Premises.objects.get(list_code="7").name == "Quán Mới"


def test_a_number_is_given_to_the_place_that_had_none(cast) -> None:
    row = premises.make(cast.commune, name="Quán Gió", address="Số 1, thôn Ma Hoa")
    imported = factory.bring_in(cast.officer, cast.commune, [factory.row("1", "Quán Gió")])
    row.refresh_from_db()
    assert (imported.added, imported.amended, row.list_code) == (0, 1, "1")


def test_an_empty_cell_leaves_what_is_known(cast) -> None:
    row = premises.make(cast.commune, name="Quán Gió", list_code="1", description="Bên chợ")
    header = ["Mã", "Tên", "Loại", "Xã", "Địa chỉ", "Ghi chú"]
    rows = [["1", "Quán Gió Lớn", "cafe", "22810", "", ""]]
    factory.bring_in(cast.officer, cast.commune, rows, header=header)
    row.refresh_from_db()
    assert (row.name, row.address, row.description) == (
        "Quán Gió Lớn",
        "Số 12, thôn Ma Hoa",
        "Bên chợ",
    )
    assert "so 12 thon ma hoa" in row.folded_text.replace(",", "")


def test_lines_that_say_the_same_are_faults_with_the_other_line(cast) -> None:
    rows = [
        factory.row("1", "Quán A"),
        factory.row("1", "Quán B"),
        factory.row("", "Quán C", address="x"),
        factory.row("", "QUÁN C", address="X"),
        factory.row("", "Quán A", address="Số 1, thôn Ma Hoa"),
    ]
    with premises.in_english():
        imported = factory.check(factory.upload(cast.officer, cast.commune, rows), cast.officer)
    assert factory.counts(imported) == (2, 0, 0, 3)
    said = factory.faults(imported)
    assert [fault[0] for fault in said] == [3, 5, 6]
    assert [fault[2].split()[1] for fault in said] == ["2", "4", "2"]


def test_communes_of_others_and_unknown_ones_are_faults_of_their_rows(cast) -> None:
    rows = [
        factory.row("1", commune="Xã Phước Chính"),
        factory.row("2", commune="Xa Phuoc Dai"),
        factory.row("3", commune="Xã Phước Đài"),
        factory.row("4", commune="22810"),
    ]
    imported = factory.check(factory.upload(cast.officer, cast.commune, rows), cast.officer)
    assert factory.counts(imported)[0] == 2
    (first, second) = factory.faults(imported)
    assert (first[0], second[0]) == (2, 4)
    assert "Xã Phước Chính (22813)" in first[2]


def test_a_code_of_loa_finds_its_premises_and_no_other(cast) -> None:
    row = premises.make(cast.commune, name="Quán Cũ")
    foreign = premises.make(cast.sibling, name="Quán Xa")
    header = ["Mã trong Loa", "Tên", "Loại", "Xã"]
    rows = [
        [row.code, "Quán Mới", "cafe", "22810"],
        [foreign.code, "Quán Xa", "cafe", "22810"],
        ["ABCDEFGH", "Quán Lạ", "cafe", "22810"],
    ]
    imported = factory.bring_in(cast.officer, cast.commune, rows, header=header)
    assert [fault[0] for fault in factory.faults(imported)] == [3, 4]
    row.refresh_from_db()
    foreign.refresh_from_db()
    assert (row.name, foreign.commune) == ("Quán Mới", cast.sibling)


def test_a_vehicle_counts_with_its_owner(cast) -> None:
    header = ["Tên", "Loại", "Xã", "Biển số", "Tuyến", "Đơn vị chủ quản", "Địa chỉ"]
    rows = [
        ["Xe 1", "Phương tiện vận chuyển công cộng", "", "85B-012.34", "2", "22810", ""],
        ["Xe 2", "Phương tiện vận chuyển công cộng", "", "", "2", "", "Số 3"],
    ]
    imported = factory.bring_in(cast.officer, cast.commune, rows, header=header)
    bus = models.Premises.objects.get()
    assert (bus.match_place, bus.owner, bus.commune) == ("85b01234", cast.commune, cast.commune)
    assert {fault[1] for fault in factory.faults(imported)} == {
        "Biển số hoặc số hiệu",
        "Địa chỉ",
    }


def test_what_another_list_added_meanwhile_is_found_and_not_added_twice(cast) -> None:
    rows = [factory.row("1", "Quán A"), factory.row("", "Quán B", address="Thôn 2")]
    one = factory.check(factory.upload(cast.officer, cast.commune, rows), cast.officer)
    two = factory.check(factory.upload(cast.head, cast.commune, rows), cast.head)
    assert factory.counts(one) == factory.counts(two) == (2, 0, 0, 0)
    factory.take_in(one, cast.officer)
    two = factory.take_in(two, cast.head)
    assert (two.added, two.amended) == (0, 0)
    assert models.Premises.objects.count() == 2
    premises.assert_coverage_true()


def test_a_number_that_went_to_another_meanwhile_is_left_out(cast) -> None:
    row = premises.make(cast.commune, name="Quán Cũ")
    header = ["Mã trong Loa", "Mã", "Tên", "Loại", "Xã"]
    rows = [[row.code, "5", "Quán Cũ", "cafe", "22810"]]
    upload = factory.upload(cast.officer, cast.commune, rows, header=header)
    imported = factory.check(upload, cast.officer)
    premises.make(cast.commune, name="Quán Khác", list_code="5")
    imported = factory.take_in(imported, cast.officer)
    assert (imported.amended, imported.left_out) == (0, 1)
    row.refresh_from_db()
    assert row.list_code == ""


def test_another_kind_counts_from_today_on(cast) -> None:
    row = premises.make(cast.commune, name="Quán Gió", list_code="1")
    factory.bring_in(cast.officer, cast.commune, [factory.row("1", "Quán Gió", kind="school")])
    ranges = row.open_ranges.order_by("from_date").values_list("kind__code", flat=True)
    assert list(ranges) == ["cafe", "school"]
    premises.assert_coverage_true()


def test_each_part_is_one_event_without_contacts(cast) -> None:
    factory.bring_in(cast.officer, cast.commune, [factory.row("1"), factory.row("2", "Quán B")])
    events = audit_models.Event.objects.filter(verb="premises.list_part_taken_in")
    assert events.get().after["added"] == 2
    told = str(list(audit_models.Event.objects.values("before", "after")))
    assert "0912345678" not in told
    assert "Mai" not in told


def test_the_next_list_of_the_unit_is_read_as_the_last_one(cast) -> None:
    header = ["A", "B", "C", "Ghi chú"]
    rows = [["Quán A", "cafe", "22810", "x"]]
    imported = factory.upload(cast.officer, cast.commune, rows, header=header)
    with pytest.raises(services.ListRefused):
        factory.check(imported, cast.officer)
    factory.check(imported, cast.officer, mapping={"name": 0, "kind": 1, "commune": 2})
    again = factory.upload(
        cast.head, cast.commune, [["x", "22810", "cafe", "Quán A"]], header=header[::-1]
    )
    assert factory.check(again, cast.head).mapping == {"name": 3, "kind": 2, "commune": 1}


def test_a_kind_with_a_slip_in_it_is_a_fault_that_names_the_nearest(cast) -> None:
    rows = [factory.row("1", "Trường Hòa Bình", kind="truong hco"), factory.row("2", "Quán Gió")]
    imported = factory.check(factory.upload(cast.officer, cast.commune, rows), cast.officer)
    ((number, column, message),) = factory.faults(imported)
    assert (number, column) == (2, "Loại")
    assert "Trường học" in message
    assert imported.new_rows == 1
