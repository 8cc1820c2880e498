"""A table out of a file: its heading, and the lines below as they are asked for."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from campaigns.jobs.queries.sheets.faults import TableUnreadable

Heading = Callable[[str], bool]


@dataclass(frozen=True)
class Limits:
    """What is refused for its size. Bytes of the file, and of what a packed one unpacks to."""

    file_bytes: int = 50 * 1024 * 1024
    unpacked_bytes: int = 400 * 1024 * 1024
    rows: int = 200_000
    columns: int = 200
    cell_letters: int = 4_000


@dataclass(frozen=True)
class Line:
    """One line below the heading; `number` is its place in the file, as a spreadsheet counts.

    With a `fault` the cells are not to be trusted.
    """

    number: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True)
class Table:
    """A table in a file. `lines()` reads it anew from the beginning, holding one line at a time."""

    kind: str
    encoding: str
    header: tuple[str, ...]
    header_number: int
    lines: Callable[[], Iterator[Line]]
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


FIRST_LINES = 30
"""How far down the heading is looked for: above it stand titles, and who made the list."""


def _known(cells: Sequence[str], is_heading: Heading | None) -> int:
    return sum(map(is_heading, cells)) if is_heading else 0


def most_headings(rows: Sequence[tuple[int, tuple[str, ...]]], is_heading: Heading | None) -> int:
    """How many cells of the row with most of them are known headings."""
    return max((_known(cells, is_heading) for _number, cells in rows), default=0)


def find_header(rows: Sequence[tuple[int, tuple[str, ...]]], is_heading: Heading | None) -> int:
    """The place among the first rows of the one that holds the headings.

    It is the row with most cells that are known headings; without any, the first with two cells.

    Raises:
        TableUnreadable: there is no row with two cells.
    """
    known = [_known(cells, is_heading) for _number, cells in rows]
    if known and max(known) > 1:
        return known.index(max(known))
    for place, (_number, cells) in enumerate(rows):
        if sum(map(bool, cells)) > 1:
            return place
    raise TableUnreadable(
        _("No row with headings was found: the first line of the table names its columns.")
    )


_NUMBERED = re.compile(r"[(\[]?(\d{1,3}|[A-Z])[)\]]?")


def is_numbering(cells: Sequence[str]) -> bool:
    """Whether a row only counts the columns, as official tables do below their heading."""
    filled = [cell for cell in cells if cell]
    found = [_NUMBERED.fullmatch(cell) for cell in filled]
    signs = [m[1] for m in found if m]
    return len(signs) == len(filled) > 2 and _counts(signs)


def _counts(signs: Sequence[str]) -> bool:
    """1, 2, 3… or A, B, 1, 2…: each run goes up by one from its beginning."""
    numbers = [int(sign) for sign in signs if sign.isdecimal()]
    letters = [ord(sign) - 64 for sign in signs if not sign.isdecimal()]
    return numbers == list(range(1, len(numbers) + 1)) and letters == list(
        range(1, len(letters) + 1)
    )


def trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Without the empty cells at the end."""
    last = len(cells)
    while last and not cells[last - 1]:
        last -= 1
    return tuple(cells[:last])


def check_width(width: int, number: int, limits: Limits) -> None:
    """Refuse a table that is too wide.

    Raises:
        TableUnreadable: the row has more columns than allowed.
    """
    if width > limits.columns:
        raise TableUnreadable(
            _(
                "Line %(line)s has %(found)s columns; at most %(most)s are read. Is this the right file?"
            )
            % {"line": number, "found": width, "most": limits.columns},
            line=number,
        )


def check_length(count: int, limits: Limits) -> None:
    """Refuse a table that is too long.

    Raises:
        TableUnreadable: it has more rows than allowed.
    """
    if count > limits.rows:
        raise TableUnreadable(
            _("The table has more than %(most)s rows: import it in parts, by district or commune.")
            % {"most": limits.rows}
        )


def without_numbering(lines: Iterator[Line]) -> Iterator[Line]:
    """Lines below the heading, without the one right below it that only counts the columns."""
    for place, line in enumerate(lines):
        if place or not is_numbering(line.cells):
            yield line
