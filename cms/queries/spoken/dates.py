"""Days, months and years."""

import re
from datetime import date

from cms.queries.spoken import context
from cms.queries.spoken.numbers import END, read_number
from cms.queries.spoken.results import Flag, Piece, Place, Reason, Rule

_DATE = r"[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{4})?"
_DASH = r"\s?[-–]\s?"
_FULL = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})" + END)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})" + END)
_SPAN = re.compile(
    rf"(?P<first>[0-9]{{1,2}}(?:/[0-9]{{1,2}}(?:/[0-9]{{4}})?)?){_DASH}(?P<last>{_DATE})" + END
)
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[/-]([0-9]{4})" + END)
_DASHED = re.compile(r"([0-9]{1,2})-([0-9]{1,2})" + END)
_ONE_OR_TWO = re.compile(r"([0-9]{1,2})" + END)
_OF_MONTH = context.after("tháng")
_OF_QUARTER = context.after("quý")
_DAY_OF_MONTH = re.compile(
    r"(?<!\w)(?:ngày|mùng|mồng|hôm|sáng|trưa|chiều|tối|đêm|từ|đến)\s+[0-9]{1,2}\s+tháng\s+$",
    re.IGNORECASE,
)
_LONGEST_MONTH_YEAR = 2000  # a leap year: «29/2» without a year is a day
_FIRST_YEAR = 1000


def is_real(day: int, month: int, year: int | None = None) -> bool:
    """Whether the calendar has such a day; without a year, whether any year has it."""
    try:
        date(year if year is not None else _LONGEST_MONTH_YEAR, month, day)
    except ValueError:
        return False
    return year is None or year >= _FIRST_YEAR


def names_day(place: Place) -> bool:
    """«ngày …», «sáng …», but not «mỗi ngày …»."""
    return place.comes_after(context.DAY) and not place.comes_after(context.EACH)


def read_month(month: int) -> str:
    return "tư" if month == 4 else read_number(month)


def read_day(place: Place, day: int) -> str:
    """The first ten days are «mùng …»; what the text says already is not said twice."""
    if place.comes_after(context.EARLY_IS_NAMED):
        return read_number(day)
    early = f"mùng {read_number(day)}" if day <= 10 else read_number(day)
    return early if place.comes_after(context.DAY_IS_NAMED) else f"ngày {early}"


def read_date(place: Place, day: int, month: int, year: int | None = None) -> str:
    words = f"{read_day(place, day)} tháng {read_month(month)}"
    return words if year is None else f"{words} năm {read_number(year)}"


def full_date(place: Place) -> Piece | None:
    """06/6/2021, 06-06-2021, 06.6.2021 and 2021-06-06."""
    if m := place.match(_FULL):
        day, month, year = int(m[1]), int(m[3]), int(m[4])
    elif m := place.match(_ISO):
        year, month, day = int(m[1]), int(m[2]), int(m[3])
    else:
        return None
    return dated(place, m.end(), day, month, year)


def dated(place: Place, end: int, day: int, month: int, year: int | None = None) -> Piece:
    """The date if the calendar has it."""
    if not is_real(day, month, year):
        return place.left(end, Reason.IMPOSSIBLE)
    return place.said(end, read_date(place, day, month, year), Rule.DATE)


def span(place: Place) -> Piece | None:
    """1/6-15/6, 26/5/2021 - 6/6/2021, and after «ngày» or «từ» 1-5/6."""
    m = place.match(_SPAN)
    if m is None:
        return None
    first = [int(part) for part in m["first"].split("/")]
    last = [int(part) for part in m["last"].split("/")]
    if not (is_real(*last) and is_real(*(first if len(first) > 1 else [first[0], last[1]]))):
        return place.left(m.end(), Reason.IMPOSSIBLE)
    is_named = names_day(place) or place.comes_after(context.TEMPORAL)
    if not (is_named or (len(first) > 1 and _is_certain(first, last))):
        return place.left(m.end(), Reason.AMBIGUOUS)
    begins = read_day(place, first[0]) if len(first) == 1 else read_date(place, *first)
    nowhere = Place(place.text, 0, place.lexicon)
    return place.said(m.end(), f"{begins} đến {read_date(nowhere, *last)}", Rule.RANGE)


