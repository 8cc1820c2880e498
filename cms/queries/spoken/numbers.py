"""Whole numbers, decimals and figures one by one, in Vietnamese words."""

import re

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", " nghìn", " triệu", " tỷ")
_FIRST_TOO_LARGE = 10**12

NUMBER = r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?"
"""A number as Vietnamese writes it: 1.234,5."""

END = r"(?![\w'’°²³€$]|[-–.,:+][0-9]|[-/–]\w|\s?[%‰])"
"""A figure ends here: nothing is glued to it that would make it part of something longer."""


def read_number(value: int) -> str:
    """A whole number in Vietnamese words: 2021 is «hai nghìn không trăm hai mươi mốt».

    Raises:
        ValueError: negative, or a million million and more.
    """
    if not 0 <= value < _FIRST_TOO_LARGE:
        raise ValueError("Numbers from 0 to 999.999.999.999 are read out.")
    if value == 0:
        return _DIGITS[0]
    groups: list[int] = []
    while value:
        value, group = divmod(value, 1000)
        groups.append(group)
    words = [
        _read_group(group, is_first=place == len(groups) - 1) + _SCALES[place]
        for place, group in reversed(list(enumerate(groups)))
        if group
    ]
    return " ".join(words)


def _read_group(group: int, *, is_first: bool) -> str:
    hundreds, rest = divmod(group, 100)
    words: list[str] = []
    if hundreds or not is_first:
        words.append(f"{_DIGITS[hundreds]} trăm")
    words += _read_tens(rest, after_hundreds=bool(words))
    return " ".join(words)


_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}


def _read_tens(rest: int, *, after_hundreds: bool) -> list[str]:
    tens, ones = divmod(rest, 10)
    if tens == 0:
        if ones == 0:
            return []
        return ["linh", _DIGITS[ones]] if after_hundreds else [_DIGITS[ones]]
    if tens == 1:
        return ["mười", "lăm" if ones == 5 else _DIGITS[ones]] if ones else ["mười"]
    words = [_DIGITS[tens], "mươi"]
    return [*words, _AFTER_TENS.get(ones, _DIGITS[ones])] if ones else words


def read_digits(figures: str) -> str:
    """Figure by figure, as telephone numbers are read."""
    return " ".join(_DIGITS[int(figure)] for figure in figures if figure in "0123456789")


def value_of(written: str) -> int | None:
    """The whole number that is written so; None where it is none, or too large to be read."""
    if not re.fullmatch(r"[0-9]{1,12}|[0-9]{1,3}(?:\.[0-9]{3}){1,3}", written):
        return None
    return int(written.replace(".", ""))


def read_written(written: str) -> str | None:
    """A number as it is written; None where the reading is not certain.

    A naught before a single figure is not read (05 is «năm»); other leading naughts say that the
    figures are a code. «1,000» may be an English thousand.
    """
    whole, _comma, fraction = written.partition(",")
    value = value_of(whole)
    if value is None or re.match(r"0[0-9]{2}|00", whole) or re.match(r"0[1-9],", written):
        return None
    words = read_number(value)
    if not fraction:
        return words
    if len(fraction) == 3 and value and "." not in whole:
        return None
    return f"{words} phẩy {_read_fraction(fraction)}"


def _read_fraction(fraction: str) -> str:
    """«3,5» and «3,25» are read as numbers, «3,05» and long ones figure by figure."""
    is_number = fraction[0] != "0" and len(fraction) <= 3
    return read_number(int(fraction)) if is_number else read_digits(fraction)
