"""Tables that people send as files, CSV or spreadsheets, read as numbered lines of text.

Nothing is guessed: a file in another encoding than UTF-8 is refused with the line at which that
shows, because a wrongly guessed one would enter garbled names that nobody notices for months.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import openpyxl
from django.utils.translation import gettext as _

from campaigns.kernel import errors, text

MAX_BYTES = 5 * 1024 * 1024
MAX_LINES = 20_000
MAX_COLUMNS = 50
# What the parts of a spreadsheet may hold once they are unpacked.
_UNPACKED_BYTES = 40 * 1024 * 1024
_CHUNK = 1 << 16
_BOOK = b"PK\x03\x04"
_OLD_BOOK = b"\xd0\xcf\x11\xe0"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class SheetUnreadable(errors.LoaError):
    """The file as a whole cannot be read; says why and how to save it anew."""


@dataclass(frozen=True)
class Line:
    """A line below the header: its number as the sender sees it, and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A file's first table."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]

    def places(self, known: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """Where each field stands, by the names that its header may have (folded, words alone)."""
        at = {text.folded_words(name).strip(): n for n, name in enumerate(self.header)}
        return {
            field: at[name]
            for field, names in known.items()
            for name in reversed(names)
            if name in at
        }


def too_large() -> str:
    """What to say of a file beyond `MAX_BYTES`."""
    return _("The file is larger than %(most)s MB: split it, and send the parts one by one.") % {
        "most": MAX_BYTES // (1024 * 1024)
    }


def read_sheet(content: bytes) -> Sheet:
    """Read the first table of a file; lines without any text are left out.

    Raises:
        SheetUnreadable: it is too large, no table, or a text in another encoding than UTF-8.
    """
    if len(content) > MAX_BYTES:
        raise SheetUnreadable(too_large())
    if content.startswith(_OLD_BOOK):
        raise SheetUnreadable(
            _("This is an old XLS file, or one with a password. Save it as XLSX and try again.")
        )
    rows = _book_rows(content) if content.startswith(_BOOK) else _text_rows(_decoded(content))
    found: list[Line] = []
    for number, cells in rows:
        if any(cells):
            found.append(Line(number, tuple(cells)))
        if len(found) > MAX_LINES + 1:
            raise SheetUnreadable(
                _("The file has more than %(most)s lines: split it, and send the parts one by one.")
                % {"most": MAX_LINES}
            )
    if len(found) < 2:
        raise SheetUnreadable(_("The file holds no line below its header."))
    return Sheet(found[0].cells, tuple(found[1:]))


def _decoded(content: bytes) -> str:
    name = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        said = content.decode(name)
    except UnicodeDecodeError as fault:
        raise SheetUnreadable(
            _(
                "Line %(line)d is not UTF-8 (byte 0x%(byte)02X): the file was saved in another "
                "encoding, such as Windows-1258 or TCVN3. In Excel choose Save as → “CSV UTF-8”, "
                "or send the XLSX itself."
            )
            % {
                "line": content.count(b"\n", 0, fault.start) + 1,
                "byte": content[fault.start],
            }
        ) from fault
    if "\x00" in said:
        raise SheetUnreadable(_not_a_table())
    return said


def _not_a_table() -> str:
    return _("This is neither a CSV file nor a spreadsheet. Save the table as XLSX or CSV UTF-8.")


def _text_rows(said: str) -> Iterator[tuple[int, list[str]]]:
    first = said.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(said, newline=""), delimiter=separator)
    try:
        for row in reader:
            yield reader.line_num, [_tidy(cell) for cell in row]
    except csv.Error as fault:
        raise SheetUnreadable(_not_a_table()) from fault


def _book_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Lines of the first sheet of a workbook; formulas give their last values, macros nothing.

    Read row by row: a sheet of two cells, of which one lies in the last row and column, would
    otherwise be laid out as 17,000 million cells.
    """
    _check_size(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_col=MAX_COLUMNS, values_only=True)
        for number, row in enumerate(rows, start=1):
            if any(row):
                yield number, _trimmed([_tidy(_written(value)) for value in row])
    except SheetUnreadable:
        raise
    except Exception as fault:  # the reader raises whatever a damaged part makes it stumble over
        raise SheetUnreadable(
            _("The spreadsheet cannot be opened: it is damaged, empty or has a password.")
        ) from fault


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end, which a sheet is padded with."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _check_size(content: bytes) -> None:
    """Refuse an archive that unpacks to more than anybody typed.

    Each part is really unpacked, no further than it says of itself: one that says less than it
    holds fails its checksum.
    """
    left = _UNPACKED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                with archive.open(part) as unpacked:
                    while chunk := unpacked.read(_CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise SheetUnreadable(too_large())
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, RuntimeError,
            ValueError, EOFError) as fault:  # fmt: skip
        raise SheetUnreadable(_not_a_table()) from fault


def _written(value: object) -> str:
    """A cell as its sender sees it: whole numbers without a point, days as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)


def _tidy(cell: str) -> str:
    """One sign a letter, single spaces; and the apostrophe gone that our own exports put before
    what a spreadsheet would take for a formula."""
    said = " ".join(text.composed(cell).split())
    return said[1:] if said[:1] == "'" and said[1:2] in {"=", "+", "-", "@", "|", "%"} else said
