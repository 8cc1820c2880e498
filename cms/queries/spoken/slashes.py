"""«30/4», «1/2», «63/65»: a day, a part, or so many of so many, by what stands around."""

import re

from cms.queries.spoken import context, dates
from cms.queries.spoken.numbers import END, read_number
from cms.queries.spoken.results import Piece, Place, Reason, Rule

_SLASH = re.compile(r"(?P<a>[0-9]{1,3})/(?P<b>[0-9]{1,3})(?P<hours>h(?!\w))?(?:(?<=h)|" + END + ")")
_PROPORTION = re.compile(r"([0-9]{1,3})\s?[:/]\s?([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,6})" + END)


def proportion(place: Place) -> Piece | None:
    """«tỷ lệ 1:50.000», «tỷ lệ 3/2»."""
    m = place.match(_PROPORTION)
    if m is None or not place.comes_after(context.PROPORTION):
        return None
    return place.said(m.end(), _of(int(m[1]), int(m[2].replace(".", ""))), Rule.RATIO)


_PRESSURE = re.compile(r"([0-9]{2,3})/([0-9]{2,3})\s?mmHg(?!\w)")


def pressure(place: Place) -> Piece | None:
    """«130/80 mmHg»."""
    m = place.match(_PRESSURE)
    if m is None:
        return None
    words = f"{_of(int(m[1]), int(m[2]))} mi li mét thủy ngân"
    return place.said(m.end(), words, Rule.UNIT)


def slash(place: Place) -> Piece | None:
    """One figure over another; what the words around do not settle is flagged."""
    m = place.match(_SLASH)
    if m is None:
        return None
    a, b = int(m["a"]), int(m["b"])
    if a == 0 or b == 0:
        return place.left(m.end(), Reason.FIGURE)
    if m["hours"]:
        return place.said(m.end(), f"{_of(a, b)} giờ", Rule.RATIO)
    return _by_words(place, m.end(), a, b) or _by_figures(place, m, a, b)


def _by_words(place: Place, end: int, a: int, b: int) -> Piece | None:
    if dates.names_day(place):
        if a < b and context.PARTS.match(place.text, end):
            return place.left(end, Reason.AMBIGUOUS)
        return dates.dated(place, end, a, b)
    if place.comes_after(context.STREET) and dates.is_real(a, b):
        words = f"{read_number(a)} tháng {dates.read_month(b)}"
        return place.said(end, words, Rule.DATE)
    if place.comes_after(context.HOUSE):
        return place.left(end, Reason.AMBIGUOUS)
    if (a, b) == (24, 7) and place.comes_after(context.ALL_DAY):
        return place.said(end, _of(a, b), Rule.RATIO)
    return _counted(place, end, a, b)


def _counted(place: Place, end: int, a: int, b: int) -> Piece | None:
    """By the noun that follows, or by «hơn» before."""
    is_part = context.PARTS.match(place.text, end) is not None
    is_count = context.COUNTED.match(place.text, end) is not None
    if a > b or not (is_part or is_count or place.comes_after(context.MORE_OR_LESS)):
        return None
    if dates.is_real(a, b) and place.comes_after(context.TEMPORAL):
        return place.left(end, Reason.AMBIGUOUS)
    if b <= 10 and a < b and not is_count:
        return place.said(end, f"{read_number(a)} phần {read_number(b)}", Rule.FRACTION)
    return place.said(end, _of(a, b), Rule.RATIO)


def _by_figures(place: Place, m: re.Match[str], a: int, b: int) -> Piece:
    """Above its month a number can only be a day; above twelve it can be no month."""
    end = m.end()
    if b > 12:
        if a <= b:
            return place.said(end, _of(a, b), Rule.RATIO)
        return place.left(end, Reason.IMPOSSIBLE)
    if not dates.is_real(a, b):
        return place.left(end, Reason.IMPOSSIBLE)
    has_naught = m["a"].startswith("0") or m["b"].startswith("0")
    is_linked = dates.follows_a_date(place) or dates.precedes_a_date(place, end)
    is_two = _may_be_a_house(place, end) or place.comes_after(context.TWO_NUMBERS)
    is_day = is_linked or ((a >= b or has_naught) and not is_two)
    if (a, b) == (24, 7) or not is_day:
        return place.left(end, Reason.AMBIGUOUS)
    return dates.dated(place, end, a, b)


def _may_be_a_house(place: Place, end: int) -> bool:
    """«12/5 Trần Phú», unless «từ» or «đến» goes before."""
    following = place.text[end : end + 2]
    is_name = following[:1] == " " and following[1:].isupper()
    return is_name and not place.comes_after(context.TEMPORAL)


def _of(a: int, b: int) -> str:
    return f"{read_number(a)} trên {read_number(b)}"
