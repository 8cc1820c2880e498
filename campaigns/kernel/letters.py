"""Letters and scripts: how long a text is to the eye, and whether it is written in its language's script."""

import re
import unicodedata
from collections.abc import Callable

from django.utils.translation import gettext as _

from campaigns.kernel import languages

CHAM_BLOCK = range(0xAA00, 0xAA60)
"""Akhar Thrah: left to right, with digits and punctuation of its own (domain, section 5.11)."""

_WORD = re.compile(r"[^\s]+")
_NAMED = 3
"""Words that an error names."""
# Signs that are letters to Unicode and no foreign script to a reader.
_NEUTRAL = frozenset("ªºµ")


def normal(written: str) -> str:
    """One code for what looks the same (NFC), so that lengths and comparisons hold."""
    return unicodedata.normalize("NFC", written)


def count_letters(written: str) -> int:
    """Length as the eye counts it: a letter with its marks is one, as `ơ̆` is, two code points in NFC.

    Enough of Unicode's grapheme clusters for Latin letters and Akhar Thrah, whose marks all follow
    their letter.
    """
    return sum(1 for c in normal(written) if unicodedata.category(c)[0] not in "MC" or c == "\n")


def script_fault(written: str, language: str) -> str:
    """What is wrong with the script of a text, as a sentence; empty where nothing is."""
    if language == languages.Language.CHAM_SCRIPT:
        return _cham_fault(written)
    found = _words_with(written, _is_cham)
    if found:
        return _(
            "These words are in Akhar Thrah: %(words)s. Choose the language “Chăm (Akhar Thrah)” "
            "or write them in Latin letters."
        ) % {"words": found}
    return _foreign_fault(written)


def _cham_fault(written: str) -> str:
    """Names and abbreviations may stay in Latin letters, nothing else."""
    if written.strip() and not any(_is_cham(c) for c in written):
        return _(
            "This text is not in Akhar Thrah. Type it with a Cham keyboard, or choose the language "
            "“Chăm (Latin letters)”."
        )
    mixed = _words_with(written, lambda c: _is_latin(c) and c.islower(), but=_is_name)
    if mixed:
        return _(
            "These words are in Latin letters: %(words)s. Write them in Akhar Thrah; only names, "
            "abbreviations and addresses may stay in Latin letters."
        ) % {"words": mixed}
    return _foreign_fault(written)


def _foreign_fault(written: str) -> str:
    """Letters that look Latin and are not, as а from a Cyrillic keyboard, and whole other scripts."""
    found = _words_with(written, _is_foreign)
    if not found:
        return ""
    return _(
        "These words hold letters of another script, perhaps pasted in: %(words)s. Type them anew."
    ) % {"words": found}


def _words_with(
    written: str, is_one: Callable[[str], bool], *, but: Callable[[str], bool] | None = None
) -> str:
    """The first words in which some letter is one of those sought, for the sentence of an error."""
    words = [w for w in _WORD.findall(written) if any(map(is_one, w)) and not (but and but(w))]
    named = list(dict.fromkeys(words))
    return ", ".join(named[:_NAMED]) + ("…" if len(named) > _NAMED else "")


def _is_name(word: str) -> bool:
    bare = word.strip("“”\"'().,;:!?«»")
    if any(_is_cham(c) for c in bare):
        return False
    return bare[:1].isupper() or "." in bare or "/" in bare or "@" in bare


def _is_cham(character: str) -> bool:
    return ord(character) in CHAM_BLOCK


def _is_latin(character: str) -> bool:
    return character.isalpha() and unicodedata.name(character, "").startswith("LATIN")


def _is_foreign(character: str) -> bool:
    if not character.isalpha() or character in _NEUTRAL or _is_cham(character):
        return False
    return not unicodedata.name(character, "").startswith(("LATIN", "MODIFIER LETTER"))
