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
