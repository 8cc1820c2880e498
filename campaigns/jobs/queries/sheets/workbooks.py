"""Tables in XLSX workbooks, read as a stream: one row in memory, whatever the size.

Written for this purpose because what exists holds the whole sheet in memory (calamine: 20 MB for
10,000 rows, 108 MB for 100,000) or cannot tell a formula without its value, nor merged cells, in
one pass (openpyxl's read-only mode, four times slower). The format: ECMA-376 part 1, 18.3.
"""

import contextlib
import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from campaigns.jobs.queries.sheets import (
    delimited,
    encodings,
    legacy,
    markup,
    strings,
    styles,
    table,
)
from campaigns.jobs.queries.sheets.faults import TableUnreadable

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
_SAMPLE_ROWS = 500
_MOST_COLUMNS = 16_384


def open_workbook(
    path: Path, limits: table.Limits, is_heading: table.Heading | None, sheet: str = ""
) -> table.Table:
    """The table in a workbook: on the sheet of that name, else on the one with most headings.

    Raises:
        TableUnreadable: it is damaged, locked, too large, or holds no such sheet.
    """
    with contextlib.closing(markup.Package(path, limits)) as package:
        with strings.Strings(package) as shared:
            book = _Book(package, shared, limits)
            part, first = book.choose(is_heading, sheet)
            sample = " ".join(" ".join(cells) for _n, cells in book.head(part, _SAMPLE_ROWS))
        number, header = first[table.find_header(first, is_heading)]
        way = encodings.way_of(sample)
        merged = tuple(package.merged(part))

    def lines() -> Iterator[table.Line]:
        below = _below(_rows(path, part, limits), number, merged)
        for count, line in enumerate(below, start=1):
            table.check_length(count, limits)
            yield _fitted(line, len(header), way)

    return table.Table(
        kind="XLSX",
        encoding=way.value if way else "Unicode",
        header=tuple(legacy.to_unicode(cell, way) for cell in header) if way else header,
        header_number=number,
        lines=lambda: table.without_numbering(lines()),
        sheet=part.name,
        sheets=tuple(p.name for p in package.sheets if not p.is_hidden),
        merged=tuple(ref for ref in merged if _rows_of(ref)[1] > number),
        notes=(delimited.note_of(way),) if way else (),
    )


First = list[tuple[int, tuple[str, ...]]]


class _Book:
    """An open workbook."""

    def __init__(
        self, package: markup.Package, shared: strings.Strings, limits: table.Limits
    ) -> None:
        self.package, self.shared, self.limits = package, shared, limits

    def choose(self, is_heading: table.Heading | None, sheet: str) -> tuple[markup.Part, First]:
        """The sheet that holds the table, and its first rows."""
        sheets = self.package.sheets
        wanted = [p for p in sheets if (p.name == sheet if sheet else not p.is_hidden)]
        heads = [(p, self.head(p, table.FIRST_LINES)) for p in wanted[:50]]
        filled = [(p, rows) for p, rows in heads if any(len(cells) > 1 for _n, cells in rows)]
        if not filled:
            raise TableUnreadable(_("The workbook holds no table: no row has more than one cell."))
        return max(filled, key=lambda pair: table.most_headings(pair[1], is_heading))

    def head(self, part: markup.Part, most: int) -> First:
        return [(line.number, line.cells) for line in itertools.islice(self.rows(part), most)]

    def rows(self, part: markup.Part) -> Iterator[table.Line]:
        """Rows that hold something, as they stand."""
        dates = styles.date_styles(self.package)
        sink = _Sink(self.shared, dates, self.limits, is_1904=self.package.is_1904)
        with self.package.open(part.path) as stream:
            for _block in markup.parse(stream, sink.start, sink.end, sink.text):
                yield from sink.taken()
            yield from sink.taken()


def _rows(path: Path, part: markup.Part, limits: table.Limits) -> Iterator[table.Line]:
    with (
        contextlib.closing(markup.Package(path, limits)) as package,
        strings.Strings(package) as shared,
    ):
        yield from _Book(package, shared, limits).rows(part)


