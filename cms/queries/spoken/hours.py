"""Hours of the day and spans of hours."""

import re

from cms.queries.spoken import context
from cms.queries.spoken.numbers import END, read_number
from cms.queries.spoken.results import Piece, Place, Reason, Rule

_HOUR = (
    r"(?:[0-9]{1,3}:[0-9]{2}|[0-9]{1,3}(?:[hH]|g|giờ)[0-9]{1,2}(?:phút|ph|p|['’′])?"
    r"|[0-9]{1,3}(?:[hH]|giờ))"
)
_PARTS = re.compile(r"([0-9]{1,3})(?::|[hH]|giờ|g)([0-9]{1,2})?")
_ONE = re.compile(_HOUR + END)
_SPAN = re.compile(rf"(?P<first>{_HOUR}|[0-9]{{1,2}})\s?[-–]\s?(?P<last>{_HOUR})" + END)
_OF_THE_DAY = re.compile(
    rf"(?P<first>{_HOUR})\s(?P<part>sáng|trưa|chiều|tối|đêm)\s?[-–]\s?(?P<last>{_HOUR})" + END
)
_SHORT = re.compile(r"([0-9]{1,2})g" + END)
_AT = context.after("lúc|từ|đến|tới|trước|sau|vào|hồi|sáng|chiều|tối|đêm|trưa")
_APART = re.compile(
    r"([0-9]{1,2})\sgiờ\s([0-9]{2})(\sphút)?(?=\s*[,.;:)\n–-]|\s*$|"
    r"\s+(?:ngày|hằng|hàng|sáng|chiều|tối|đến|hôm|mỗi))" + END,
    re.IGNORECASE,
)


def span(place: Place) -> Piece | None:
    """8h-11h, 7h30 – 9h, 17:00-18:00, 8-11h, 8h sáng - 5h chiều."""
    if m := place.match(_OF_THE_DAY):
        return _of_the_day(place, m)
    m = place.match(_SPAN)
    if m is None:
        return None
    first, last = _read(m["first"]), _read(m["last"])
    if first is None or last is None:
        return place.left(m.end(), Reason.IMPOSSIBLE)
    return place.said(m.end(), f"{first} đến {last}", Rule.TIME)


def _of_the_day(place: Place, m: re.Match[str]) -> Piece | None:
    first, last = _read(m["first"]), _read(m["last"])
    if first is None or last is None:
        return None
    return place.said(m.end(), f"{first} {m['part']} đến {last}", Rule.TIME)


def hour(place: Place) -> Piece | None:
    """17:00, 17h, 17h30, 5g30; more than 24 hours («72h») only as a length of time."""
    m = place.match(_ONE)
    if m is None:
        return None
    words = _read(m[0])
    if words is None:
        return place.left(m.end(), Reason.IMPOSSIBLE)
    return place.said(m.end(), words, Rule.TIME)


def short_hour(place: Place) -> Piece | None:
    """«5g» is an hour after «lúc»; else it may be five grammes."""
    m = place.match(_SHORT)
    if m is None or not place.comes_after(_AT) or int(m[1]) > 24:
        return None
    return place.said(m.end(), f"{read_number(int(m[1]))} giờ", Rule.TIME)


def hour_in_words(place: Place) -> Piece | None:
    """«17 giờ 00», «05 giờ 30 phút»."""
    m = place.match(_APART)
    if m is None:
        return None
    hour, minute = int(m[1]), int(m[2])
    if hour > 24 or minute > 59:
        return place.left(m.end(), Reason.IMPOSSIBLE)
    tail = f" {read_number(minute)}{' phút' if m[3] else ''}" if minute else ""
    return place.said(m.end(), f"{read_number(hour)} giờ{tail}", Rule.TIME)


def _read(written: str) -> str | None:
    """None for an hour that no clock shows."""
    if written.isdigit():
        return read_number(int(written)) if int(written) <= 24 else None
    m = _PARTS.match(written)
    if m is None:
        return None
    hour, minute = int(m[1]), int(m[2] or 0)
    if m[2] is None:
        return f"{read_number(hour)} giờ"
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    words = f"{read_number(hour)} giờ"
    return f"{words} {read_number(minute)} phút" if minute else words
