"""Files as people send them: read as they are, or refused with a way on."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from campaigns.kernel import sheets
from tests.factories import territory

HEADER = "Xã,Thôn,Dân số"
LINE = "Phước Đại,Thôn Ma Hoa,1200"


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{LINE}\n".encode(),
        f"{HEADER}\r\n{LINE}".encode("utf-8-sig"),
        f"{HEADER}\n{LINE}\n".encode("utf-16"),
        f"{HEADER}\n{LINE}\n".replace(",", ";").encode(),
        f"{HEADER}\n{LINE}\n".replace(",", "\t").encode(),
        territory.book(["Xã", "Thôn", "Dân số"], ["Phước Đại", "Thôn Ma Hoa", 1200]),
    ],
    ids=["utf-8", "excel", "utf-16", "semicolons", "tabs", "xlsx"],
)
def test_one_table_in_many_clothes(content: bytes) -> None:
    sheet = sheets.read_sheet(content)
    assert sheet.header == ("Xã", "Thôn", "Dân số")
    assert sheet.lines == (sheets.Line(2, ("Phước Đại", "Thôn Ma Hoa", "1200")),)


def test_lines_keep_their_numbers_where_some_are_empty() -> None:
    content = territory.book(["Xã"], [""], ["Phước Đại"], [None], ["Phước Chính"])
    assert [line.number for line in sheets.read_sheet(content).lines] == [3, 5]
    text = sheets.read_sheet(b"A,B\n,\n\nx,y\n")
    assert text.lines == (sheets.Line(4, ("x", "y")),)


def test_cells_are_read_as_their_sender_sees_them() -> None:
    content = territory.book(
        ["a", "b", "c", "d"], [date(2026, 11, 16), 22810, 12.5, "  Hoà\u0300  Sơn "]
    )
    assert sheets.read_sheet(content).lines[0].cells[:3] == ("2026-11-16", "22810", "12.5")


def test_what_our_exports_neutralised_comes_back_as_it_was() -> None:
    assert sheets.read_sheet(b"a,b\n'=1+1,'quoted'\n").lines[0].cells == ("=1+1", "'quoted'")


def test_headers_are_found_by_their_words() -> None:
    sheet = sheets.read_sheet("XÃ / PHƯỜNG,thon,Ghi chú\nx,y,z\n".encode())
    known = {"commune": ("xa phuong", "xa"), "hamlet": ("thon",), "people": ("dan so",)}
    assert sheet.places(known) == {"commune": 0, "hamlet": 1}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"{HEADER}\nx,y,1\n{LINE}\n".encode("cp1258", "replace").replace(b"?", b"\xde"), "3"),
        ("Xã,Thôn\nPhước,Thôn\n".encode("utf-16")[:-1], "UTF-8"),
        (b"", ""),
        (b"Xa,Thon\n", ""),
        (b"\x00\x01\x02\x03" * 50, "XLSX"),
        (b"%PDF-1.7\n\xff\xfe\x00", "UTF-8"),
        (b"PK\x03\x04 and nothing", "XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "XLSX"),
        (b"a,b\n" + b"x,y\n" * 20_001, "20000"),
        (b"x" * (sheets.MAX_BYTES + 1), "5"),
        (b'a,b\n"' + b"x" * 200_000 + b'"\n', ""),
    ],
    ids=["cp1258", "cut", "empty", "header", "binary", "pdf", "zip", "xls", "long", "large", "cell"],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_the_reason(content: bytes, words: str) -> None:
    with pytest.raises(sheets.SheetUnreadable) as refusal:
        sheets.read_sheet(content)
    assert words in refusal.value.message


def test_a_workbook_that_unpacks_beyond_measure_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (90 * 1024 * 1024))
    assert len(file.getvalue()) < sheets.MAX_BYTES
    with pytest.raises(sheets.SheetUnreadable, match="MB"):
        sheets.read_sheet(file.getvalue())


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"0" * 100_000)
    lying = file.getvalue().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(sheets.SheetUnreadable):
        sheets.read_sheet(lying)


def test_a_far_off_cell_costs_no_memory() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as made:
        sheet = made.add_worksheet()
        for place in ((0, 0), (1, 0), (1_048_575, 16_383)):
            sheet.write(*place, "Xã")
    assert sheets.read_sheet(file.getvalue()).lines == (sheets.Line(2, ("Xã",)),)
