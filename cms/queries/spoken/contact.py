"""Telephone numbers, web and mail addresses."""

import re

from cms.queries.spoken import context
from cms.queries.spoken.numbers import read_digits
from cms.queries.spoken.results import Piece, Place, Reason, Rule, Substitution

_NO_MORE = r"(?![\w/]|[-.][0-9])"
_PHONES = tuple(
    re.compile(pattern + _NO_MORE)
    for pattern in (
        r"\(?02[0-9]{1,2}\)?(?:[ .-]?[0-9]){7,8}",
        r"\(?0[35789][0-9]{1,2}\)?(?:[ .-]?[0-9]){6,7}",
        r"1[89]00(?:[ .-]?[0-9]){4,6}",
        r"\(?\+84\)?(?:[ .-]?[0-9]){9,10}",
    )
)
# Too few figures or too many: an unfinished number is no row of small ones.
_BROKEN = re.compile(r"\(?0[0-9]{2,4}\)?(?:[ .-][0-9]{2,4}){1,6}(?![\w/])")
_SHORT = re.compile(r"1[0-9]{2,4}" + _NO_MORE)
# Without the number of the area: seven figures of a town.
_LOCAL = re.compile(r"[2-9][0-9]{6}|[2-9][ .-]?[0-9]{3}[ .-][0-9]{3}|[2-9][0-9]{3}[ .-][0-9]{3}")
_LOCAL_END = re.compile(_NO_MORE)
_GOES_ON = re.compile(r"\s{0,3}(?:[,;/–-]|hoặc|và|hay)\s{1,3}", re.IGNORECASE)
# «113, 114 và 120 chiến sĩ»: the last is no number to call.
_NOT_COUNTED = re.compile(
    r"\s{0,3}(?:[^\w\s]|$)|\s+(?:hoặc|và|hay|để|khi|nếu|gặp|miễn|tại|của|là)(?!\w)"
)
_CODE = re.compile(r"[0-9]{4,20}" + _NO_MORE)
_GROUPS = re.compile(r"[0-9]+")


def phone(place: Place) -> Piece | None:
    """Figure by figure with a breath between the groups, as written or as is usual."""
    for pattern in _PHONES:
        m = place.match(pattern)
        if m and (words := _grouped(m[0])):
            return place.said(m.end(), words, Rule.PHONE)
    if m := place.match(_BROKEN):
        return place.left(m.end(), Reason.FIGURE)
    return _called(place)


def _called(place: Place) -> Piece | None:
    """Short numbers and those of the same town, only where they are called."""
    is_listed = _goes_on(place)
    if not (is_listed or place.comes_after(context.TELEPHONE)):
        return None
    m = place.match(_SHORT) or place.match(_LOCAL)
    if m is None or context.COUNT_NOUN.match(place.text, m.end()):
        return None
    if not _LOCAL_END.match(place.text, m.end()):
        return None
    if is_listed and not _NOT_COUNTED.match(place.text, m.end()):
        return None
    groups = _GROUPS.findall(m[0])
    return place.said(m.end(), _aloud(groups if len(m[0]) != 7 else _cut(m[0], (4, 3))), Rule.PHONE)


def _goes_on(place: Place) -> bool:
    """Whether another number to call was read right before, with a comma or «hoặc» between."""
    last = place.last
    if not isinstance(last, Substitution) or last.rule is not Rule.PHONE:
        return False
    return _GOES_ON.fullmatch(place.text, last.end, place.start) is not None


def code(place: Place) -> Piece | None:
    """«mã số thuế 4500123456»: figure by figure, with a breath after three or four."""
    m = place.match(_CODE)
    if m is None or not place.comes_after(context.CODE):
        return None
    if len(m[0]) < 5 and not place.comes_after(context.SECRET):
        return None  # «mã 2754» may be said as a number
    if context.COUNT_NOUN.match(place.text, m.end()):
        return None
    figures = m[0]
    first = len(figures) if len(figures) < 6 else 3 + len(figures) % 3
    lengths = (first, *[3] * ((len(figures) - first) // 3))
    return place.said(m.end(), _aloud(_cut(figures, lengths)), Rule.CODE)


def _grouped(written: str) -> str | None:
    figures = "".join(_GROUPS.findall(written))
    if written.count("(") != written.count(")"):
        return None
    if "+" in written:
        return _international(written, figures)
    lengths = _usual(figures)
    if lengths is None:
        return None
    groups = _GROUPS.findall(written)
    return _aloud(groups if len(groups) > 1 else _cut(figures, lengths))


def _international(written: str, figures: str) -> str | None:
    """+84 stands for the first naught; the country's number is read as its own group."""
    own = figures[2:]
    lengths = _usual(f"0{own}")
    if lengths is None or own.startswith("0"):
        return None
    groups = _GROUPS.findall(written.replace("+84", "", 1))
    cut = groups if len(groups) > 1 else _cut(own, (lengths[0] - 1, *lengths[1:]))
    return f"cộng {_aloud(['84', *cut])}"


def _usual(figures: str) -> tuple[int, ...] | None:
    """How many figures the groups of such a number have; None where the length is wrong."""
    if figures.startswith("1"):
        return (4, len(figures) - 4) if len(figures) in (8, 10) else None
    if figures.startswith(("024", "028")):
        return (3, 4, 4) if len(figures) == 11 else None
    if figures.startswith("02"):
        return (4, 4, 3) if len(figures) == 11 else None
    return (4, 3, 3) if len(figures) == 10 else None


def _cut(figures: str, lengths: tuple[int, ...]) -> list[str]:
    groups, start = [], 0
    for length in lengths:
        groups.append(figures[start : start + length])
        start += length
    return groups


def _aloud(groups: list[str]) -> str:
    return ", ".join(read_digits(group) for group in groups)


_MAIL = re.compile(r"([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63}){1,6})")
_WEB = re.compile(
    r"(?:(?P<scheme>https?://|www\.)[^\s<>\"“”()]{1,2000}"
    r"|(?:[a-z0-9][a-z0-9-]{0,62}\.){1,5}(?:vn|com|net|org|info|asia|io|me|app|edu|gov|biz)"
    r"(?![\w-]|\.[a-z0-9])(?:/[^\s<>\"“”()]{0,2000})?)",
    re.IGNORECASE,
)
_TAIL = ".,;:!?…*’'"


def mail(place: Place) -> Piece | None:
    """Read only where the lexicon knows the whole, or the name and the house."""
    m = place.match(_MAIL)
    if m is None:
        return None
    whole, (name, house) = place.lexicon.whole(m[0]), (m[1], m[2])
    if whole:
        return place.said(m.end(), whole, Rule.WEB)
    name_read, house_read = place.lexicon.whole(name), place.lexicon.whole(house)
    if name_read and house_read:
        return place.said(m.end(), f"{name_read} a còng {house_read}", Rule.WEB)
    return place.left(m.end(), Reason.WEB)


def web(place: Place) -> Piece | None:
    """Read only where the lexicon knows it; «https://» and «www.» are not said."""
    m = place.match(_WEB)
    if m is None:
        return None
    written = m[0].rstrip(_TAIL)
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", written, flags=re.IGNORECASE).rstrip("/")
    words = place.lexicon.whole(bare) or place.lexicon.whole(bare.lower())
    end = place.start + len(written)
    return place.said(end, words, Rule.WEB) if words else place.left(end, Reason.WEB)
