"""Reading the log of a station's automation: encodings, separators, headers, moments, lengths.

Pure: bytes in, rows out. LibreTime's log sheet (History, Playout History, export as CSV) has the
columns Start Time, End Time, Title and Creator in the station's local time, and more where the
station chose them (HistoryService.php, defaultItemTemplate and getFileMetadataTypes).
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from django.utils.translation import gettext as _

from campaigns.broadcasts import models
from campaigns.kernel import codes, text

MOST_ROWS = 20_000
FIELDS = ("start", "date", "time", "end", "seconds", "title", "line_id")
_KNOWN = {
    "start": "start time|starts|start|started at|aired at|datetime|bat dau|gio bat dau"
    "|thoi gian bat dau|thoi diem phat|thoi gian phat",
    "date": "date|day|ngay|ngay phat",
    "time": "time|gio|gio phat",
    "end": "end time|ends|end|ended at|ket thuc|gio ket thuc|thoi gian ket thuc",
    "seconds": "length|duration|seconds|thoi luong|do dai|so giay",
    "title": "title|track title|track|name|tieu de|ten bai|ten|noi dung",
    "line_id": "id|history id|line id|ma|ma so",
}
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(AM|PM|SA|CH)?", re.IGNORECASE)
_ZONE = re.compile(r"(Z|[+-]\d{2}:?\d{2})\s*$")


class LogUnreadable(ValueError):
    """The file as a whole cannot be read; says why."""


class CellUnreadable(ValueError):
    """One cell cannot be read; says why."""


@dataclass(frozen=True)
class LogSheet:
    """A file as text: its header and the lines below, each with its number in the file."""

    encoding: str
    header: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class LogRow:
    """A line as read; with a `fault` nothing else counts."""

    number: int
    title: str
    line_id: str
    starts_at: datetime | None
    seconds: int | None
    fault: str = ""

    @property
    def digest(self) -> str:
        said: dict[str, object] = {"line_id": self.line_id}
        if not self.line_id:
            start = self.starts_at.astimezone(UTC).isoformat() if self.starts_at else ""
            said = {"start": start, "title": text.folded_words(self.title), "fault": self.fault}
        return hashlib.sha256(codes.canonical_json(said)).hexdigest()


def open_sheet(content: bytes) -> LogSheet:
    """Read a file.

    Raises:
        LogUnreadable: it is no text, has no header, or more rows than one log may have.
    """
    said, encoding = _decoded(content)
    first = said.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(said, newline=""), delimiter=separator)
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((reader.line_num, tuple(cell.strip() for cell in row)))
            if len(rows) > MOST_ROWS + 1:
                raise LogUnreadable(
                    _("The file has more than %(most)s lines: bring it in by months.")
                    % {"most": MOST_ROWS}
                )
    except csv.Error as fault:
        raise LogUnreadable(_("This is no table: the file cannot be split into cells.")) from fault
    if len(rows) < 2:
        raise LogUnreadable(_("The file holds no line below its header."))
    return LogSheet(encoding, rows[0][1], tuple(rows[1:]))


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; Windows-1258 is what remains."""
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return _strictly(content, name), name
    for name in ("utf-8", "cp1258"):
        if b"\x00" not in content:
            try:
                return text.composed(content.decode(name)), name
            except UnicodeDecodeError:
                continue
    raise LogUnreadable(_("This is no text file. Save the log as CSV (UTF-8) and try again."))


def _strictly(content: bytes, name: str) -> str:
    try:
        said = content.decode(name)
    except UnicodeDecodeError as fault:
        raise LogUnreadable(
            _("The file is cut off or mixes encodings. Save the log as CSV (UTF-8) and try again.")
        ) from fault
    if "\x00" in said:
        raise LogUnreadable(_("This is no text file. Save the log as CSV (UTF-8) and try again."))
    return text.composed(said)


