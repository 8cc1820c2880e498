"""Tables in workbooks: values as a reader sees them; formulas, merged cells and bombs are named."""

import datetime
import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.jobs.queries import sheets
from tests.factories import sheets as files

BODY = files.ROWS[1:]
SIXTH = datetime.datetime(2021, 6, 6)  # noqa: DTZ001  as a workbook has it


def read(path, **options):
    table = sheets.open_table(path, **options)
    return table, [list(line.cells) for line in table.lines()]


def faults(table):
    return [(line.number, line.fault) for line in table.lines() if line.fault]


def test_a_workbook_reads_like_its_text(tmp_path):
    table, rows = read(files.workbook(tmp_path / "a.xlsx"))
    assert (table.kind, table.sheet, list(table.header), rows) == (
        "XLSX",
        "Danh sách",
        files.ROWS[0],
        BODY,
    )


def test_numbers_and_days_come_as_people_write_them(tmp_path):
    def build(book, sheet):
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime("A2", SIXTH, day)
        sheet.write_datetime("B2", SIXTH.replace(hour=17, minute=30), day)
        sheet.write("C2", 912345678)
        sheet.write("D2", 11.5)
        sheet.write_number("A3", 1e20)
        sheet.write_boolean("B3", True)
        sheet.write("C3", "  hai   dòng\nliền ")
        sheet.write_rich_string("D3", "Quán ", book.add_format({"bold": True}), "Hòa Bình")

    _table, rows = read(files.workbook(tmp_path / "a.xlsx", files.ROWS[:1], build=build))
    assert rows == [
        ["2021-06-06", "2021-06-06 17:30:00", "912345678", "11.5"],
        ["1e+20", "TRUE", "hai dòng liền", "Quán Hòa Bình"],
    ]


