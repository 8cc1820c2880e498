"""What holds for any text: nothing lost, nothing read twice, numbers said right, no slow text."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cms.queries import spoken
from tests.cms.spoken_table import CASES, KIT_LEXICON

_DIGITS = dict(
    zip(
        ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"],
        range(10),
        strict=True,
    )
) | {"mốt": 1, "tư": 4, "lăm": 5}
_SCALES = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}

fragments = st.one_of(
    st.sampled_from([case.written for case in CASES]),
    st.text(max_size=12),
    st.from_regex(r"[0-9]{1,4}[-/:.,hg%° ][0-9]{0,4}", fullmatch=True),
    st.sampled_from(["ngày ", "từ ", "UBND", "/", "-", "TP.", "\n", " ", "0912", "QR", "1/2"]),
)
texts = st.lists(fragments, max_size=8).map("".join)


def value_of(words: str) -> int:
    """The number that a listener hears; written apart from the product's code."""
    total = group = 0
    pending: int | None = None
    for word in words.split():
        if word in _SCALES:
            total += (group + (pending or 0)) * _SCALES[word]
            group, pending = 0, None
        elif word == "trăm":
            group, pending = group + (pending or 0) * 100, None
        elif word == "mươi":
            group, pending = group + (pending or 0) * 10, None
        elif word == "mười":
            group, pending = group + 10, None
        elif word != "linh":
            assert pending is None, words
            pending = _DIGITS[word]
    return total + group + (pending or 0)


@given(st.integers(min_value=0, max_value=10**9))
def test_a_listener_hears_the_number_that_was_written(value):
    assert value_of(spoken.read_number(value)) == value


def test_small_and_round_numbers_are_heard_right():
    for value in (*range(2100), 10**9, 10**12 - 1, 1_000_005, 4_004_004_004):
        assert value_of(spoken.read_number(value)) == value


@given(st.integers(min_value=0, max_value=999))
def test_tens_are_said_as_people_say_them(value):
    words = spoken.read_number(value)
    assert not re.search(r"mươi (?:một|bốn|năm)\b", words)
    assert "mười mốt" not in words
    assert "mười tư" not in words
    assert "mười năm" not in words


@given(texts)
@example('_a"A_')
@example("Google\nMaps")
def test_text_between_substitutions_is_unchanged_and_all_fits_together(text):
    said = spoken.speak(text, KIT_LEXICON)
    done, parts = 0, []
    for piece in said.pieces:
        assert done <= piece.start < piece.end
        assert said.written[piece.start : piece.end] == piece.written
        is_read = isinstance(piece, spoken.Substitution)
        parts += [said.written[done : piece.start], piece.spoken if is_read else piece.written]
        done = piece.end
    assert "".join([*parts, said.written[done:]]) == said.text
    assert "".join(segment.written for segment in said.segments) == said.written
    assert "".join(segment.spoken for segment in said.segments) == said.text


@given(texts)
def test_no_figure_survives_unless_it_is_flagged(text):
    said = spoken.speak(text, KIT_LEXICON)
    for segment in said.segments:
        if segment.flag is None:
            assert not any(c in "0123456789" for c in segment.spoken), text


@given(texts, st.sampled_from(["en", "cjm-Latn", "rog"]))
def test_other_languages_are_read_by_the_lexicon_alone(text, language):
    said = spoken.speak(text, {"WHO": "Tổ chức Y tế Thế giới"}, language)
    assert {s.rule for s in said.substitutions} <= {spoken.Rule.LEXICON, spoken.Rule.WEB}
    for segment in said.segments:
        if segment.flag is None and segment.substitution is None:
            assert not any(c in "0123456789" for c in segment.spoken)


def _seconds(text: str) -> float:
    begun = time.perf_counter()
    spoken.speak(text, KIT_LEXICON)
    return time.perf_counter() - begun


@pytest.mark.slow
def test_time_grows_with_the_length_of_the_text():
    line = " ".join(case.written for case in CASES)
    words = 10_000
    text = (f"{line} " * (words // len(line.split()) + 1)).split()[:words]
    half = min(_seconds(" ".join(text[: words // 2])) for _ in range(3))
    whole = min(_seconds(" ".join(text)) for _ in range(3))
    assert whole < 5
    assert whole < 4 * half + 0.5


HOSTILE = (
    "1", "1-", "1/", "1.", "1,", "1 ", "0 ", "12:", "(0", "a.", "a-", "a/", "A&", "1.000.", "UBND/",
    "1/2 ", "ngày ", "tháng 1 ", "http://", "www.a", "a@", "+84", "X", "IV ", "-1", "1h-", "2 giờ 30 ",
    "1/UBND-", "\u0301", "e\u0301\u0323\u0334", "²", "٣", "đ", "Ủ", " ", "\n",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("unit", HOSTILE, ids=repr)
def test_hostile_text_of_100_kilobytes_is_read_in_seconds(unit):
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    assert _seconds(text) < 20
