"""How a written text is read aloud: abbreviations, numbers, percentages, dates and times.

What no rule and no lexicon entry covers is left as it stands and reported, never guessed.
Rules exist for Vietnamese; in other languages every figure is reported.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

VIETNAMESE = "vi"

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", " nghìn", " triệu", " tỷ")


@dataclass(frozen=True)
class Spoken:
    """The text as it is read out, and the words that nobody has said how to read."""

    text: str
    unknown: tuple[str, ...]


def speak(written: str, lexicon: Mapping[str, str], language: str = VIETNAMESE) -> Spoken:
    """Turn a written text into what the announcer reads.

    Args:
        written: the text as published.
        lexicon: spoken form by written form, letter for letter, of this language.
        language: BCP 47 tag.
    """
    text = _expand_lexicon(written, lexicon)
    if language == VIETNAMESE:
        for pattern, read in _RULES:
            text = pattern.sub(read, text)
    unknown = dict.fromkeys(m[0] for m in _UNKNOWN.finditer(text) if _is_unknown(m[0]))
    return Spoken(text, tuple(unknown))


def _expand_lexicon(text: str, lexicon: Mapping[str, str]) -> str:
    """Longest entries first, whole words only: «UBND tỉnh» before «UBND»."""
    if not lexicon:
        return text
    longest_first = sorted(lexicon, key=len, reverse=True)
    pattern = "|".join(re.escape(written) for written in longest_first)
    return re.sub(rf"(?<![\w/-])(?:{pattern})(?![\w/-])", lambda m: lexicon[m[0]], text)


def read_number(value: int) -> str:
    """A whole number in Vietnamese words: 2021 is «hai nghìn không trăm hai mươi mốt».

    Raises:
        ValueError: negative, or a million million and more.
    """
    if not 0 <= value < 10**12:
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


def _read_tens(rest: int, *, after_hundreds: bool) -> list[str]:
    tens, ones = divmod(rest, 10)
    if tens == 0:
        if ones == 0:
            return []
        return ["linh", _DIGITS[ones]] if after_hundreds else [_DIGITS[ones]]
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones == 1 and tens > 1:
        return [*words, "mốt"]
    if ones == 5:
        return [*words, "lăm"]
    return [*words, _DIGITS[ones]] if ones else words


def read_digits(figures: str) -> str:
    """Figure by figure, as telephone numbers are read."""
    return " ".join(_DIGITS[int(figure)] for figure in figures if figure.isdigit())


def _date(m: re.Match[str]) -> str:
    day, month = int(m["day"]), int(m["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return m[0]
    early = "mùng " if day <= 10 else ""
    words = f"{early}{read_number(day)} tháng {'tư' if month == 4 else read_number(month)}"
    if m["year"]:
        words += f" năm {read_number(int(m['year']))}"
    return f"{m['before'] or 'ngày '}{words}"


def _time(m: re.Match[str]) -> str:
    hour, minute = int(m["hour"]), int(m["minute"] or 0)
    if hour > 24 or minute > 59:
        return m[0]
    words = f"{read_number(hour)} giờ"
    return f"{words} {read_number(minute)} phút" if minute else words


def _phone(m: re.Match[str]) -> str:
    return read_digits(m[0])


def _percent(m: re.Match[str]) -> str:
    return f"{_decimal(m)} phần trăm"


def _decimal(m: re.Match[str]) -> str:
    whole = m["whole"].replace(".", "")
    if len(whole) > 12 or (len(whole) > 1 and whole[0] == "0"):
        return m[0]
    words = read_number(int(whole))
    fraction = m["fraction"]
    if not fraction:
        return words
    # «3,5» is read as a number, «3,05» figure by figure.
    tail = read_digits(fraction) if fraction[0] == "0" else read_number(int(fraction))
    return f"{words} phẩy {tail}"


_NUMBER = r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<fraction>\d{1,6}))?"
_ALONE = r"(?<![\w/.,:-])"
_END = r"(?![\w/:-]|[.,]\d)"
_RULES = (
    (
        re.compile(
            r"(?P<before>[Nn]gày )?" + _ALONE + r"(?P<day>\d{1,2})/(?P<month>\d{1,2})"
            r"(?:/(?P<year>\d{4}))?" + _END
        ),
        _date,
    ),
    (
        re.compile(_ALONE + r"(?P<hour>\d{1,2})(?::|h|g|giờ)(?P<minute>\d{2})?(?<!:)" + _END),
        _time,
    ),
    (re.compile(_ALONE + r"(?:0\d{2,4}(?:[. ]?\d{3,4}){2}|1[89]00[. ]?\d{4})" + _END), _phone),
    (re.compile(_ALONE + _NUMBER + r"\s?%"), _percent),
    (re.compile(_ALONE + _NUMBER + _END), _decimal),
)

# Addresses, figures that no rule read, and words with two capitals or more.
_UNKNOWN = re.compile(r"https?://\S+|[\w.-]+@[\w.-]+\w|\w+(?:[./&:-]\w+)*")
# Capitals that carry a mark of tone or vowel spell a word («KHÔNG»); abbreviations carry none.
_MARKED = re.compile(r"[ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ]")


def _is_unknown(word: str) -> bool:
    if any(c.isdigit() for c in word) or "@" in word or "://" in word:
        return True
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", word) and word.isascii():
        return True
    capitals = [c for c in word if c.isupper()]
    return (len(capitals) >= 2 and not word.isupper()) or _is_capital_abbreviation(word)


def _is_capital_abbreviation(word: str) -> bool:
    return len(word) >= 2 and word.isupper() and not _MARKED.search(word)
