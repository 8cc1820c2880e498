"""Tables as text: old encodings, separators, quotation marks; what cannot be told is refused."""

import re
import subprocess
import unicodedata

import pytest

from campaigns.jobs.queries import sheets
from campaigns.jobs.queries.sheets import legacy, spelling
from tests.factories import sheets as files

L = legacy.Legacy
BODY = files.ROWS[1:]


def read(path, **options):
    table = sheets.open_table(path, **options)
    return table, [list(line.cells) for line in table.lines()]


def faults(table):
    return [(line.number, line.fault) for line in table.lines() if line.fault]


@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
    ],
)
def test_unicode_is_read_whatever_its_form(tmp_path, codec, label):
    path = files.write(tmp_path / "a.csv", files.text_of().encode(codec))
    table, rows = read(path)
    assert (table.encoding, list(table.header), rows) == (label, files.ROWS[0], BODY)


def test_windows_1258_comes_out_with_whole_letters(tmp_path):
    # As Windows writes it: a letter with its roof, then the tone.
    text = "".join(_windows(c) for c in files.text_of())
    table, rows = read(files.write(tmp_path / "a.csv", text.encode("cp1258")))
    assert table.encoding == "Windows-1258"
    assert rows == BODY


def _windows(letter):
    signs = unicodedata.normalize("NFD", letter)
    tones = "".join(s for s in signs if s in "\u0300\u0301\u0303\u0309\u0323")
    rest = "".join(s for s in signs if s not in tones)
    return unicodedata.normalize("NFC", rest) + tones if tones else letter


def test_letters_in_pieces_are_put_together(tmp_path):
    text = unicodedata.normalize("NFD", files.text_of())
    assert read(files.write(tmp_path / "a.csv", text))[1] == BODY


@pytest.mark.parametrize("way", list(L))
def test_old_fonts_are_converted_and_said(tmp_path, way):
    rows = [[cell.replace("Đ", "đ") for cell in row] for row in files.ROWS]
    path = files.write(tmp_path / "a.csv", files.old_bytes(files.text_of(rows), way))
    table, found = read(path)
    assert table.encoding == way.value
    assert found == rows[1:]
    assert way.value in table.notes[0]


@pytest.mark.parametrize("way", list(L))
def test_an_old_font_in_a_unicode_file_is_converted_too(tmp_path, way):
    text = files.old_bytes(files.text_of(), way).decode("latin-1")
    table, found = read(files.write(tmp_path / "a.csv", text))
    assert table.encoding == f"UTF-8, {way.value}"
    assert [row[1].lower() for row in found] == [row[1].lower() for row in BODY]


def test_letters_that_nobody_can_tell_are_refused_with_the_line(tmp_path):
    mixed = files.text_of().encode() + files.old_bytes(files.text_of(BODY), L.TCVN3) * 2
    with pytest.raises(sheets.TableUnreadable, match="dòng 5") as refusal:
        read(files.write(tmp_path / "a.csv", mixed))
    assert refusal.value.line == 5


def test_russian_is_not_taken_for_vietnamese(tmp_path):
    text = "код,имя\r\n1,Москва\r\n2,Ленинград\r\n".encode("cp1251")
    with pytest.raises(sheets.TableUnreadable, match="Unicode"):
        read(files.write(tmp_path / "a.csv", text))


def test_a_file_that_breaks_off_in_a_letter_is_refused(tmp_path):
    with pytest.raises(sheets.TableUnreadable, match="hỏng"):
        read(files.write(tmp_path / "a.csv", files.text_of().encode("utf-16")[:-1]))


@pytest.mark.parametrize("name", ["Quốc", "giếng", "Khuỷu", "nghiêng", "Huỳnh", "Đường", "gì", "Ỷ"])
def test_syllables_are_known(name):
    assert spelling.is_syllable(name)


@pytest.mark.parametrize("name", ["Tr­êng", "Phöôùc", "café", "Москва", "Ã©", "hoàà"])
def test_what_is_no_syllable_is_told(name):
    assert not spelling.is_syllable(name)


def test_every_letter_survives_the_old_ways():
    letters = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
    for way in L:
        for letter in letters:
            signs = files.old_bytes(letter, way).decode("latin-1")
            assert legacy.to_unicode(signs, way) == letter
    assert legacy.to_unicode(files.old_bytes("ĐƯỜNG", L.VNI).decode("latin-1"), L.VNI) == "ĐƯỜNG"


def test_tcvn3_agrees_with_the_standard():
    """glibc knows the standard's set VN1, whose upper half is that of the fonts, apart from the
    toned capitals between 0x80 and 0xA0."""
    known = bytes(sorted(code for code in legacy.TCVN3 if code != 0xAD))
    answer = subprocess.run(
        ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"], input=known, capture_output=True, check=True
    )
    assert list(answer.stdout.decode()) == [legacy.TCVN3[code] for code in known]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path, sign):
    table, rows = read(files.write(tmp_path / "a.csv", files.text_of(delimiter=sign)))
    assert (table.delimiter, rows) == (sign, BODY)


