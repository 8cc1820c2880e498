"""Tables as text: CSV and its kin, whatever separates the cells."""

import csv
import itertools
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from campaigns.jobs.queries.sheets import encodings, legacy, table
from campaigns.jobs.queries.sheets.faults import TableUnreadable

_DELIMITERS = {"\t": _("tabs"), ";": "“;”", ",": "“,”", "|": "“|”"}
_LINES_OF_A_CELL = 50
"""A cell may hold line breaks; one that holds more than this was never closed."""
_SAMPLE_LINES = 60


def open_text(path: Path, limits: table.Limits, is_heading: table.Heading | None) -> table.Table:
    """The table in a text file.

    Raises:
        TableUnreadable: its encoding, its separators or its quotes cannot be understood.
    """
    encoding = encodings.encoding_of(path)
    delimiter = _delimiter(path, encoding)
    first = list(itertools.islice(_records(path, encoding, delimiter, limits), table.FIRST_LINES))
    if not first:
        raise TableUnreadable(_("The file is empty."))
    place = table.find_header(first, is_heading)
    number, header = first[place]

    def lines() -> Iterator[table.Line]:
        below = (
            r for r in _records(path, encoding, delimiter, limits) if r[0] > number and any(r[1])
        )
        for count, (at, cells) in enumerate(below, start=1):
            table.check_length(count, limits)
            yield _line(at, cells, len(header), delimiter)

    return table.Table(
        kind="CSV",
        encoding=_label(encoding),
        header=header,
        header_number=number,
        lines=lambda: table.without_numbering(lines()),
        delimiter=delimiter,
        notes=_notes(encoding),
    )


def _label(encoding: encodings.Encoding) -> str:
    if encoding.way is None or encoding.label == encoding.way.value:
        return encoding.label
    return f"{encoding.label}, {encoding.way.value}"


def _notes(encoding: encodings.Encoding) -> tuple[str, ...]:
    return () if encoding.way is None else (note_of(encoding.way),)


def note_of(way: legacy.Legacy) -> str:
    """What to tell about a list that was written the old way."""
    return _(
        "The list was written with a font of %(way)s; it was converted to Unicode. Look at some "
        "names before you go on."
    ) % {"way": way.value}


def _texts(path: Path, encoding: encodings.Encoding) -> Iterator[str]:
    with path.open(encoding=encoding.codec, newline="") as file:
        for line in file:
            text = legacy.to_unicode(line, encoding.way) if encoding.way else line
            yield unicodedata.normalize("NFC", text)


def _delimiter(path: Path, encoding: encodings.Encoding) -> str:
    """What separates most: the sign that most lines hold equally often, and oftenest."""
    sample = [
        line.rstrip("\r\n")
        for line in itertools.islice(_texts(path, encoding), _SAMPLE_LINES)
        if line.strip()
    ]
    if sample and sample[0].lower().startswith("sep=") and len(sample[0]) == 5:
        return sample[0][4]

    def weight(sign: str) -> tuple[int, int]:
        counts = [_outside_quotes(line).count(sign) for line in sample]
        usual = max(set(counts), key=lambda n: (counts.count(n) * (n > 0), n), default=0)
        return counts.count(usual) if usual else 0, usual

    best = max(_DELIMITERS, key=weight)
    if weight(best) == (0, 0):
        raise TableUnreadable(
            _(
                "Nothing separates the columns: expected are commas, semicolons or tabs. Save the "
                "list as CSV UTF-8 or as XLSX."
            )
        )
    return best


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _records(
    path: Path, encoding: encodings.Encoding, delimiter: str, limits: table.Limits
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Records with the line in which each begins."""
    feed = _Feed(_texts(path, encoding))
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        begin = reader.line_num + 1
        feed.left = _LINES_OF_A_CELL
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise _unreadable(begin, str(fault)) from fault
        cells = table.trimmed([cell.strip() for cell in record])
        table.check_width(len(cells), begin, limits)
        if not (begin == 1 and record and record[0].lower().startswith("sep=")):
            yield begin, _short(cells, limits)


def _short(cells: tuple[str, ...], limits: table.Limits) -> tuple[str, ...]:
    most = limits.cell_letters
    return cells if max(map(len, cells), default=0) <= most else tuple(c[:most] for c in cells)


def _unreadable(line: int, fault: str) -> TableUnreadable:
    if "unexpected end of data" in fault or "field limit" in fault or "not closed" in fault:
        said = _(
            "The quotation mark opened in line %(line)s is never closed: close it or remove it."
        )
    elif "NUL" in fault:
        said = _("Line %(line)s holds signs that are no text: the file is damaged. Save it anew.")
    else:
        said = _(
            "In line %(line)s a quotation mark stands in the middle of a cell: double it, or "
            "remove it."
        )
    return TableUnreadable(said % {"line": line}, line=line)


class _Feed:
    """Hands lines to the parser, and stops one that swallows them all."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.left = _LINES_OF_A_CELL

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.left -= 1
        if self.left < 0:
            raise csv.Error("not closed")
        return next(self.lines)


def _line(number: int, cells: tuple[str, ...], width: int, delimiter: str) -> table.Line:
    """A record as a line; one of another width than the heading says so."""
    if len(cells) <= width and not _is_otherwise_cut(cells, width, delimiter):
        return table.Line(number, cells + ("",) * (width - len(cells)))
    if len(cells) > width:
        said = _(
            "The line has %(found)s cells, the heading %(known)s: put a cell that holds %(sign)s in quotation marks."
        )
    else:
        said = _("The line is not separated by %(sign)s as the heading is.")
    sign = _DELIMITERS.get(delimiter, delimiter)
    words = {"found": len(cells), "known": width, "sign": sign}
    return table.Line(number, cells, said % words)


def _is_otherwise_cut(cells: tuple[str, ...], width: int, delimiter: str) -> bool:
    """Whether the line is one cell that another sign would cut into as many as the heading has."""
    if len(cells) != 1:
        return False
    others = (sign for sign in _DELIMITERS if sign != delimiter)
    return any(cells[0].count(sign) >= max(1, width - 2) for sign in others)