def guessed_columns(header: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """Which header holds what: as it was last time, else by names that are known."""
    kept = {field: name for field, name in remembered.items() if name in header}
    if is_enough(kept):
        return kept
    by_name = {text.folded_words(name).strip(): name for name in reversed(header)}
    found: dict[str, str] = {}
    for field in FIELDS:
        for known in _KNOWN[field].split("|"):
            if known in by_name and field not in found:
                found[field] = by_name[known]
    return found


def is_enough(columns: Mapping[str, str]) -> bool:
    """Whether the columns say when each line began, and what it was."""
    has_start = "start" in columns or ("date" in columns and "time" in columns)
    return has_start and "title" in columns


def day_order(sheet: LogSheet, columns: Mapping[str, str]) -> bool | None:
    """Whether the day stands before the month: what the dates themselves prove, else None."""
    verdicts = set()
    places = _places(sheet.header, columns)
    for _number, cells in sheet.lines:
        found = _DATE.search(_cell(cells, places, "date") or _cell(cells, places, "start"))
        if found and found[4]:
            first, second = int(found[4]), int(found[5])
            if max(first, second) > 12:
                verdicts.add(first > 12)
        elif found:
            verdicts.add(True)
    return verdicts.pop() if len(verdicts) == 1 else None


def rows_of(sheet: LogSheet, columns: Mapping[str, str], *, is_day_first: bool) -> Iterator[LogRow]:
    """Each line as read; one that cannot be read says why."""
    places = _places(sheet.header, columns)
    for number, cells in sheet.lines:
        title = _cell(cells, places, "title")[:300]
        line_id = _cell(cells, places, "line_id")[:120]
        try:
            start = _start(cells, places, is_day_first=is_day_first)
            seconds = _seconds(cells, places, start, is_day_first=is_day_first)
        except CellUnreadable as fault:
            # The cells themselves keep two unreadable lines apart.
            said = f"{fault} ({' | '.join(cells)[:120]})"[:300]
            yield LogRow(number, title, line_id, None, None, said)
        else:
            yield LogRow(number, title, line_id, start, seconds)


def _places(header: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    return {field: header.index(name) for field, name in columns.items() if name in header}


def _cell(cells: Sequence[str], places: Mapping[str, int], field: str) -> str:
    place = places.get(field, -1)
    return cells[place] if 0 <= place < len(cells) else ""


def _start(cells: Sequence[str], places: Mapping[str, int], *, is_day_first: bool) -> datetime:
    said = _cell(cells, places, "start")
    if "date" in places and not _DATE.search(said):
        said = f"{_cell(cells, places, 'date')} {said or _cell(cells, places, 'time')}"
    return parse_moment(said, is_day_first=is_day_first)


def parse_moment(said: str, *, is_day_first: bool) -> datetime:
    """A moment in Viet Nam's local time, unless it names its zone; 24:00 is the next midnight.

    Raises:
        CellUnreadable: there is no such day or hour.
    """
    found_date, found_time = _DATE.search(said), _TIME.search(_DATE.sub(" ", said))
    if found_date is None or found_time is None:
        raise CellUnreadable(_("no date with a time of day"))
    zone = _zone(said[max(found_date.end(), 0) :])
    hour = int(found_time[1])
    try:
        day = _day(found_date, is_day_first=is_day_first)
        if hour == 24 and int(found_time[2]) == 0:
            return datetime.combine(day + timedelta(days=1), time.min, zone)
        at = time(_hour(hour, found_time[4]), int(found_time[2]), int(found_time[3] or 0))
        return datetime.combine(day, at, zone)
    except (ValueError, OverflowError) as fault:
        raise CellUnreadable(_("there is no such day or hour")) from fault


def _day(found: re.Match[str], *, is_day_first: bool) -> date:
    if found[1]:
        return date(int(found[1]), int(found[2]), int(found[3]))
    first, second = int(found[4]), int(found[5])
    day, month = (first, second) if is_day_first else (second, first)
    return date(int(found[6]), month, day)


def _hour(hour: int, half: str | None) -> int:
    """24 hours of a clock with AM and PM (SA and CH in Vietnamese)."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half.upper() in {"PM", "CH"} else 0)


def _zone(said: str) -> tzinfo:
    found = _ZONE.search(said)
    if found is None:
        return models.AIR_ZONE
    if found[1] == "Z":
        return UTC
    sign = -1 if found[1][0] == "-" else 1
    digits = found[1][1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _seconds(
    cells: Sequence[str], places: Mapping[str, int], start: datetime, *, is_day_first: bool
) -> int | None:
    length, end = _cell(cells, places, "seconds"), _cell(cells, places, "end")
    if length:
        return parse_length(length)
    if not end:
        return None
    if _DATE.search(end):
        until = parse_moment(end, is_day_first=is_day_first)
    else:
        local = start.astimezone(models.AIR_ZONE)
        until = parse_moment(f"{local:%Y-%m-%d} {end}", is_day_first=is_day_first)
        until += timedelta(days=1) if until < start else timedelta()
    seconds = round((until - start).total_seconds())
    if not 0 <= seconds <= 86_400:
        raise CellUnreadable(_("the end lies before the start, or more than a day after it"))
    return seconds


def parse_length(said: str) -> int:
    """Seconds of 125, 125,5, 2:05 or 00:02:05.

    Raises:
        CellUnreadable: it is no length, or longer than a day.
    """
    parts = said.replace(",", ".").split(":")
    try:
        values = [float(part) for part in parts]
    except ValueError as fault:
        raise CellUnreadable(_("no length in seconds or as h:mm:ss")) from fault
    total = 0.0
    for value in values:
        total = total * 60 + value
    if len(parts) > 3 or not 0 <= total <= 86_400:
        raise CellUnreadable(_("no length in seconds or as h:mm:ss"))
    return round(total)
