"""What the measures of a text say to its editor: how long it is, and whether that fits. Pure."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import languages, letters
from cms.queries import measures

LONGEST_SENTENCE = 25
"""Syllables that an announcer reads in one breath (domain, section 5.10: 20 to 25)."""

SENTENCES_NAMED = 5
"""Long sentences that are listed; the rest are counted."""

_OPENING_WORDS = 6
_CHAM = frozenset({languages.Language.CHAM_LATIN, languages.Language.CHAM_SCRIPT})
_BUDGETED = frozenset({broadcast_models.Medium.NEWSPAPER, broadcast_models.Medium.WEB})


class Tone(enum.StrEnum):
    """Whether a line asks for something. Shown by its word as well as by its look."""

    PLAIN = "plain"
    GOOD = "good"
    HINT = "hint"
    OVER = "over"


@dataclass(frozen=True)
class Line:
    """One thing that the measure says."""

    text: str
    tone: Tone = Tone.PLAIN

    @property
    def word(self) -> str:
        """The tone in a word; nothing for a plain figure."""
        words = {Tone.GOOD: _("Fits"), Tone.HINT: _("Look at this"), Tone.OVER: _("Too long")}
        return words.get(self.tone, "")


@dataclass(frozen=True)
class Measure:
    """The measure of one text, and the text without marks where that makes it cheaper to send."""

    lines: tuple[Line, ...]
    plain_text: str = ""


@dataclass(frozen=True)
class SlotLength:
    """A place on air as far as a length goes: its name, hour and seconds."""

    name: str
    starts_time: time
    seconds: int

    def __str__(self) -> str:
        return _("%(hour)s slot “%(name)s” of %(seconds)s s") % {
            "hour": f"{self.starts_time:%H:%M}",
            "name": self.name,
            "seconds": self.seconds,
        }


@dataclass(frozen=True)
class Yardstick:
    """What a text is measured against: how its outlet reads, writes, and for how long.

    `slots` are those of the text's own medium and language; `recorded_seconds` is the length of
    the sound attached to it, which then counts instead of the estimate.
    """

    lexicon: Mapping[str, str] = field(default_factory=dict)
    syllables_per_minute: int = measures.DEFAULT_SYLLABLES_PER_MINUTE
    word_budget: int | None = None
    slots: Sequence[SlotLength] = ()
    recorded_seconds: int | None = None


def describe(written: str, *, medium: str, language: str, by: Yardstick) -> Measure:
    """The measure of a text in sentences, by what its medium asks for."""
    if not written.strip() and by.recorded_seconds is None:
        return Measure((Line(_("Nothing to measure yet.")),))
    if medium in broadcast_models.SPOKEN_MEDIA:
        return Measure(_spoken_lines(written, language, by))
    if medium == broadcast_models.Medium.SMS:
        return _sms(written)
    return Measure(_written_lines(written, medium, language, by))


def _spoken_lines(written: str, language: str, by: Yardstick) -> tuple[Line, ...]:
    reading = measures.read_aloud(
        written,
        language=language,
        lexicon=by.lexicon,
        syllables_per_minute=by.syllables_per_minute,
    )
    seconds = by.recorded_seconds if by.recorded_seconds is not None else reading.seconds
    return (
        *_length_lines(reading, by),
        *([] if seconds is None else _slot_lines(seconds, by.slots)),
        *_sentence_lines(reading),
        *_unknown_lines(reading),
    )


def _length_lines(reading: measures.Reading, by: Yardstick) -> list[Line]:
    lines = []
    if by.recorded_seconds is not None:
        lines.append(Line(_("%(seconds)s s as recorded") % {"seconds": by.recorded_seconds}))
    if reading.syllables:
        counted = {
            "seconds": reading.seconds,
            "syllables": reading.syllables,
            "rate": by.syllables_per_minute,
        }
        sentence = _("%(seconds)s spoken seconds: %(syllables)s syllables at %(rate)s a minute")
        lines.append(Line(sentence % counted))
    elif reading.syllables is None and by.recorded_seconds is None:
        lines.append(
            Line(
                _(
                    "Seconds cannot be counted in Akhar Thrah. Attach the recording: its length "
                    "counts."
                ),
                Tone.HINT,
            )
        )
    return lines


def _slot_lines(seconds: int, slots: Sequence[SlotLength]) -> list[Line]:
    if not slots:
        return []
    short = [slot for slot in slots if slot.seconds < seconds]
    if not short:
        return [Line(_fits(min(slots, key=_length), len(slots)), Tone.GOOD)]
    longest = max(short, key=_length)
    over = {"slot": longest, "over": seconds - longest.seconds}
    if len(short) == len(slots):
        return [Line(_("%(over)s s longer than the %(slot)s") % over, Tone.OVER)]
    counts = {"fitting": len(slots) - len(short), "all": len(slots)}
    return [
        Line(
            _("%(fitting)s of %(all)s slots have room; %(over)s s longer than the %(slot)s")
            % (counts | over),
            Tone.HINT,
        )
    ]


def _fits(shortest: SlotLength, count: int) -> str:
    if count == 1:
        return _("the %(slot)s") % {"slot": shortest}
    return _("all %(count)s slots, also the %(slot)s") % {
        "count": count,
        "slot": shortest,
    }


def _length(slot: SlotLength) -> int:
    return slot.seconds


def _sentence_lines(reading: measures.Reading) -> list[Line]:
    if reading.syllables is None:
        return []
    found = measures.long_sentences(reading.spoken_text, LONGEST_SENTENCE)
    lines = [
        Line(
            _(
                "A sentence of %(count)s syllables; an announcer breathes after %(limit)s: “%(text)s…”"
            )
            % {
                "count": sentence.syllables,
                "limit": LONGEST_SENTENCE,
                "text": " ".join(sentence.text.split()[:_OPENING_WORDS]),
            },
            Tone.HINT,
        )
        for sentence in found[:SENTENCES_NAMED]
    ]
    rest = len(found) - SENTENCES_NAMED
    if rest > 0:
        more = ngettext("%(count)s more long sentence", "%(count)s more long sentences", rest)
        lines.append(Line(more % {"count": rest}, Tone.HINT))
    return lines


def _unknown_lines(reading: measures.Reading) -> list[Line]:
    if not reading.unknown:
        return []
    sentence = _("Nobody has said how to read: %(words)s. Add it to the spoken forms.")
    return [Line(sentence % {"words": ", ".join(reading.unknown)}, Tone.HINT)]


def _sms(written: str) -> Measure:
    sms = measures.count_sms(written)
    first = ngettext("%(count)s message", "%(count)s messages", sms.segments) % {
        "count": sms.segments
    }
    places = _("%(places)s characters") % {"places": sms.places}
    lines = [Line(f"{first} · {sms.alphabet} · {places}")]
    if sms.plain_segments == sms.segments:
        return Measure(tuple(lines))
    saved = _("Without marks: %(plain)s instead of %(count)s")
    lines.append(Line(saved % {"plain": sms.plain_segments, "count": sms.segments}, Tone.HINT))
    return Measure(tuple(lines), sms.plain_text)


def _written_lines(written: str, medium: str, language: str, by: Yardstick) -> tuple[Line, ...]:
    lines = []
    if language != languages.Language.CHAM_SCRIPT:
        lines.append(_words(measures.count_words(written), medium, by.word_budget))
    if language in _CHAM:
        count = letters.count_letters(written)
        lines.append(
            Line(ngettext("%(count)s letter", "%(count)s letters", count) % {"count": count})
        )
    return tuple(lines)


def _words(words: int, medium: str, budget: int | None) -> Line:
    if medium not in _BUDGETED or not budget:
        return Line(ngettext("%(count)s word", "%(count)s words", words) % {"count": words})
    counts = {"count": words, "budget": budget, "over": words - budget}
    if words > budget:
        return Line(_("%(count)s of %(budget)s words: %(over)s over") % counts, Tone.OVER)
    return Line(_("%(count)s of %(budget)s words") % counts, Tone.GOOD)
