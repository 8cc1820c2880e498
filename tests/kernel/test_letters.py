"""Lengths as the eye counts them, and texts in the script of their language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.kernel import languages, letters


@pytest.mark.parametrize(
    ("written", "count"),
    [("", 0), ("ơ̆", 1), ("ĕ", 1), ("Chăm", 4), ("Cha\u0306m", 4), ("ꨌꩌ", 1), ("ꨀꨩꨪ", 1), ("a\nb", 3)],
)
def test_a_letter_with_its_marks_is_one(written, count):
    assert letters.count_letters(written) == count


@given(st.text(max_size=200))
def test_any_text_has_a_length_and_a_verdict(written):
    assert 0 <= letters.count_letters(written) <= len(letters.normal(written))
    for language in languages.Language.values:
        assert isinstance(letters.script_fault(written, language), str)


@pytest.mark.parametrize("language", ["vi", "en", "cjm-Latn", "rog"])
def test_akhar_thrah_is_refused_in_a_text_of_latin_letters(language):
    fault = letters.script_fault("Khai báo ꨌꩌ hôm nay", language)
    assert "ꨌꩌ" in fault


def test_a_text_said_to_be_akhar_thrah_and_written_in_latin_letters_is_refused():
    assert letters.script_fault("Ndom puec Chăm", "cjm-Cham")


def test_latin_words_among_akhar_thrah_are_named():
    fault = letters.script_fault("ꨌꩌ ꨇꨥꩆ quét mã", "cjm-Cham")
    assert "quét, mã" in fault


@pytest.mark.parametrize("name", ["QR", "NCOVI", "Bluezone", "suckhoe.vn/qr", "1022", "(Zalo)"])
def test_names_and_addresses_may_stay_in_latin_letters(name):
    assert letters.script_fault(f"ꨌꩌ {name} ꨇꨥꩆ꩝", "cjm-Cham") == ""


@pytest.mark.parametrize("language", languages.Language.values)
def test_a_letter_that_only_looks_latin_is_named(language):
    sentence = "ꨌꩌ Bаc" if language == "cjm-Cham" else "Huyện Bаc Ái"
    assert "Bаc" in letters.script_fault(sentence, language)


@pytest.mark.parametrize(
    "written", ["", "1 + 1 = 2 %", "Khai báo — «nhanh»", "Bơ̆k ĕm", "37 °C, 5 µm"]
)
def test_what_belongs_is_left_alone(written):
    assert letters.script_fault(written, "cjm-Latn") == ""
