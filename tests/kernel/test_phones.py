"""Phone numbers as people type them: one way of writing each, or a sentence that says what is wrong."""

import re

import pytest
from django.utils import translation

from campaigns.kernel import phones


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0912345678", "0912345678"),
        ("0912 345 678", "0912345678"),
        (" 0912.345.678 ", "0912345678"),
        ("0912-345-678", "0912345678"),
        ("(0912) 345 678", "0912345678"),
        ("+84912345678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("+84 (0) 912 345 678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("84912345678", "0912345678"),
        ("\u202a0912345678\u202c", "0912345678"),  # pasted from a contact, with its direction
        ("０９１２３４５６７８", "0912345678"),
        ("0259 3822 123", "02593822123"),
        ("+84 259 3822123", "02593822123"),
        ("0388 123 456", "0388123456"),
    ],
)
def test_one_number_is_written_in_one_way(written, number):
    assert phones.normal(written) == number
    assert phones.normal(phones.shown(number)) == number


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("", "Enter a phone number"),
        ("   ", "Enter a phone number"),
        ("gọi anh Hùng", "digits only"),
        ("0912 345 67a", "digits only"),
        ("٠٩١٢٣٤٥٦٧٨", "digits only"),
        ("+1 202 555 0101", "begins with 0 or +84"),
        ("912345678", "Begin the number with 0"),
        ("0912 345", "too short"),
        ("09123456789", "too long"),
        ("0912345678901234567890" * 50, "too long"),
        ("0412345678", "No number begins"),
        ("0259382212", "fixed line"),
        ("01234567890", "changed in 2018"),
        ("0912\x00345678", "digits only"),
        ("0912345678\n0987654321", "too long"),
    ],
)
def test_what_is_no_number_is_said_in_a_sentence(written, hint):
    with translation.override("en"), pytest.raises(phones.PhoneFault, match=re.escape(hint)):
        phones.normal(written)


def test_numbers_are_read_out_in_groups():
    assert phones.shown("0912345678") == "0912 345 678"
    assert phones.shown("02593822123") == "0259 3822 123"
    assert phones.shown("") == ""
