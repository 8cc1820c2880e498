"""How long a text is: words to read, seconds to speak, segments to send. Pure functions.

One algorithm serves the editor while typing, the stored draft, and the frozen script.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import languages
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


@dataclass(frozen=True)
class Reading:
    """How a text is spoken. `syllables` and `seconds` are None where they cannot be counted."""

    spoken_text: str
    syllables: int | None
    seconds: int | None
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Sms:
    """A text as short messages: its alphabet, places used, segments, and segments without marks."""

    alphabet: str
    places: int
    segments: int
    plain_segments: int


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
    syllables = len(re.findall(r"\w+", said.text))
    pauses = count_sentences(said.text) * SENTENCE_PAUSE_SECONDS
    seconds = math.ceil(round(syllables * 60 / syllables_per_minute + pauses, 6))
    return Reading(said.text, syllables, seconds, said.unknown)


def count_sentences(written: str) -> int:
    """Sentences or lines that say something."""
    return sum(1 for part in _SENTENCE_END.split(written) if part.strip())


def count_sms(written: str) -> Sms:
    """Segments of a short message: 160/153 places in GSM-7, 70/67 in UCS-2 (3GPP TS 23.038)."""
    alphabet, places, segments = _segments(written)
    return Sms(alphabet, places, segments, _segments(_without_marks(written))[2])


def _segments(written: str) -> tuple[str, int, int]:
    if all(c in _GSM7 or c in _GSM7_EXTENSION for c in written):
        places = sum(2 if c in _GSM7_EXTENSION else 1 for c in written)
        return "GSM-7", places, _divide(places, 160, 153)
    places = len(written.encode("utf-16-be")) // 2
    return "UCS-2", places, _divide(places, 70, 67)


def _divide(places: int, single: int, joined: int) -> int:
    return int(places > 0) if places <= single else math.ceil(places / joined)


def _without_marks(written: str) -> str:
    """Marks taken off for the phone, case and line ends kept."""
    return "".join(kernel_text.fold(c) if c.islower() else _plain_capital(c) for c in written)


def _plain_capital(character: str) -> str:
    return kernel_text.fold(character).upper() if character.isupper() else character


def describe(
    written: str,
    *,
    medium: str,
    language: str,
    lexicon: Mapping[str, str],
    syllables_per_minute: int = DEFAULT_SYLLABLES_PER_MINUTE,
    word_budget: int | None = None,
) -> tuple[str, ...]:
    """The measure in sentences for the editor, by what the medium asks for."""
    if not written.strip():
        return (_("Nothing to measure yet."),)
    if medium in broadcast_models.SPOKEN_MEDIA:
        reading = read_aloud(
            written, language=language, lexicon=lexicon, syllables_per_minute=syllables_per_minute
        )
        return _spoken_lines(reading, syllables_per_minute)
    if medium == broadcast_models.Medium.SMS:
        return _sms_lines(count_sms(written))
    return _written_lines(count_words(written), medium, word_budget)


def _spoken_lines(reading: Reading, syllables_per_minute: int) -> tuple[str, ...]:
    if reading.seconds is None:
        return (_("Spoken time cannot be counted in this script."),)
    lines = [
        _("%(seconds)s spoken seconds: %(syllables)s syllables at %(rate)s a minute")
        % {
            "seconds": reading.seconds,
            "syllables": reading.syllables,
            "rate": syllables_per_minute,
        }
    ]
    if reading.unknown:
        lines.append(
            _("Nobody has said how to read: %(words)s. Add it to the spoken forms.")
            % {"words": ", ".join(reading.unknown)}
        )
    return tuple(lines)


def _sms_lines(sms: Sms) -> tuple[str, ...]:
    first = ngettext("%(count)s message", "%(count)s messages", sms.segments) % {
        "count": sms.segments
    }
    return (
        f"{first} · {sms.alphabet} · " + _("%(places)s characters") % {"places": sms.places},
        _("Without marks: %(count)s") % {"count": sms.plain_segments},
    )


def _written_lines(words: int, medium: str, word_budget: int | None) -> tuple[str, ...]:
    line = ngettext("%(count)s word", "%(count)s words", words) % {"count": words}
    if medium == broadcast_models.Medium.NEWSPAPER and word_budget:
        line = _("%(count)s of %(budget)s words") % {"count": words, "budget": word_budget}
    return (line,)
