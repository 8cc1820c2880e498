"""Numbers and symbols of documents, numbers of clauses, Roman numbers, ordinals."""

import re
from collections.abc import Iterator

from cms.queries.spoken import context, letters
from cms.queries.spoken.numbers import END, read_number
from cms.queries.spoken.results import Flag, Piece, Place, Reason, Rule, Substitution

_PART = r"[A-ZĐ][A-Za-zĐđ&]{0,15}[0-9]{0,3}"
_DOCUMENT = re.compile(
    rf"(?P<number>[0-9]{{1,6}})(?:/(?P<year>[0-9]{{4}}))?(?P<joint>[/-])"
    rf"(?P<symbol>{_PART}(?:[-/]{_PART}){{0,5}})(?![\w@&]|[-/]\w)"
)
_LETTERS = re.compile(r"([A-Za-zĐđ&]+)([0-9]*)")
_PIECES = re.compile(r"[-/]|[^-/]+")
_NUMBERED = re.compile(r"(?<!\w)số:?\s{0,3}$", re.IGNORECASE)


def document(place: Place) -> tuple[Piece, ...] | None:
    """2754/UBND-VXNV: the number, «gạch chéo», then each known part letter by letter.

    A symbol is spelt, never expanded. A part that the lexicon does not know is flagged.
    """
    m = place.match(_DOCUMENT)
    if m is None or not _is_symbol(place, m):
        return None
    words = [] if place.comes_after(_NUMBERED) else ["số"]
    words.append(read_number(int(m["number"])))
    if m["year"]:
        words += ["gạch chéo", read_number(int(m["year"]))]
    return tuple(_pieces(place, m, words))


def _is_symbol(place: Place, m: re.Match[str]) -> bool:
    """«12/A» is a house, «85-AB» a plate: a symbol has two letters, a dash another part."""
    if m["joint"] == "-":
        return "/" in m["symbol"]
    return len(re.sub(r"[^A-Za-zĐđ]", "", m["symbol"])) > 1 and (
        len(m["symbol"]) > 2 or m["year"] is not None or place.comes_after(context.DOCUMENT)
    )


def _pieces(place: Place, m: re.Match[str], words: list[str]) -> Iterator[Piece]:
    """Runs of what is known, and flags of what is not."""
    begin, last_end = m.start(), m.start("symbol")
    words += ["gạch chéo"] if m["joint"] == "/" else []
    for part in _PIECES.finditer(place.text, m.start("symbol"), m.end("symbol")):
        if part[0] in "-/":
            words += ["gạch chéo"] if part[0] == "/" else []
        elif spelt := _spell(place, part[0]):
            words.append(spelt)
        else:
            yield from _run(place, begin, part.start(), words)
            yield Flag(part.start(), part.end(), part[0], Reason.DOCUMENT)
            begin, words = part.end(), []
        last_end = part.end()
    yield from _run(place, begin, last_end, words)


def _run(place: Place, begin: int, end: int, words: list[str]) -> Iterator[Piece]:
    if begin == end:
        return
    text = place.text
    spoken = " ".join(words)
    if text[begin] in "-/":
        spoken = f" {spoken}"
    if text[end - 1] in "-/" and not spoken.endswith(" "):
        spoken = f"{spoken} "
    yield Substitution(begin, end, text[begin:end], spoken, Rule.DOCUMENT)


def _spell(place: Place, part: str) -> str | None:
    m = _LETTERS.fullmatch(part)
    known = place.lexicon.symbol(m[1]) if m else None
    if m is None or known is None:
        return None
    if not (known.is_for_documents or letters.can_spell(m[1])):
        return None
    words = known.spoken if known.is_for_documents else letters.spell(m[1])
    return f"{words} {read_number(int(m[2]))}" if m[2] else words


_CLAUSE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){0,4})(?:\.?([a-zđ]))?" + END)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")


def clause(place: Place) -> Piece | None:
    """After «điểm», «khoản», «mục»: 1.2, 1.đ, 2a."""
    m = place.match(_CLAUSE)
    if m is None or m[0].isdigit() or _THOUSANDS.fullmatch(m[0]):
        return None
    if not place.comes_after(context.CLAUSE):
        return None
    words = " chấm ".join(read_number(int(part)) for part in m[1].split("."))
    if m[2]:
        words += (" chấm " if f".{m[2]}" in m[0] else " ") + letters.spell(m[2])
    return place.said(m.end(), words, Rule.CLAUSE)


_ORDINAL = re.compile(r"([0-9]{1,3})" + END)
_ORDER = context.after("thứ")
_FIRSTS = {1: "nhất", 4: "tư"}


def ordinal(place: Place) -> Piece | None:
    """«thứ 4» is «thứ tư», «lần thứ 1» is «lần thứ nhất»."""
    m = place.match(_ORDINAL)
    if m is None or not place.comes_after(_ORDER) or m[1].startswith("0"):
        return None
    value = int(m[1])
    return place.said(m.end(), _FIRSTS.get(value, read_number(value)), Rule.ORDINAL)


_ROMAN = re.compile(
    r"(?P<figures>X{0,3}(?:IX|IV|V?I{0,3}))(?<=[IVX])(?:/(?P<year>[0-9]{4}))?" + END
)
_VALUES = {"I": 1, "V": 5, "X": 10}
_COUNTED_IN_ROMAN = context.after(
    "quý|chương|phần|mục|thế kỷ|thế kỉ|khóa|khoá|đại hội|đại hội đảng|thứ|kỳ|hạng|loại|phụ lục|"
    "tập|quyển|bậc|nhiệm kỳ"
)
_QUARTER = context.after("quý")


def roman(place: Place) -> Piece | None:
    """«quý IV», «Chương II», «thế kỷ XXI», «quý II/2021»; nowhere else is it certain."""
    m = place.match(_ROMAN)
    if m is None or not place.comes_after(_COUNTED_IN_ROMAN):
        return None
    value = _value(m["figures"])
    words = read_number(value)
    if place.comes_after(_ORDER):
        words = _FIRSTS.get(value, words)
    if place.comes_after(_QUARTER) and value == 4:
        words = "tư"
    if m["year"]:
        words += f" năm {read_number(int(m['year']))}"
    return place.said(m.end(), words, Rule.ROMAN)


def _value(figures: str) -> int:
    total = 0
    for figure, following in zip(figures, [*figures[1:], ""], strict=True):
        value = _VALUES[figure]
        total += -value if following and _VALUES[following] > value else value
    return total
