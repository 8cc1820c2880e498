"""Search folds what people type; matching does not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.kernel import codes, text


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Hòa Sơn", "hoa son"),
        ("Hoà Sơn", "hoa son"),
        ("Đài truyền thanh Đô Vinh", "dai truyen thanh do vinh"),
        ("Phước  Đại ", "phuoc dai"),
        ("NINH THUẬN", "ninh thuan"),
        ("thủy / thuỷ", "thuy / thuy"),
        ("Katơr Thị Mưng", "kator thi mung"),
        ("2754/UBND-VXNV", "2754/ubnd-vxnv"),
        ("", ""),
    ],
)
def test_marks_are_folded_away(written: str, folded: str) -> None:
    assert text.fold(written) == folded


def test_both_ways_of_writing_a_tone_fold_alike() -> None:
    assert text.fold("Hòa") == text.fold("Hoà") == text.fold(unicodedata.normalize("NFD", "Hòa"))


@given(st.text())
def test_folding_twice_changes_nothing_more(written: str) -> None:
    once = text.fold(written)
    assert text.fold(once) == once


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxy ạảãàáằắẳẵặầấẩẫậ"))
def test_vietnamese_folds_to_plain_letters(written: str) -> None:
    assert text.fold(written).isascii()


def test_canonical_bytes_do_not_depend_on_the_order_of_keys() -> None:
    assert codes.canonical_json({"b": 1, "a": "đ"}) == '{"a":"đ","b":1}'.encode()


def test_numbers_that_are_none_have_no_canonical_form() -> None:
    with pytest.raises(ValueError, match="JSON"):
        codes.canonical_json(float("nan"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa", "Hoà"),
        ("Xã Hòa Sơn", "XÃ  HOÀ SƠN"),
        ("Thủy", "Thuỷ"),
        ("Phước Khỏe", "Phước Khoẻ"),
        ("Hòa", unicodedata.normalize("NFD", "Hoà")),
    ],
)
def test_names_match_wherever_the_tone_mark_is_printed(one: str, other: str) -> None:
    assert text.matched(one) == text.matched(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thành Hải", "Thanh Hải"),
        ("Hòa", "Hoa"),
        ("Hòa", "Hỏa"),
        ("Đông", "Dông"),
        ("Tân", "Tan"),
        ("Phước", "Phuớc"),
    ],
)
def test_names_that_differ_by_a_mark_never_match(one: str, other: str) -> None:
    assert text.matched(one) != text.matched(other)


@given(st.text(alphabet="aăâeêioôơuưy ạảãàáòóùúhntđ", max_size=12))
def test_whoever_matches_folds_alike(written: str) -> None:
    assert text.fold(text.matched(written)) == text.fold(written)
