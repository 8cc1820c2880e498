"""Files as people bring them: text in old encodings, workbooks by XlsxWriter and by hand."""

import zipfile
from pathlib import Path

import xlsxwriter

from campaigns.jobs.queries.sheets import legacy

ROWS = [
    ["Mã", "Tên cơ sở", "Xã", "Điện thoại"],
    ["A1", "Trường Tiểu học Phước Đại", "Xã Phước Đại", "0912345678"],
    ["A2", "Quán cà phê Hòa Bình", "Xã Phước Chính", ""],
    ["A3", "Nhà thuốc số 3 đường Nguyễn Văn Cừ", "Phường Đài Sơn", "0987654321"],
]


def text_of(rows=ROWS, delimiter=",", end="\r\n") -> str:
    return end.join(delimiter.join(row) for row in rows) + end


def old_bytes(text: str, way: legacy.Legacy) -> bytes:
    """The text as an old font wrote it; toned capitals as TCVN3 has them, small."""
    table = legacy.VNI if way is legacy.Legacy.VNI else {chr(k): v for k, v in legacy.TCVN3.items()}
    back = {letter: signs for signs, letter in reversed(table.items())}
    signs = "".join(back.get(c) or back.get(c.lower(), c) for c in text)
    return signs.encode("latin-1")


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(path: Path, rows=ROWS, *, merged=(), build=None) -> Path:
    """A workbook as XlsxWriter makes it."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Danh sách")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for ref in merged:
            sheet.merge_range(ref, "Xã Phước Đại")
        if build:
            build(book, sheet)
    return path


_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_NS = "http://schemas.openxmlformats.org"


def by_hand(path: Path, sheet: str, **parts: str) -> Path:
    """A workbook of which the sheet's XML is given; further parts by name without `.xml`."""
    workbook = (
        f'<workbook xmlns="{_NS}/spreadsheetml/2006/main" '
        f'xmlns:r="{_NS}/officeDocument/2006/relationships">'
        '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    relations = (
        f'<Relationships xmlns="{_NS}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_NS}/officeDocument/2006/relationships/worksheet" '
        'Target="/xl/worksheets/sheet1.xml"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", f"<Types><!-- {_TYPES} --></Types>")
        package.writestr("xl/workbook.xml", parts.pop("workbook", workbook))
        package.writestr("xl/_rels/workbook.xml.rels", parts.pop("relations", relations))
        package.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in parts.items():
            package.writestr(f"xl/{name}.xml", content)
    return path


def sheet_of(cells: str, *, head: str = "", tail: str = "") -> str:
    """The XML of a worksheet around its rows."""
    return (
        f'{head}<worksheet xmlns="{_NS}/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData>{tail}</worksheet>"
    )


def inline(number: int, *values: str) -> str:
    """A row of inline texts."""
    cells = "".join(
        f'<c r="{chr(65 + n)}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
        for n, value in enumerate(values)
    )
    return f'<row r="{number}">{cells}</row>'
