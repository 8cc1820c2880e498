"""Vietnamese text: folding for search, and normal forms for matching."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_HOOKED = str.maketrans({"đ": "d", "Đ": "D"})


class _Folds(dict[int, str]):
    """What each letter folds to, reckoned when it is first met: lists of 100,000 names are folded."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFD", chr(code).translate(_HOOKED))
        letters = (c for c in plain if not unicodedata.combining(c))
        folded = "".join(c for c in letters if c.isprintable() or c.isspace()).casefold()
        self[code] = folded
        return folded


_folds = _Folds()


def fold(text: str) -> str:
    """Fold for search: lower case, no tone or vowel marks, đ as d, single spaces, nothing unprintable.

    Search folds, matching never does: Thành Hải and Thanh Hải are two communes.
    """
    is_plain = text.isascii() and text.isprintable()
    return " ".join((text.lower() if is_plain else text.translate(_folds)).split())


_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def matched(text: str) -> str:
    """A name as it is compared: lower case, single spaces, and each word's tone mark set apart.

    Official lists write Hòa or Hoà; both are one, because the tone belongs to the syllable and not
    to the letter over which it is printed. Nothing is folded: Thành Hải and Thanh Hải stay two.
    """
    return " ".join(_tone_last(word) for word in text.casefold().split())


@lru_cache(maxsize=16_384)  # a few thousand syllables make all names
def _tone_last(word: str) -> str:
    """The word without its tone mark, and the mark behind it."""
    signs = unicodedata.normalize("NFD", word)
    letters = "".join(c for c in signs if c not in _TONES)
    return unicodedata.normalize("NFC", letters) + "".join(c for c in signs if c in _TONES)


_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Word:
    """A word of a text, folded, and where it stands in the text."""

    folded: str
    start: int
    end: int


def composed(text: str) -> str:
    """The text with each letter and its marks as one sign, as `words` counts its places."""
    return unicodedata.normalize("NFC", text)


def words(text: str) -> list[Word]:
    """Words in their order, folded for search; places count in `composed(text)`."""
    found = (Word(fold(m[0]), m.start(), m.end()) for m in _WORD.finditer(composed(text)))
    return [word for word in found if word.folded]


def folded_words(text: str) -> str:
    """Words alone, a space around each: ' khai bao y te '. A phrase in it is a run of words."""
    found = " ".join(word.folded for word in words(text))
    return f" {found} " if found else ""


def matched_words(text: str) -> str:
    """As `matched`, and by words alone: Cà-phê “Biển” and cà phê Biển are one."""
    return " ".join(map(_tone_last, _WORD.findall(composed(text).casefold())))
