"""Lists as pages and files: sorted and paged from the URL, exported as CSV and XLSX.

A view names its columns and hands over a queryset (or a sequence already in memory); the answer is
a frozen `Table` for the `data_table` macro. Nothing in the URL can make it fail: an unknown sort
key, page or page size falls back to a valid one.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import FileResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise, cached_property

from campaigns.kernel import counting

PAGE_SIZES = (25, 50, 100, 200)
SORT, DIRECTION, PAGE, SIZE, EXPORT = "sort", "dir", "page", "size", "export"
CSV, XLSX = "csv", "xlsx"
# What makes a spreadsheet read a text cell as a formula (or hides that it is one).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

CellValue = Callable[[Any, "Column"], object]


@dataclass(frozen=True)
class Column:
    """A column; `sort_by` is the ORM path (or attribute) that its sort link orders by, `then_by`
    what orders equal ones before the primary key does.

    By what no index gives (`is_sorted_short`), only a list that was counted to its end is sorted.
    """

    key: str
    label: str | Promise
    is_sortable: bool = False
    is_numeric: bool = False
    total: int | float | Decimal | str | None = None
    sort_by: str = ""
    then_by: str = ""
    is_sorted_short: bool = False

    @property
    def order(self) -> str:
        return self.sort_by or self.key


@dataclass(frozen=True)
class TableState:
    """Where in the list the reader stands; `query` is every parameter of the URL.

    Where `is_more`, there are more rows than `total_count`, which are all that can be paged through.
    """

    sort: str
    is_descending: bool
    page: int
    page_size: int
    page_count: int
    total_count: int
    query: Mapping[str, Sequence[str]]
    is_more: bool = False

    @property
    def total(self) -> counting.Count:
        return counting.Count(self.total_count, self.is_more)


@dataclass(frozen=True)
class Table:
    """One page of a list, with the addresses of all its other views."""

    columns: Sequence[Column]
    rows: Sequence[Any]
    state: TableState

    @property
    def page_sizes(self) -> tuple[int, ...]:
        return PAGE_SIZES

    @property
    def has_totals(self) -> bool:
        return any(column.total is not None for column in self.columns)

    @property
    def first_number(self) -> int:
        return (self.state.page - 1) * self.state.page_size + 1 if self.rows else 0

    @property
    def last_number(self) -> int:
        return self.first_number + len(self.rows) - 1 if self.rows else 0

    @property
    def page_window(self) -> list[int | None]:
        """Page numbers to link: the ends and the neighbours; None stands for a gap."""
        last = self.state.page_count
        near = range(self.state.page - 1, self.state.page + 2)
        shown = [n for n in range(1, last + 1) if n in {1, last} or n in near]
        window: list[int | None] = []
        for number in shown:
            if window and window[-1] != number - 1:
                window.append(None)
            window.append(number)
        return window

    def url_sorted(self, key: str) -> str:
        """Sort by the column; the same column once more turns the direction. Back to page 1."""
        is_turned = key == self.state.sort and not self.state.is_descending
        return self._url({SORT: key, DIRECTION: "desc" if is_turned else "asc"}, without=(PAGE,))

    def url_page(self, number: int) -> str:
        return self._url({PAGE: str(number)})

    def url_page_size(self, size: int) -> str:
        return self._url({SIZE: str(size)}, without=(PAGE,))

    def url_export(self, file_format: str) -> str:
        """All rows that match the filters, in the present order, as a file."""
        return self._url({EXPORT: file_format}, without=(PAGE, SIZE))

    def kept_params(self) -> list[tuple[str, str]]:
        """What a filter form sends along besides its own fields: the order and the page size."""
        kept = (SORT, DIRECTION, SIZE)
        return [(name, value) for name in kept for value in self.state.query.get(name, ())]

    def _url(self, changes: Mapping[str, str], without: tuple[str, ...] = ()) -> str:
        params = QueryDict(mutable=True)
        for name, values in self.state.query.items():
            if name not in without and name != EXPORT:
                params.setlist(name, list(values))
        for name, value in changes.items():
            params[name] = value
        return f"?{params.urlencode()}"


def build(
    *,
    columns: Sequence[Column],
    rows: QuerySet[Any] | Sequence[Any],
    params: QueryDict,
    default_sort: str = "",
    is_default_descending: bool = False,
    page_size: int = PAGE_SIZES[0],
    found: counting.Count | None = None,
) -> Table:
    """The page of `rows` that `params` asks for.

    Empty values come last in either direction; equal ones keep a fixed order by primary key, so
    that no row is seen twice or never while paging. Of rows that were `found` to be more than are
    counted, those that were can be paged through, and the table says that there are more.
    """
    if found is not None and found.is_more:
        columns = [
            replace(one, is_sortable=False) if one.is_sorted_short else one for one in columns
        ]
    sort, is_descending = _sort(columns, params, default_sort, is_default_descending)
    size = _page_size(params, page_size)
    ordered = arrange(columns=columns, rows=rows, sort=sort, is_descending=is_descending)
    pages = Paginator(ordered, size) if found is None else _Found(ordered, size, found)
    page = pages.get_page(params.get(PAGE, "1"))
    state = TableState(
        sort=sort,
        is_descending=is_descending,
        page=page.number,
        page_size=size,
        page_count=pages.num_pages,
        total_count=pages.count,
        query=dict(params.lists()),
        is_more=found is not None and found.is_more,
    )
    return Table(columns=tuple(columns), rows=_rows_of(page, ordered), state=state)


class _Found(Paginator[Any]):
    """Pages of what was counted before."""

    def __init__(self, rows: Any, size: int, found: counting.Count) -> None:
        super().__init__(rows, size)
        self.found = found

    @cached_property
    def count(self) -> int:
        return self.found.number


def _rows_of(page: Page[Any], ordered: QuerySet[Any] | Sequence[Any]) -> tuple[Any, ...]:
    """The rows of a page; those nearer the end are counted from there, so that no page is far."""
    count = page.paginator.count
    start, stop = page.start_index() - 1, page.end_index()
    is_open = isinstance(page.paginator, _Found) and page.paginator.found.is_more
    if not isinstance(ordered, QuerySet) or start <= count // 2 or is_open:
        return tuple(page.object_list)
    # Rows may have come since they were counted: then the last ones of now are shown.
    return tuple(reversed(ordered.reverse()[count - stop : count - start]))


def arrange(
    *,
    columns: Sequence[Column],
    rows: QuerySet[Any] | Sequence[Any],
    sort: str,
    is_descending: bool,
) -> QuerySet[Any] | Sequence[Any]:
    """Rows in the order of a column; an empty or unknown `sort` leaves only the primary key."""
    column = next((c for c in columns if c.key == sort), None)
    if isinstance(rows, QuerySet):
        if column is None:
            return rows.order_by("pk") if not rows.ordered else rows
        return rows.order_by(*_order(rows, column, is_descending=is_descending))
    return _arrange_list(list(rows), column, is_descending=is_descending)


def _order(rows: QuerySet[Any], column: Column, *, is_descending: bool) -> tuple[Any, ...]:
    """Empty values last; where none can be, an order that an index gives in either direction."""
    path, sign = column.order, "-" if is_descending else ""
    last = [f"{sign}{name}" for name in (column.then_by, "pk") if name]
    if _is_filled(rows, path):
        return (f"{sign}{path}", *last)
    by = F(path)
    return (by.desc(nulls_last=True) if is_descending else by.asc(nulls_last=True), *last)


def _is_filled(rows: QuerySet[Any], path: str) -> bool:
    """Whether each row has a value, by the models; false where they cannot tell."""
    model: Any = rows.model
    for name in path.split(LOOKUP_SEP):
        try:
            field = model._meta.get_field(name)
        except (FieldDoesNotExist, AttributeError):
            return False
        if not getattr(field, "concrete", False) or field.null or field.many_to_many:
            return False
        model = field.related_model
    return path not in rows.query.annotations


def export_format(params: QueryDict) -> str:
    """`csv` or `xlsx` when the URL asks for a file, else an empty string."""
    wanted = params.get(EXPORT, "")
    return wanted if wanted in {CSV, XLSX} else ""


def export(
    *,
    columns: Sequence[Column],
    rows: QuerySet[Any] | Sequence[Any],
    params: QueryDict,
    name: str,
    value: CellValue | None = None,
) -> HttpResponseBase:
    """All rows as a download in the order that the URL asks for.

    `value(row, column)` gives what a cell holds; by default the attribute or item of the column.
    Memory stays flat: rows are streamed to CSV, and to a temporary file for XLSX.
    """
    sort, is_descending = _sort(columns, params, "", is_default_descending=False)
    ordered = arrange(columns=columns, rows=rows, sort=sort, is_descending=is_descending)
    lines = _lines(columns, ordered, value or cell)
    if export_format(params) == XLSX:
        return FileResponse(
            _xlsx(lines), as_attachment=True, filename=f"{name}.xlsx", content_type=_XLSX_TYPE
        )
    return StreamingHttpResponse(
        _csv(lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def cell(row: Any, column: Column) -> object:
    """The value of a row for a column: an item of a mapping, an attribute of anything else."""
    return row.get(column.key) if isinstance(row, Mapping) else getattr(row, column.key)


def neutralised(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula: an apostrophe put before it."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _sort(
    columns: Sequence[Column], params: QueryDict, default: str, is_default_descending: bool
) -> tuple[str, bool]:
    wanted = params.get(SORT, "")
    if wanted in {column.key for column in columns if column.is_sortable}:
        return wanted, params.get(DIRECTION) == "desc"
    return default, is_default_descending


def _page_size(params: QueryDict, default: int) -> int:
    wanted = params.get(SIZE, "")
    return int(wanted) if wanted in {str(size) for size in PAGE_SIZES} else default


def _arrange_list(rows: list[Any], column: Column | None, *, is_descending: bool) -> list[Any]:
    if column is None:
        return rows
    by = Column(key=column.order, label="")
    known = [row for row in rows if cell(row, by) is not None]
    known.sort(key=lambda row: cell(row, by), reverse=is_descending)  # type: ignore[arg-type,return-value]
    return known + [row for row in rows if cell(row, by) is None]


def _lines(
    columns: Sequence[Column], rows: QuerySet[Any] | Sequence[Any], value: CellValue
) -> Iterator[list[object]]:
    yield [str(column.label) for column in columns]
    stream: Iterable[Any] = rows.iterator(chunk_size=2000) if isinstance(rows, QuerySet) else rows
    for row in stream:
        yield [_plain(value(row, column)) for column in columns]


def _plain(value: object) -> object:
    """What a file holds of a value: numbers as they are, local ISO dates, neutralised text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.isoformat(sep=" ", timespec="minutes")[:16]
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return value
    return neutralised(str(value))


class _Echo:
    """A file that hands back what is written, so that csv can feed a stream."""

    def write(self, text: str) -> str:
        return text


def _csv(lines: Iterator[list[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # without the mark, spreadsheets read Vietnamese as Latin-1
    for line in lines:
        yield writer.writerow(line)


def _xlsx(lines: Iterator[list[object]]) -> io.BufferedIOBase:
    file = tempfile.TemporaryFile()  # noqa: SIM115  FileResponse closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line, bold if number == 0 else None)
    file.seek(0)
    return file
