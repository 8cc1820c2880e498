"""How long a text is: words to read, seconds to speak, segments to send. Pure functions.

One algorithm serves the editor while typing, the stored draft, and the frozen script.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.kernel import languages, letters
from campaigns.kernel import text as kernel_text
from cms.queries import spoken

DEFAULT_SYLLABLES_PER_MINUTE = 180
"""Loudspeaker news is read at 170 to 200 syllables a minute (domain, section 5.9)."""

SENTENCE_PAUSE_SECONDS = 0.4
"""Breath taken at the end of each sentence, added to the time of the syllables."""

_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|\n+")
# The characters of GSM 03.38 (a message of none but these takes 160 a segment), and those of its
# extension table, which take two places.
_GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM7_EXTENSION = frozenset("^{}\\[~]|€\f")
# Signs of print: one of them makes a message of plain letters as dear as one with marks.
_PHONE_SIGNS = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "•": "-", "…": "...", "\xa0": " "}
)


@dataclass(frozen=True)
class Reading:
    """How a text is spoken. `syllables` and `seconds` are None where they cannot be counted."""

    spoken_text: str
    syllables: int | None
    seconds: int | None
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Sms:
    """A text as short messages: its alphabet, places used, segments; the same without marks."""

    alphabet: str
    places: int
    segments: int
    plain_text: str
    plain_segments: int


@dataclass(frozen=True)
class Sentence:
    """A sentence as it is read, with its length."""

    text: str
    syllables: int


def count_words(written: str) -> int:
    """Space-separated words; in Vietnamese each is one syllable."""
    return len(written.split())


def read_aloud(
    written: str,
    *,
    language: str,
    lexicon: Mapping[str, str],
    syllables_per_minute: int = DEFAULT_SYLLABLES_PER_MINUTE,
) -> Reading:
    """Expand a text to what is read and estimate its seconds, pauses included.

    Akhar Thrah puts no space between syllables: nothing is counted (domain, section 5.11).
    """
    said = spoken.speak(written, lexicon, language)
    if language == languages.Language.CHAM_SCRIPT:
        return Reading(said.text, None, None, said.unknown)
    syllables = count_syllables(said.text)
    pauses = count_sentences(said.text) * SENTENCE_PAUSE_SECONDS
    seconds = math.ceil(round(syllables * 60 / syllables_per_minute + pauses, 6))
    return Reading(said.text, syllables, seconds, said.unknown)


def long_sentences(spoken_text: str, over: int) -> tuple[Sentence, ...]:
    """Sentences of a text as it is read that have more syllables than `over`."""
    parts = (part.strip() for part in _SENTENCE_END.split(spoken_text))
    counted = (Sentence(part, count_syllables(part)) for part in parts if part)
    return tuple(sentence for sentence in counted if sentence.syllables > over)


def count_syllables(spoken_text: str) -> int:
    """Each word of Vietnamese is one; other languages are taken alike (an estimate)."""
    return len(re.findall(r"\w+", spoken_text))


def count_sentences(written: str) -> int:
    """Sentences or lines that say something."""
    return sum(1 for part in _SENTENCE_END.split(written) if part.strip())


def count_sms(written: str) -> Sms:
    """Segments of a short message: 160/153 places in GSM-7, 70/67 in UCS-2 (3GPP TS 23.038)."""
    alphabet, places, segments = _segments(written)
    plain = without_marks(written)
    return Sms(alphabet, places, segments, plain, _segments(plain)[2])


def _segments(written: str) -> tuple[str, int, int]:
    if all(c in _GSM7 or c in _GSM7_EXTENSION for c in written):
        places = sum(2 if c in _GSM7_EXTENSION else 1 for c in written)
        return "GSM-7", places, _divide(places, 160, 153)
    places = len(written.encode("utf-16-be")) // 2
    return "UCS-2", places, _divide(places, 70, 67)


def _divide(places: int, single: int, joined: int) -> int:
    return int(places > 0) if places <= single else math.ceil(places / joined)


def without_marks(written: str) -> str:
    """Marks taken off for the phone, case and line ends kept, print signs put as the phone has them."""
    spelled = letters.normal(written).translate(_PHONE_SIGNS)
    return "".join(kernel_text.fold(c) if c.islower() else _plain_capital(c) for c in spelled)


def _plain_capital(character: str) -> str:
    return kernel_text.fold(character).upper() if character.isupper() else character
