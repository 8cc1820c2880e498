"""Numbers that are dates: what a workbook's styles say of them."""

import re
from datetime import datetime, timedelta

from campaigns.jobs.queries.sheets import markup

# Formats that every workbook knows without naming them (ECMA-376, 18.8.30).
_DATES_BUILT_IN = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_LITERAL = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.', re.IGNORECASE)


def date_styles(package: markup.Package) -> frozenset[int]:
    """Numbers of the cell styles that show a number as a date or a time."""
    own: set[int] = set()
    styles: list[int] = []
    lists: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = markup.TAGS.get(name)
        if tag == "numFmt" and is_date(attributes.get("formatCode", "")):
            own.add(_number(attributes.get("numFmtId", "")))
        elif tag is not None and tag in {"cellXfs", "cellStyleXfs"}:
            lists.append(tag)
        elif tag == "xf" and lists[-1:] == ["cellXfs"]:
            styles.append(_number(attributes.get("numFmtId", "")))

    part = package.part_of("styles", "xl/styles.xml")
    if package.has(part):
        with package.open(part) as stream:
            for _block in markup.parse(stream, start):
                pass
    return frozenset(n for n, f in enumerate(styles) if f in own or f in _DATES_BUILT_IN)


def is_date(code: str) -> bool:
    """Whether a format shows days or hours, outside its quotes and colours."""
    return bool(re.search("[dmyhs]", _LITERAL.sub("", code), re.IGNORECASE))


def _number(said: str) -> int:
    return int(said) if said.isdecimal() else 0


def moment_of(number: float, *, is_1904: bool) -> str:
    """A date as ISO text, with the time where there is one; the bare time below one day.

    Day 60 of a workbook of 1900 is the 29 February that never was.
    """
    if not 0 <= number < 2_958_466:
        return repr(number)
    if number < 1:
        return (datetime.min + timedelta(days=number)).strftime("%H:%M:%S")  # noqa: DTZ901
    day_zero = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
    if not is_1904 and number < 60:
        number += 1
    moment = day_zero + timedelta(seconds=round(number * 86_400))
    return moment.strftime("%Y-%m-%d" if number == int(number) else "%Y-%m-%d %H:%M:%S")
