"""Vietnamese from before Unicode: text made with TCVN3 (ABC) and VNI fonts, and what it says.

Both write Vietnamese with the code points of Latin-1, so that the same table serves bytes read as
Latin-1 and text of a Unicode file in which somebody merely chose such a font. Sources: TCVN
5712:1993 (its set VN3, the lower half of which is VN1's own), and the VNI Windows layout, where
a vowel and its mark are two signs. TCVN3 keeps toned capitals in fonts of their own (.VnTimeH):
what was capital on paper comes out small, and is left so, for nobody can tell.
"""

import re
import unicodedata
from collections.abc import Callable
from enum import Enum

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"


class Legacy(Enum):
    """A way of writing; its value is what people call it."""

    TCVN3 = "TCVN3 (ABC)"
    VNI = "VNI"


# A vowel, and the codes of it with grave, hook, tilde, acute and dot below, in that order.
_TCVN3_VOWELS = {
    "a": (0xB5, 0xB6, 0xB7, 0xB8, 0xB9),
    "ă": (0xBB, 0xBC, 0xBD, 0xBE, 0xC6),
    "â": (0xC7, 0xC8, 0xC9, 0xCA, 0xCB),
    "e": (0xCC, 0xCE, 0xCF, 0xD0, 0xD1),
    "ê": (0xD2, 0xD3, 0xD4, 0xD5, 0xD6),
    "i": (0xD7, 0xD8, 0xDC, 0xDD, 0xDE),
    "o": (0xDF, 0xE1, 0xE2, 0xE3, 0xE4),
    "ô": (0xE5, 0xE6, 0xE7, 0xE8, 0xE9),
    "ơ": (0xEA, 0xEB, 0xEC, 0xED, 0xEE),
    "u": (0xEF, 0xF1, 0xF2, 0xF3, 0xF4),
    "ư": (0xF5, 0xF6, 0xF7, 0xF8, 0xF9),
    "y": (0xFA, 0xFB, 0xFC, 0xFD, 0xFE),
}
_TCVN3_PLAIN = dict(zip(range(0xA1, 0xAF), "ĂÂÊÔƠƯĐăâêôơưđ", strict=True))
_TONES = (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT)


def _composed(*signs: str) -> str:
    return unicodedata.normalize("NFC", "".join(signs))


TCVN3 = _TCVN3_PLAIN | {
    code: _composed(vowel, tone)
    for vowel, codes in _TCVN3_VOWELS.items()
    for code, tone in zip(codes, _TONES, strict=True)
}

# What follows a vowel: the plain vowel with a tone, and with its second mark and a tone.
_VNI_TONES = dict(zip("øûõùï", _TONES, strict=True))
_VNI_ROOF = {"â": "", "à": _GRAVE, "å": _HOOK, "ã": _TILDE, "á": _ACUTE, "ä": _DOT}
_VNI_BREVE = {"ê": "", "è": _GRAVE, "ú": _HOOK, "ü": _TILDE, "é": _ACUTE, "ë": _DOT}
_VNI_ALONE = {"ì": "ì", "æ": "ỉ", "ó": "ĩ", "í": "í", "ò": "ị", "î": "ỵ", "ñ": "đ"} | {
    "ô": "ơ",
    "ö": "ư",
}


def _vni_pairs() -> dict[str, str]:
    pairs = {v + m: _composed(v, tone) for v in "aeouy" for m, tone in _VNI_TONES.items()}
    pairs |= {v + m: _composed(v, "\u0302", t) for v in "aeo" for m, t in _VNI_ROOF.items()}
    pairs |= {"a" + m: _composed("a", "\u0306", tone) for m, tone in _VNI_BREVE.items()}
    horned = {"ô": "ơ", "ö": "ư"}
    pairs |= {h + m: _composed(v, t) for h, v in horned.items() for m, t in _VNI_TONES.items()}
    return pairs


def _with_capitals(small: dict[str, str]) -> dict[str, str]:
    """Either sign of a pair may be large or small; the letter decides."""
    both = dict(small)
    for signs, letter in small.items():
        for mark in {signs[1:], signs[1:].upper()}:
            both[signs[0] + mark] = letter
            both[signs[0].upper() + mark] = letter.upper()
    return both


VNI = _with_capitals(_vni_pairs() | _VNI_ALONE)
_VNI_SIGNS = re.compile("|".join(sorted(VNI, key=len, reverse=True)))


def _from_vni(text: str) -> str:
    return _VNI_SIGNS.sub(lambda found: VNI[found[0]], text)


_CONVERT: dict[Legacy, Callable[[str], str]] = {
    Legacy.TCVN3: lambda text: text.translate(TCVN3),
    Legacy.VNI: _from_vni,
}


def to_unicode(text: str, way: Legacy) -> str:
    """The text as it was meant; what the way of writing does not know stays as it is."""
    return text if text.isascii() else _CONVERT[way](text)