class _Sink:
    """Takes the events of a worksheet and makes rows of them."""

    def __init__(
        self,
        shared: strings.Strings,
        dates: frozenset[int],
        limits: table.Limits,
        *,
        is_1904: bool,
    ) -> None:
        self.shared, self.dates, self.limits, self.is_1904 = shared, dates, limits, is_1904
        self.rows: list[table.Line] = []
        self.number = 0
        self.cells: list[str] = []
        self.faults: list[str] = []
        self.column = 0
        self.kind, self.style = "n", 0
        self.texts: list[str] = []
        self.is_text = self.is_spoken = self.is_formula = False

    def taken(self) -> list[table.Line]:
        rows, self.rows = self.rows, []
        return rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = markup.TAGS.get(name)
        if tag == "c":
            self.kind = attributes.get("t", "n")
            self.style = int(attributes.get("s", "0"))
            reference = attributes.get("r", "")
            self.column = _column(reference) if reference else self.column + 1
            self.is_formula = False
            self.texts.clear()
        elif tag in {"v", "t"}:
            self.is_text = not self.is_spoken
        elif tag == "f":
            self.is_formula = True
        elif tag == "rPh":
            self.is_spoken = True
        elif tag == "row":
            said = attributes.get("r", "")
            self.number = int(said) if said.isdecimal() else self.number + 1
            self.column = 0

    def text(self, said: str) -> None:
        if self.is_text:
            self.texts.append(said)

    def end(self, name: str) -> None:
        tag = markup.TAGS.get(name)
        if tag in {"v", "t"}:
            self.is_text = False
        elif tag == "c":
            self._cell()
        elif tag == "rPh":
            self.is_spoken = False
        elif tag == "row":
            self._row()

    def _cell(self) -> None:
        said = "".join(self.texts)
        if self.is_formula or self.kind == "e":
            self._look(said)
        if not said:
            return
        value = self._value(said)
        if value and len(self.cells) < self.column:
            table.check_width(self.column, self.number, self.limits)
            self.cells.extend([""] * (self.column - len(self.cells)))
        if value:
            self.cells[self.column - 1] = value

    def _look(self, said: str) -> None:
        """Note an error, and a formula whose value is not there."""
        words = {"cell": f"{_letters(self.column)}{self.number}", "error": said}
        if self.kind == "e":
            fault = _("Cell %(cell)s shows the error %(error)s: mend its formula.")
            self.faults.append(fault % words)
        elif not said and self.kind != "str":
            fault = _(
                "Cell %(cell)s holds a formula whose value was not saved: open the file in Excel, "
                "save it, and import it again."
            )
            self.faults.append(fault % words)

    def _value(self, said: str) -> str:
        try:
            if self.kind == "s":
                said = self.shared[int(said)]
            elif self.kind == "n":
                return self._number(said)
            elif self.kind == "b":
                return "TRUE" if said == "1" else "FALSE"
            elif self.kind != "d":
                said = strings.unescaped(said)
        except ValueError as fault:
            raise markup.damaged() from fault
        whole = unicodedata.normalize("NFC", " ".join(said.split()))
        return whole[: self.limits.cell_letters]

    def _number(self, said: str) -> str:
        if self.style in self.dates:
            return styles.moment_of(float(said), is_1904=self.is_1904)
        if said.isdecimal():
            return said
        number = float(said)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)

    def _row(self) -> None:
        if self.cells or self.faults:
            fault = " ".join(self.faults[:3])
            self.rows.append(table.Line(self.number, tuple(self.cells), fault))
        self.cells, self.faults = [], []


_columns: dict[str, int] = {}


def _column(reference: str) -> int:
    """The number of a cell's column, from 1."""
    letters = reference.rstrip("0123456789")
    found = _columns.get(letters)
    if found is None:
        found = 0
        for letter in letters:
            found = found * 26 + ord(letter) - 64
        if not 0 < found <= _MOST_COLUMNS:
            raise markup.damaged()
        _columns[letters] = found
    return found


def _letters(column: int) -> str:
    said = ""
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(65 + rest) + said
    return said


def _rows_of(reference: str) -> tuple[int, int]:
    """First and last row of a range."""
    numbers = [int(found[1]) for found in _REFERENCE.findall(reference)]
    return min(numbers, default=0), max(numbers, default=0)


def _below(rows: Iterator[table.Line], header: int, merged: Sequence[str]) -> Iterator[table.Line]:
    """Rows below the heading; those with merged cells say which."""
    waiting = sorted((*_rows_of(ref), ref) for ref in merged)
    waiting = [place for place in waiting if place[1] > header]
    active: list[tuple[int, int, str]] = []
    for row in rows:
        if row.number <= header:
            continue
        while waiting and waiting[0][0] <= row.number:
            active.append(waiting.pop(0))
        active = [place for place in active if place[1] >= row.number]
        if active:
            yield table.Line(row.number, row.cells, row.fault or _merged_message(active))
        else:
            yield row


def _merged_message(active: Sequence[tuple[int, int, str]]) -> str:
    return _("Cells %(cells)s are merged: unmerge them and fill each row.") % {
        "cells": ", ".join(ref for _first, _last, ref in active[:3])
    }


def _fitted(line: table.Line, width: int, way: legacy.Legacy | None) -> table.Line:
    """A line as wide as the heading, in Unicode."""
    cells = line.cells
    if way is not None:
        cells = tuple(legacy.to_unicode(cell, way) for cell in cells)
    if len(cells) > width:
        said = _("The row has a value in column %(column)s, where the heading has no name.")
        extra = next(n for n, cell in enumerate(cells[width:], width + 1) if cell)
        return table.Line(line.number, cells, line.fault or said % {"column": _letters(extra)})
    return table.Line(line.number, cells + ("",) * (width - len(cells)), line.fault)