def test_a_formula_counts_by_its_value_and_without_one_is_named(tmp_path):
    cells = (
        files.inline(1, "Mã", "Tên")
        + '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c>'
        + '<c r="B2" t="str"><f>A1&amp;"x"</f><v>Mãx</v></c></row>'
        + '<row r="3"><c r="A3"><f>1+1</f></c><c r="B3" t="inlineStr"><is><t>b</t></is></c></row>'
        + '<row r="4"><c r="B4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    table, rows = read(files.by_hand(tmp_path / "a.xlsx", files.sheet_of(cells)))
    assert rows[0] == ["2", "Mãx"]
    (three, without), (four, wrong) = faults(table)
    assert (three, four) == (3, 4)
    assert "A3" in without
    assert "#DIV/0!" in wrong


def test_merged_cells_of_the_body_are_named_and_titles_are_not(tmp_path):
    rows = [["DANH SÁCH", "", "", ""], *files.ROWS]
    path = files.workbook(tmp_path / "a.xlsx", rows, merged=["A1:D1", "C3:C4"])
    table, _rows = read(path)
    assert table.header_number == 2
    assert table.merged == ("C3:C4",)
    assert [number for number, fault in faults(table) if "C3:C4" in fault] == [3, 4]


def test_the_sheet_with_the_headings_is_chosen_and_another_may_be(tmp_path):
    def build(book, first):
        other = book.add_worksheet("Ghi chú")
        other.write_row(0, 0, ["x", "y"])
        other.write_row(1, 0, ["1", "2"])
        hidden = book.add_worksheet("Ẩn")
        hidden.write_row(0, 0, files.ROWS[0] * 2)
        hidden.hide()

    path = files.workbook(tmp_path / "a.xlsx", build=build)
    known = set(files.ROWS[0])
    table, rows = read(path, is_heading=known.__contains__)
    assert (table.sheet, table.sheets, rows) == ("Danh sách", ("Danh sách", "Ghi chú"), BODY)
    assert read(path, sheet="Ghi chú")[1] == [["1", "2"]]
    with pytest.raises(sheets.TableUnreadable):
        read(path, sheet="Không có")


def test_empty_rows_and_styled_nothing_are_passed_over(tmp_path):
    cells = (
        '<row r="1"/>'
        + files.inline(2, "Mã", "Tên")
        + '<row r="3"><c r="A3" s="1"/><c r="XFD3" s="1"/></row>'
        + files.inline(900_000, "1", "a")
    )
    table, rows = read(files.by_hand(tmp_path / "a.xlsx", files.sheet_of(cells)))
    assert rows == [["1", "a"]]
    assert [line.number for line in table.lines()] == [900_000]


def test_cells_without_places_and_another_prefix_are_read(tmp_path):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = (
        "<x:c t='inlineStr'><x:is><x:r><x:t>{}</x:t></x:r><x:rPh><x:t>x</x:t></x:rPh></x:is></x:c>"
    )
    rows = "".join(
        f"<x:row>{cell.format(a)}{cell.format(b)}</x:row>" for a, b in [("Mã", "Tên"), ("1", "Hòa")]
    )
    sheet = f"<x:worksheet xmlns:x='{main}'><x:sheetData>{rows}</x:sheetData></x:worksheet>"
    _table, found = read(files.by_hand(tmp_path / "a.xlsx", sheet))
    assert found == [["1", "Hòa"]]


def test_signs_that_xml_cannot_hold_are_read(tmp_path):
    cells = files.inline(1, "a", "b") + files.inline(2, "x_x000D_y", "z")
    _table, rows = read(files.by_hand(tmp_path / "a.xlsx", files.sheet_of(cells)))
    assert rows == [["x y", "z"]]


def test_an_old_font_in_a_workbook_is_converted(tmp_path):
    from campaigns.jobs.queries.sheets import legacy

    rows = [
        [files.old_bytes(cell, legacy.Legacy.TCVN3).decode("latin-1") for cell in row]
        for row in files.ROWS
    ]
    table, found = read(files.workbook(tmp_path / "a.xlsx", rows))
    assert table.encoding == "TCVN3 (ABC)"
    assert found[1][1] == "Quán cà phê Hòa Bình"


def test_three_thousand_columns_are_refused(tmp_path):
    path = files.workbook(tmp_path / "a.xlsx", [[f"c{n}" for n in range(3000)]] * 2)
    with pytest.raises(sheets.TableUnreadable, match="cột"):
        read(path)


def test_a_bomb_is_refused_before_it_goes_off(tmp_path):
    path = tmp_path / "a.xlsx"
    row = files.inline(1, "a", "b").encode()
    with zipfile.ZipFile(files.by_hand(path, files.sheet_of(""))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    head, tail = files.sheet_of("|").encode().split(b"|")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            if "sheet1" not in name:
                package.writestr(name, content)
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
            stream.write(head)
            block = row * (4_000_000 // len(row))
            for _ in range(3):
                stream.write(block)
            stream.write(tail)
    small = sheets.Limits(unpacked_bytes=8_000_000)
    with pytest.raises(sheets.TableUnreadable, match="giải nén"):
        read(path, limits=small)
    assert path.stat().st_size < 200_000


def test_a_part_that_lies_about_its_size_is_refused(tmp_path):
    path = files.by_hand(tmp_path / "a.xlsx", files.sheet_of(files.inline(1, "a", "b") * 2000))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        size = package.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = size.to_bytes(4, "little")
    at = content.rfind(lie)
    content[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(sheets.TableUnreadable, match="hỏng"):
        read(files.write(path, bytes(content)))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_entities_are_refused(tmp_path, head):
    sheet = files.sheet_of(files.inline(1, "a", "b"), head=head)
    with pytest.raises(sheets.TableUnreadable):
        read(files.by_hand(tmp_path / "a.xlsx", sheet))


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet>",
        files.sheet_of('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
        files.sheet_of('<row r="1"><c r="AAAA1"><v>1</v></c></row>'),
        files.sheet_of('<row r="1"><c r="A1"><v>zwei</v></c></row>'),
        files.sheet_of(""),
    ],
)
def test_a_damaged_sheet_is_refused(tmp_path, sheet):
    with pytest.raises(sheets.TableUnreadable):
        read(files.by_hand(tmp_path / "a.xlsx", sheet))


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("readme.txt", "x")
    with pytest.raises(sheets.TableUnreadable):
        read(path)


def test_an_open_document_is_told_from_a_workbook(tmp_path):
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(sheets.TableUnreadable, match="OpenDocument"):
        read(path)


_CELL = st.text(
    st.sampled_from("abcXYZ019_<&\"'; ăâđêôơưạệợĐỨ"),
    max_size=12,
).map(lambda text: " ".join(text.split()))


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(st.lists(_CELL, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_was_written_is_read(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("x") / "a.xlsx"
    written = [[re.sub("_x[0-9A-Fa-f]{4}_", "", cell) for cell in row] for row in rows]
    files.workbook(path, [["Mã", "Tên", "Xã"], *written])
    _table, found = read(path)
    assert found == [row for row in written if any(row)]
