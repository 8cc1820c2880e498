"""Walking through a text: at each word or sign the first rule that is certain reads it."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from cms.queries.spoken import (
    contact,
    dates,
    documents,
    hours,
    quantities,
    slashes,
    words,
)
from cms.queries.spoken.lexicon import Lexicon
from cms.queries.spoken.results import Flag, Piece, Place, Reason, Rule, Spoken

VIETNAMESE = "vi"

Reader = Callable[[Place], Piece | tuple[Piece, ...] | None]


def speak(written: str, lexicon: Mapping[str, str], language: str = VIETNAMESE) -> Spoken:
    """Turn a written text into what the announcer reads.

    Args:
        written: the text as published; composed and decomposed letters are read alike.
        lexicon: spoken form by written form of this language; plain pairs match letter for letter.
        language: BCP 47 tag.
    """
    text = compose(written)
    pieces = tuple(_merged(text, _pieces(text, Lexicon.of(lexicon), language)))
    return Spoken(text, _join(text, pieces), pieces)


# Unicode's stream-safe text (UAX 15) has at most 30 marks on a letter; on longer rows composing
# takes quadratic time.
_HOSTILE = re.compile(r"[^\x00-\u02ff]{31}")


def compose(written: str) -> str:
    """The text in composed letters (NFC); left as it is where hundreds of marks sit on a letter."""
    if unicodedata.is_normalized("NFC", written):
        return written
    for row in _HOSTILE.finditer(written):
        if all(unicodedata.combining(c) for c in row[0]):
            return written
    return unicodedata.normalize("NFC", written)


def is_read_by_rule(written: str) -> bool:
    """Whether the rules alone read a Vietnamese expression, so that a spoken form would clash."""
    said = speak(written, {})
    return bool(said.substitutions) and not said.flags


def _join(text: str, pieces: tuple[Piece, ...]) -> str:
    parts: list[str] = []
    done = 0
    for piece in pieces:
        parts.append(text[done : piece.start])
        parts.append(piece.written if isinstance(piece, Flag) else piece.spoken)
        done = piece.end
    return "".join([*parts, text[done:]])


_STOP = re.compile(r"(?<!\w)\w|[^\w\s]")
_END_MARK = re.compile(r"\.?/\.(?!\w)")


def _end_mark(place: Place) -> Piece | None:
    """«./.» closes a document and is not said."""
    m = place.match(_END_MARK)
    return place.said(m.end(), ".", Rule.END_MARK) if m else None


def _entry(place: Place) -> Piece | None:
    entry = place.lexicon.entry_at(place.text, place.start)
    if entry is None:
        return None
    end = place.start + len(entry.written)
    is_glued = place.text[end : end + 1].isalnum() and not place.text[end - 1].isalnum()
    return place.said(end, entry.spoken + " " * is_glued, Rule.LEXICON)


# The more particular comes first: «06/6/2021» is a date before «06/6» may be a fraction.
_FIGURES: tuple[Reader, ...] = (
    contact.mail,
    contact.web,
    _entry,
    contact.phone,
    contact.code,
    documents.document,
    dates.span,
    dates.full_date,
    dates.month_and_year,
    slashes.pressure,
    slashes.proportion,
    hours.span,
    hours.hour,
    hours.short_hour,
    hours.hour_in_words,
    dates.dashed_day,
    quantities.size,
    quantities.measured,
    quantities.height,
    quantities.spread,
    slashes.slash,
    documents.clause,
    documents.ordinal,
    dates.month,
    dates.day,
    quantities.plain,
)
_LETTERS: tuple[Reader, ...] = (
    contact.mail,
    contact.web,
    quantities.rate,
    _entry,
    documents.roman,
    words.initials,
)
_SIGNS: tuple[Reader, ...] = (
    _end_mark,
    contact.phone,
    quantities.measured,
    quantities.below_zero,
    _entry,
)
_ELSEWHERE: tuple[Reader, ...] = (contact.mail, contact.web, _entry)


def _readers(text: str, start: int, language: str) -> tuple[Reader, ...]:
    if language != VIETNAMESE:
        return _ELSEWHERE
    if text[start] in "0123456789":
        return _FIGURES
    return _LETTERS if text[start].isalnum() else _SIGNS


def _pieces(text: str, lexicon: Lexicon, language: str) -> Iterator[Piece]:
    position, last = 0, None
    while m := _STOP.search(text, position):
        place = Place(text, m.start(), lexicon, last)
        found, position = _read_at(place, language)
        if found:
            last = found[-1]
            yield from found


def _read_at(place: Place, language: str) -> tuple[tuple[Piece, ...], int]:
    """What is read or flagged here, and where to go on."""
    for read in _readers(place.text, place.start, language):
        if found := read(place):
            pieces = found if isinstance(found, tuple) else (found,)
            return pieces, pieces[-1].end
    return _leave(place, language)


_FIGURE = re.compile(r"\w+(?:[./,:&–-]\w+)*[%‰°'’′]?")


def _leave(place: Place, language: str) -> tuple[tuple[Piece, ...], int]:
    """No rule speaks: plain words pass, what is doubtful is flagged."""
    text, start = place.text, place.start
    if not (text[start].isalnum() or text[start] == "_"):
        is_sign = (
            text[start] in words.SYMBOLS
            or text[start].isnumeric()
            or words.COMPARED.match(text, start) is not None
        )
        return ((place.left(start + 1, Reason.SYMBOL),) if is_sign else ()), start + 1
    pattern = _FIGURE if text[start].isnumeric() else words.TOKEN
    m = pattern.match(text, start)
    end = m.end() if m else start + 1
    doubt = words.doubt if language == VIETNAMESE else words.doubt_elsewhere
    reason = doubt(place, end)
    return ((place.left(end, reason),) if reason else ()), end


_MOST_TOGETHER = 60


def _merged(text: str, pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Foreign words with nothing but a space between them are one name."""
    held: Piece | None = None
    for piece in pieces:
        if held and _belong_together(text, held, piece):
            written = text[held.start : piece.end]
            held = Flag(held.start, piece.end, written, Reason.FOREIGN)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def _belong_together(text: str, first: Piece, second: Piece) -> bool:
    if not (isinstance(first, Flag) and isinstance(second, Flag)):
        return False
    is_foreign = first.reason is Reason.FOREIGN is second.reason
    fits = second.end - first.start <= _MOST_TOGETHER
    return is_foreign and fits and text[first.end : second.start] in {" ", "\N{NO-BREAK SPACE}"}
