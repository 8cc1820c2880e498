"""What a reading consists of: substitutions, flags, and where a rule stands in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cms.queries.spoken.lexicon import Lexicon


class Rule(TextChoices):
    """By what a substitution was made."""

    LEXICON = "LEXICON", _("spoken forms")
    NUMBER = "NUMBER", _("plain number")
    NEGATIVE = "NEGATIVE", _("number below zero")
    RANGE = "RANGE", _("from … to …")
    PERCENT = "PERCENT", _("percentage")
    FRACTION = "FRACTION", _("fraction")
    RATIO = "RATIO", _("so many of so many")
    ORDINAL = "ORDINAL", _("ordinal number")
    ROMAN = "ROMAN", _("Roman number")
    DATE = "DATE", _("date")
    TIME = "TIME", _("hour")
    MONEY = "MONEY", _("money")
    UNIT = "UNIT", _("unit of measure")
    DOCUMENT = "DOCUMENT", _("number of a document")
    CLAUSE = "CLAUSE", _("number of a clause")
    PHONE = "PHONE", _("telephone number")
    CODE = "CODE", _("code or number of an account")
    SIZE = "SIZE", _("so much by so much")
    WEB = "WEB", _("web or mail address")
    END_MARK = "END_MARK", _("end mark of a document")


class Reason(TextChoices):
    """Why something was left as it stands."""

    ABBREVIATION = "ABBREVIATION", _("abbreviation without a spoken form")
    DOCUMENT = "DOCUMENT", _("part of a document's symbol without a spoken form")
    FOREIGN = "FOREIGN", _("foreign word without a spoken form")
    WEB = "WEB", _("web or mail address without a spoken form")
    SYMBOL = "SYMBOL", _("symbol without a spoken form")
    FIGURE = "FIGURE", _("figure that no rule reads")
    IMPOSSIBLE = "IMPOSSIBLE", _("no such date or hour")
    AMBIGUOUS = "AMBIGUOUS", _("can be read in two ways: write it out")


_IN_LEXICON = frozenset(
    {Reason.ABBREVIATION, Reason.DOCUMENT, Reason.FOREIGN, Reason.WEB, Reason.SYMBOL}
)
_LONGEST_ENTRY = 60
_KINDS = {
    Reason.DOCUMENT: "DOCUMENT",
    Reason.FOREIGN: "FOREIGN",
    Reason.WEB: "NAME",
    Reason.SYMBOL: "SYMBOL",
}


@dataclass(frozen=True, slots=True)
class Substitution:
    """`written[start:end]` is read as `spoken`."""

    start: int
    end: int
    written: str
    spoken: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Flag:
    """`written[start:end]` is left as it stands, because nobody has said how to read it."""

    start: int
    end: int
    written: str
    reason: Reason

    @property
    def is_for_lexicon(self) -> bool:
        """Whether a spoken form may settle it; figures, dates and hours are mended in the text."""
        has_letter = any(c.isalpha() for c in self.written)
        fits = len(self.written) <= _LONGEST_ENTRY
        return fits and (
            self.reason in _IN_LEXICON or (self.reason is Reason.FIGURE and has_letter)
        )

    @property
    def kind(self) -> str:
        """The kind of spoken form that would settle it (`LexiconKind`)."""
        return _KINDS.get(self.reason, "ABBREVIATION")


Piece = Substitution | Flag


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text for the preview: plain, substituted or flagged; `number` counts marks."""

    written: str
    spoken: str
    number: int = 0
    substitution: Substitution | None = None
    flag: Flag | None = None


@dataclass(frozen=True)
class Spoken:
    """The text as it is read out, and how each part of it came about.

    `written` is the text in Unicode's composed form (NFC): positions count its characters.
    `pieces` are in order and do not overlap; what lies between them is read as it is written.
    """

    written: str
    text: str
    pieces: tuple[Piece, ...]

    @property
    def substitutions(self) -> tuple[Substitution, ...]:
        return tuple(p for p in self.pieces if isinstance(p, Substitution))

    @property
    def flags(self) -> tuple[Flag, ...]:
        return tuple(p for p in self.pieces if isinstance(p, Flag))

    @property
    def unknown(self) -> tuple[str, ...]:
        """What nobody has said how to read, each once, in order."""
        return tuple(dict.fromkeys(flag.written for flag in self.flags))

    @property
    def doubts(self) -> tuple[Flag, ...]:
        """The first flag of each thing that nobody has said how to read."""
        first: dict[str, Flag] = {}
        for flag in self.flags:
            first.setdefault(flag.written, flag)
        return tuple(first.values())

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The whole text from left to right, marks numbered from 1."""
        return tuple(self._segments())

    def _segments(self) -> Iterator[Segment]:
        done = 0
        for number, piece in enumerate(self.pieces, 1):
            if piece.start > done:
                between = self.written[done : piece.start]
                yield Segment(between, between)
            if isinstance(piece, Substitution):
                yield Segment(piece.written, piece.spoken, number, substitution=piece)
            else:
                yield Segment(piece.written, piece.written, number, flag=piece)
            done = piece.end
        if done < len(self.written):
            yield Segment(self.written[done:], self.written[done:])


_LOOK_BACK = 32


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands: at `start` of `text`, after what was read last."""

    text: str
    start: int
    lexicon: Lexicon
    last: Piece | None = None

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.text, self.start)

    def comes_after(self, pattern: re.Pattern[str]) -> bool:
        """Whether the words right before match; the pattern ends in `$`."""
        before = self.text[max(0, self.start - _LOOK_BACK) : self.start]
        return pattern.search(before) is not None

    def said(self, end: int, words: str, rule: Rule) -> Substitution:
        return Substitution(self.start, end, self.text[self.start : end], words, rule)

    def left(self, end: int, reason: Reason) -> Flag:
        return Flag(self.start, end, self.text[self.start : end], reason)