def test_excel_may_name_its_separator(tmp_path):
    text = "sep=;\r\n" + files.text_of(delimiter=";")
    table, rows = read(files.write(tmp_path / "a.csv", text))
    assert (table.header_number, rows) == (2, BODY)


def test_separators_in_quotation_marks_do_not_count(tmp_path):
    text = 'Mã;Tên\r\nA1;"Quán a, b, c, d"\r\nA2;"Ông ""Ba"", chợ"\r\n'
    _table, rows = read(files.write(tmp_path / "a.csv", text))
    assert rows == [["A1", "Quán a, b, c, d"], ["A2", 'Ông "Ba", chợ']]


def test_a_line_with_another_separator_is_named(tmp_path):
    rows = files.ROWS
    text = (
        files.text_of(rows[:2], ";") + files.text_of(rows[2:3], ",") + files.text_of(rows[3:], ";")
    )
    table, _rows = read(files.write(tmp_path / "a.csv", text))
    [(number, fault)] = faults(table)
    assert number == 3
    assert "“;”" in fault


def test_a_line_with_too_many_cells_is_named(tmp_path):
    text = files.text_of() + "A4,Quán Ba, Tư,Xã Phước Đại,09\r\n"
    table, _rows = read(files.write(tmp_path / "a.csv", text))
    [(number, fault)] = faults(table)
    assert number == 5
    assert "5 ô" in fault


def test_missing_cells_at_the_end_are_empty(tmp_path):
    _table, rows = read(files.write(tmp_path / "a.csv", "a,b,c\n1,2\n"))
    assert rows == [["1", "2", ""]]


@pytest.mark.parametrize("many", [1, 40, 5000])
def test_a_quotation_mark_never_closed_is_named_by_its_line(tmp_path, many):
    text = files.text_of() + '5,"Quán ba,x,y\r\n' + "6,a,b,c\r\n" * many
    with pytest.raises(sheets.TableUnreadable, match="dòng 5") as refusal:
        read(files.write(tmp_path / "a.csv", text))
    assert refusal.value.line == 5


def test_a_quotation_mark_inside_a_cell_is_named_by_its_line(tmp_path):
    text = files.text_of() + 'A4,"Quán" Ba,x,y\r\n'
    with pytest.raises(sheets.TableUnreadable, match="dòng 5"):
        read(files.write(tmp_path / "a.csv", text))


def test_line_breaks_inside_a_cell_keep_the_count_of_lines(tmp_path):
    text = 'a,b\n1,"x\ny"\n2,z\n3,"q,r",s\n'
    table, _rows = read(files.write(tmp_path / "a.csv", text))
    assert [(line.number, bool(line.fault)) for line in table.lines()] == [
        (2, False),
        (4, False),
        (5, True),
    ]


def test_titles_above_the_heading_are_passed_over(tmp_path):
    text = "DANH SÁCH CƠ SỞ,,,\r\n(Kèm theo Công văn số 1),,,\r\n\r\n" + files.text_of()
    known = {"mã", "tên cơ sở", "xã"}
    table, rows = read(
        files.write(tmp_path / "a.csv", text), is_heading=lambda cell: cell.lower() in known
    )
    assert (table.header_number, rows) == (4, BODY)


def test_the_row_that_numbers_the_columns_is_passed_over(tmp_path):
    text = files.text_of([files.ROWS[0], ["(1)", "(2)", "(3)", "(4)"], *BODY])
    _table, rows = read(files.write(tmp_path / "a.csv", text))
    assert rows == BODY


def test_three_thousand_columns_are_refused(tmp_path):
    text = ",".join(f"c{n}" for n in range(3000)) + "\n" + ",".join("1" * 3000) + "\n"
    with pytest.raises(sheets.TableUnreadable, match=r"3000 cột"):
        read(files.write(tmp_path / "a.csv", text))


def test_a_long_table_is_refused_where_it_becomes_too_long(tmp_path):
    path = files.write(tmp_path / "a.csv", "a,b\n" + "1,2\n" * 30)
    table = sheets.open_table(path, limits=sheets.Limits(rows=20))
    with pytest.raises(sheets.TableUnreadable, match="20 dòng"):
        list(table.lines())


def test_half_a_gigabyte_is_refused_unread(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(500 * 1024 * 1024)
    with pytest.raises(sheets.TableUnreadable, match="50 MB"):
        sheets.open_table(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "trống"),
        (b"\r\n  \r\n", "trống"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, ".xlsx"),
        (b"mot hai ba\r\nbon nam\r\n", "phẩy"),
        (b"a,b\n1,\x002\n", "CSV UTF-8"),
        (b"a,,\n", "tiêu đề"),
        (b"PK\x03\x04 garbage", "hỏng"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path, content, said):
    with pytest.raises(sheets.TableUnreadable, match=re.escape(said)):
        read(files.write(tmp_path / "a.csv", content))
