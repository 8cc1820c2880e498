"""Words that nobody can be sure how to read: abbreviations, foreign words, words with a slash."""

import re
import unicodedata

from cms.queries.spoken.results import Piece, Place, Reason

TOKEN = re.compile(r"\w+(?:[&/-]\w+|\.(?=[^\WA-ZĐ])\w+)*")
"""A word with what is joined to it; a full stop before a capital ends it."""

SYMBOLS = frozenset("≤≥±×÷=→$€£°%‰&+@#^~§/")
"""Signs that are said, so that leaving them out would change the sense."""

COMPARED = re.compile(r"[<>]=?\s?[0-9]")
"""«>60 tuổi»: more or less than."""

_INITIALS = re.compile(r"(?:[A-ZĐĂÂÊÔƠƯ]\.){2,6}(?!\w)")

# Capitals that carry a mark of tone or vowel spell a word («KHÔNG»); abbreviations carry none.
_MARKED = re.compile(r"[ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ]")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|ch|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(?:iêu|yêu|ươu|ươi|uôi|uây|uya|uyê|uyu|oai|oay|oao|oeo|iê|yê|ia|ya|uô|ua|ươ|ưa|oa|oă|oe|oo|"
    r"uê|uy|uâ|uơ|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnptk])?"
)
_AROUND = 40


def initials(place: Place) -> Piece | None:
    """«N.T.H.» keeps a name back: how it is said is for the editor to write."""
    m = place.match(_INITIALS)
    return place.left(m.end(), Reason.ABBREVIATION) if m else None


def doubt(place: Place, end: int) -> Reason | None:
    """Why a Vietnamese token cannot simply be read; None for plain words."""
    token = place.text[place.start : end]
    if any(c.isnumeric() for c in token):
        return Reason.FIGURE
    if "/" in token:
        return Reason.SYMBOL
    if "&" in token or "." in token:
        return Reason.ABBREVIATION
    for part in token.split("-"):
        if reason := _doubt_word(place, part, end):
            return reason
    return None


def doubt_elsewhere(place: Place, end: int) -> Reason | None:
    """The same in a language without rules: figures, addresses and capitals are doubtful."""
    token = place.text[place.start : end]
    if any(c.isnumeric() for c in token):
        return Reason.FIGURE
    capitals = sum(c.isupper() for c in token)
    return Reason.ABBREVIATION if capitals > 1 or "&" in token or "/" in token else None


def _doubt_word(place: Place, word: str, end: int) -> Reason | None:
    if len(word) < 2:
        return None
    if any(c.isupper() for c in word[1:]):
        is_word = _MARKED.search(word) or (is_syllable(word) and _is_heading(place, end))
        return None if word.isupper() and is_word else Reason.ABBREVIATION
    if is_syllable(word):
        return None
    has_vowel = any(c in "aeiouy" for c in _bare(word))
    return Reason.FOREIGN if has_vowel else Reason.ABBREVIATION


def _bare(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def is_syllable(word: str) -> bool:
    """Whether a word has the shape of a Vietnamese syllable, with at most one tone."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    toneless = decomposed.translate(_TONES)
    if len(decomposed) - len(toneless) > 1:
        return False
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless)) is not None


def _is_heading(place: Place, end: int) -> bool:
    """All around is in capitals and some of it is words: «TRUNG TÂM Y TẾ»."""
    around = place.text[max(0, place.start - _AROUND) : end + _AROUND]
    line = _line_of(around, min(place.start, _AROUND))
    return _MARKED.search(line) is not None and not any(c.islower() for c in line)


def _line_of(around: str, position: int) -> str:
    begin = around.rfind("\n", 0, position) + 1
    end = around.find("\n", position)
    return around[begin : end if end >= 0 else len(around)]
