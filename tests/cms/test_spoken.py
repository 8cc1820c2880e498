"""Texts as they are read out, and how long that takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.queries import measures, spoken

LEXICON = {"UBND": "Ủy ban nhân dân", "UBND tỉnh": "Ủy ban nhân dân tỉnh nhà", "QR": "quy a"}

CASES = [
    ("100%", "một trăm phần trăm"),
    ("3,5 %", "ba phẩy năm phần trăm"),
    ("65 xã", "sáu mươi lăm xã"),
    ("21", "hai mươi mốt"),
    ("11", "mười một"),
    ("15", "mười lăm"),
    ("105", "một trăm linh năm"),
    ("1.234,5", "một nghìn hai trăm ba mươi tư phẩy năm"),
    ("1.000.015", "một triệu không trăm mười lăm"),
    ("2021", "hai nghìn không trăm hai mươi mốt"),
    ("ngày 06/6/2021", "ngày mùng sáu tháng sáu năm hai nghìn không trăm hai mươi mốt"),
    ("từ 30/4", "từ ngày ba mươi tháng tư"),
    ("17:05", "mười bảy giờ năm phút"),
    ("17h30", "mười bảy giờ ba mươi phút"),
    ("5h", "năm giờ"),
    ("UBND họp", "Ủy ban nhân dân họp"),
    ("UBND tỉnh", "Ủy ban nhân dân tỉnh nhà"),
    ("mã QR.", "mã quy a."),
    ("gọi 0259 3822 222", "gọi không hai năm chín, ba tám hai hai, hai hai hai"),
    ("1900 9095", "một chín không không, chín không chín năm"),
]


@pytest.mark.parametrize(("written", "read"), CASES)
def test_text_is_read_out(written, read):
    said = spoken.speak(written, LEXICON)
    assert said.text == read
    assert said.unknown == ()


@pytest.mark.parametrize(
    "word",
    ["SYT", "VXNV", "COVID-19", "tokhaiyte.vn", "99/99/2021", "25:70", "5G", "a@b.vn"],
)
def test_what_nobody_said_how_to_read_is_flagged_and_left(word):
    said = spoken.speak(f"Theo {word} thì", LEXICON)
    assert word in " ".join(said.unknown)
    assert word in said.text


@pytest.mark.parametrize("word", ["KHÔNG", "Ninh Thuận", "Phan Rang", "I"])
def test_words_are_not_flagged(word):
    assert spoken.speak(word, LEXICON).unknown == ()


def test_figures_in_other_languages_are_flagged():
    assert spoken.speak("in 24 hours", {}, "en").unknown == ("24",)


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_every_number_has_a_reading_of_words_only(value):
    words = spoken.read_number(value)
    assert words
    assert not any(character.isdigit() for character in words)


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_measured(text):
    reading = measures.read_aloud(text, language="vi", lexicon=LEXICON)
    assert reading.seconds is not None
    assert reading.seconds >= 0
    assert measures.count_sms(text).segments >= 0


def test_seconds_are_syllables_by_the_rate_and_a_breath_a_sentence():
    reading = measures.read_aloud(
        "Một hai ba. Bốn năm sáu.", language="vi", lexicon={}, syllables_per_minute=60
    )
    assert (reading.syllables, reading.seconds) == (6, 7)  # 6 s and twice 0.4 s


def test_akhar_thrah_is_not_counted():
    reading = measures.read_aloud("ꨌꩌ ꨇꨥꩆ", language="cjm-Cham", lexicon={})
    assert reading.seconds is None


@pytest.mark.parametrize(
    ("text", "alphabet", "segments"),
    [
        ("", "GSM-7", 0),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("€" * 80, "GSM-7", 1),
        ("đ" * 70, "UCS-2", 1),
        ("đ" * 71, "UCS-2", 2),
        ("đ" * 135, "UCS-2", 3),
    ],
)
def test_messages_are_counted_by_their_alphabet(text, alphabet, segments):
    sms = measures.count_sms(text)
    assert (sms.alphabet, sms.segments) == (alphabet, segments)


def test_message_without_marks_is_offered_beside():
    assert measures.count_sms("Đ" * 100).plain_segments == 1