def _is_certain(first: list[int], last: list[int]) -> bool:
    """A year, or a day above the month: no fraction looks so."""
    return any(len(part) == 3 or part[0] >= part[1] for part in (first, last))


def month_and_year(place: Place) -> Piece | None:
    """6/2021 is a month, after «Thông tư» the number of a document, after «quý» a quarter."""
    m = place.match(_MONTH_YEAR)
    if m is None:
        return None
    number, year = int(m[1]), int(m[2])
    if place.comes_after(context.DOCUMENT):
        words = f"{read_number(number)} gạch chéo {read_number(year)}"
        return place.said(m.end(), words, Rule.DOCUMENT)
    if place.comes_after(_OF_QUARTER):
        return _of_year(place, m, 4, "")
    if place.comes_after(_OF_MONTH):
        return _of_year(place, m, 12, "")
    is_month = "/" in m[0] and 1 <= number <= 12 and 1900 <= year <= 2100
    return _of_year(place, m, 12, "tháng ") if is_month else None


def _of_year(place: Place, m: re.Match[str], most: int, named: str) -> Piece:
    number, year = int(m[1]), int(m[2])
    if not 1 <= number <= most or year < _FIRST_YEAR:
        return place.left(m.end(), Reason.IMPOSSIBLE)
    words = f"{named}{read_month(number)} năm {read_number(year)}"
    return place.said(m.end(), words, Rule.DATE)


def month(place: Place) -> Piece | None:
    """«tháng 4» is «tháng tư»; in «3 tháng 4 xã» nothing is the fourth month."""
    m = place.match(_ONE_OR_TWO)
    if m is None or not (place.comes_after(_OF_MONTH) or place.comes_after(_OF_QUARTER)):
        return None
    if not 1 <= int(m[1]) <= 12 or context.COUNT_NOUN.match(place.text, m.end()):
        return None
    if place.comes_after(context.EACH) and not place.comes_after(_DAY_OF_MONTH):
        return None
    return place.said(m.end(), read_month(int(m[1])), Rule.DATE)


def day(place: Place) -> Piece | None:
    """«ngày 06 tháng 6», «ngày 6»: the day's number alone."""
    m = place.match(_ONE_OR_TWO)
    if m is None or not names_day(place) or not 1 <= int(m[1]) <= 31:
        return None
    if not context.A_MONTH_FOLLOWS.match(place.text, m.end()) and not (
        place.comes_after(context.DAY_IS_NAMED) and context.A_DAY_ENDS.match(place.text, m.end())
    ):
        return None
    is_early = int(m[1]) <= 10 and not place.comes_after(context.EARLY_IS_NAMED)
    words = ("mùng " if is_early else "") + read_number(int(m[1]))
    return place.said(m.end(), words, Rule.DATE)


def dashed_day(place: Place) -> Piece | None:
    """«ngày 8-3», «lễ 30-4» are days; «ngày 2-9» may be two days or nine, and is flagged."""
    m = place.match(_DASHED)
    if m is None or not names_day(place):
        return None
    first, second = int(m[1]), int(m[2])
    if first < second:
        if context.A_MONTH_FOLLOWS.match(place.text, m.end()):
            return None
        return place.left(m.end(), Reason.AMBIGUOUS)
    return dated(place, m.end(), first, second)


def follows_a_date(place: Place) -> bool:
    """«30/4 và 1/5»: what is listed beside a date is one."""
    last = place.last
    if last is None or isinstance(last, Flag) or last.rule is not Rule.DATE:
        return False
    return _LINK.fullmatch(place.text[last.end : place.start]) is not None


_LINK = re.compile(r"\s?(?:,|và|đến|tới|hoặc|-|–)\s(?:ngày\s)?", re.IGNORECASE)
_DATE_FOLLOWS = re.compile(
    r"\s?(?:,|và|đến|tới|hoặc|-|–)\s(?:hết\s)?(?:ngày\s)?"
    r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})(?P<year>/[0-9]{4})?" + END,
    re.IGNORECASE,
)


def precedes_a_date(place: Place, end: int) -> bool:
    """«từ 1/5 đến 15/5»: the second can only be a day, so the first is one."""
    m = _DATE_FOLLOWS.match(place.text, end)
    if m is None:
        return False
    is_certain = m["year"] is not None or int(m["day"]) > int(m["month"])
    return is_certain and is_real(int(m["day"]), int(m["month"]))
