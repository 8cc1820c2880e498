"""Lists: what the URL may ask for, and what a file may hold."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.http import FileResponse, QueryDict, StreamingHttpResponse

from campaigns.accounts.models import User
from campaigns.kernel import tables

COLUMNS = (
    tables.Column("name", "Tên", is_sortable=True),
    tables.Column("helped", "Số người", is_sortable=True, is_numeric=True, total=60),
    tables.Column("note", "Ghi chú"),
)


@dataclass(frozen=True)
class Row:
    name: str
    helped: int | None
    note: object = ""


ROWS = [Row("Bình", 20), Row("An", 30), Row("Châu", None), Row("Dũng", 10)]
MANY = [Row(f"{n:03d}", n) for n in range(260)]


def build(query: str = "", rows: list[Row] = ROWS) -> tables.Table:
    return tables.build(columns=COLUMNS, rows=rows, params=QueryDict(query), default_sort="name")


def test_default_order_holds_without_parameters() -> None:
    assert [row.name for row in build().rows] == ["An", "Bình", "Châu", "Dũng"]


def test_empty_values_come_last_in_either_direction() -> None:
    assert [row.helped for row in build("sort=helped&dir=asc").rows] == [10, 20, 30, None]
    assert [row.helped for row in build("sort=helped&dir=desc").rows] == [30, 20, 10, None]


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-3",
        "page=99999",
        "page=abc",
        "page=²",
        "size=7",
        "size=-1",
        "size=all",
        "sort=note",
        "sort=password",
        "sort=name__x&dir=sideways",
        "page=%00",
    ],
)
def test_nonsense_in_the_url_falls_back_to_a_valid_page(query: str) -> None:
    table = build(query, MANY)
    assert table.rows
    assert table.state.page_size == 25
    assert 1 <= table.state.page <= table.state.page_count
    assert table.state.sort == "name"


def test_an_empty_list_has_one_empty_page() -> None:
    table = build(rows=[])
    assert (table.state.page_count, table.state.total_count, table.first_number) == (1, 0, 0)


def test_pages_count_from_the_first_row_to_the_last() -> None:
    table = build("page=3&size=100", MANY)
    assert (table.first_number, table.last_number, table.state.total_count) == (201, 260, 260)


def test_page_links_show_the_ends_and_the_neighbours() -> None:
    assert build("page=6", MANY).page_window == [1, None, 5, 6, 7, None, 11]
    assert build("page=1", MANY).page_window == [1, 2, None, 11]
    assert build().page_window == [1]


def test_addresses_keep_the_filters() -> None:
    table = build("q=ch%E1%BB%A3&place=1&place=2&page=2&size=50", MANY)
    assert table.url_page(3) == "?q=ch%E1%BB%A3&place=1&place=2&page=3&size=50"
    assert (
        table.url_sorted("helped") == "?q=ch%E1%BB%A3&place=1&place=2&size=50&sort=helped&dir=asc"
    )
    assert table.url_page_size(100) == "?q=ch%E1%BB%A3&place=1&place=2&size=100"
    assert table.url_export("csv") == "?q=ch%E1%BB%A3&place=1&place=2&export=csv"
    assert table.kept_params() == [("size", "50")]


def test_sorting_twice_by_a_column_turns_the_direction() -> None:
    assert "dir=desc" in build("sort=helped&dir=asc").url_sorted("helped")
    assert "dir=asc" in build("sort=helped&dir=desc").url_sorted("helped")


@pytest.mark.django_db
def test_queryset_is_sorted_by_a_known_path_and_then_by_primary_key() -> None:
    columns = (tables.Column("who", "Ai", is_sortable=True, sort_by="last_login"),)
    table = tables.arrange(columns=columns, rows=User.objects.all(), sort="who", is_descending=True)
    ordered = str(table.query)  # type: ignore[union-attr]
    assert ordered.endswith('NULLS LAST, "accounts_user"."id" DESC')


@pytest.mark.django_db
def test_page_of_a_queryset_costs_two_queries(
    django_assert_num_queries: object,
) -> None:
    for n in range(30):
        User.objects.create_user(f"u{n}@example.vn", full_name=f"Người {n:02d}")
    columns = (tables.Column("full_name", "Ai", is_sortable=True),)
    with django_assert_num_queries(2):  # type: ignore[operator]
        table = tables.build(
            columns=columns,
            rows=User.objects.filter(email__startswith="u"),
            params=QueryDict("page=2"),
            default_sort="full_name",
        )
    assert table.rows[0].full_name == "Người 25"


@pytest.mark.django_db
@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("count", [51, 75, 76, 110])
def test_pages_counted_from_the_end_show_each_row_once_in_order(count: int, direction: str) -> None:
    for n in range(count):
        seen = datetime(2021, 6, 1 + n % 5, tzinfo=UTC) if n % 3 else None
        User.objects.create(email=f"u{n}@example.vn", full_name=f"{n % 7}", last_login=seen)
    rows = User.objects.filter(email__startswith="u")
    for key, path in (("who", "full_name"), ("seen", "last_login")):
        columns = (tables.Column(key, "Cột", is_sortable=True, sort_by=path),)
        shown: list[User] = []
        for page in range(1, -(-count // 25) + 1):
            asked = QueryDict(f"sort={key}&dir={direction}&page={page}")
            shown += tables.build(columns=columns, rows=rows, params=asked).rows
        is_down = direction == "desc"
        whole = tables.arrange(columns=columns, rows=rows, sort=key, is_descending=is_down)
        assert shown == list(whole)


@pytest.mark.django_db
def test_queryset_is_exported_whole() -> None:
    for n in range(30):
        User.objects.create_user(f"u{n}@example.vn", full_name=f"Người {n:02d}")
    columns = (tables.Column("full_name", "Ai", is_sortable=True),)
    rows = User.objects.filter(email__startswith="u")
    response = tables.export(
        columns=columns, rows=rows, params=QueryDict("export=csv&page=2"), name="nguoi"
    )
    assert len(lines(response)) == 31


def lines(response: object) -> list[list[str]]:
    assert isinstance(response, StreamingHttpResponse)
    content = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(content)))


def as_csv(rows: list[Row], query: str = "export=csv") -> list[list[str]]:
    return lines(tables.export(columns=COLUMNS, rows=rows, params=QueryDict(query), name="rows"))


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠"]
)
def test_no_cell_of_a_file_is_a_formula(start: str) -> None:
    bad = f"{start}cmd|' /C calc'!A0"
    assert as_csv([Row("A", 1, bad)])[1][2] == f"'{bad}"


def test_numbers_stay_numbers_even_when_negative() -> None:
    assert as_csv([Row("A", -5, Decimal("-1.5"))])[1] == ["A", "-5", "-1.5"]


def test_dates_and_moments_are_written_in_local_iso_form() -> None:
    moment = datetime(2021, 6, 6, 18, 30, tzinfo=UTC)
    assert as_csv([Row("A", 1, date(2021, 6, 6))])[1][2] == "2021-06-06"
    assert as_csv([Row("A", 1, moment)])[1][2] == "2021-06-07 01:30"


def test_file_keeps_the_order_of_the_page() -> None:
    rows = as_csv(ROWS, "export=csv&sort=helped&dir=desc")
    assert rows[0] == ["Tên", "Số người", "Ghi chú"]
    assert [row[0] for row in rows[1:]] == ["An", "Bình", "Dũng", "Châu"]


def test_vietnamese_survives_a_spreadsheet_that_guesses_the_encoding() -> None:
    response = tables.export(
        columns=COLUMNS, rows=ROWS, params=QueryDict("export=csv"), name="rows"
    )
    assert isinstance(response, StreamingHttpResponse)
    assert b"".join(response.streaming_content).startswith(b"\xef\xbb\xbf")  # type: ignore[arg-type]


def test_workbook_holds_the_rows_and_no_formula() -> None:
    rows = [Row("An", 3, "=1+1"), Row("Bình", None, "http://x.vn")]
    response = tables.export(
        columns=COLUMNS, rows=rows, params=QueryDict("export=xlsx"), name="rows"
    )
    assert isinstance(response, FileResponse)
    book = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[arg-type]
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    response.file_to_stream.close()
    assert "<f>" not in sheet
    assert "'=1+1" in sheet
    assert "<v>3</v>" in sheet


@pytest.mark.parametrize(("query", "wanted"), [("export=csv", "csv"), ("export=pdf", ""), ("", "")])
def test_only_known_formats_are_exported(query: str, wanted: str) -> None:
    assert tables.export_format(QueryDict(query)) == wanted


def test_a_mapping_serves_as_a_row_too() -> None:
    assert tables.cell({"name": "An"}, COLUMNS[0]) == "An"


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "is_filled"), [("email", True), ("last_login", False)])
def test_what_is_never_empty_is_sorted_as_an_index_is(path: str, is_filled: bool) -> None:
    columns = [tables.Column("who", "Ai", is_sortable=True, sort_by=path)]
    for is_descending in (False, True):
        rows = tables.arrange(
            columns=columns, rows=User.objects.all(), sort="who", is_descending=is_descending
        )
        assert ("NULLS LAST" in str(rows.query)) != is_filled
        assert str(rows.query).endswith("DESC" if is_descending else "ASC")
