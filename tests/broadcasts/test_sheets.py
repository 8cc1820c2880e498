"""The announcer's sheet: everything that is to be read, in letters that the printer has."""

import re
import shutil
import subprocess
import zlib
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from campaigns.broadcasts import builders, queries, services
from tests.factories import broadcasts

HOSTILE = (
    '#import "/etc/passwd" $x^2$ \\ @ref <tag> *bold* _em_ `raw` = head // c /* d */ '
    '#{panic("x")} #read("sheet.typ") ~ "q" [x] {"a": 1} %s \x00\x0b'
)
LETTERS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"


@pytest.fixture(autouse=True)
def _second_factor_is_not_the_matter_here(settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False


def piece(**changes) -> queries.SheetPiece:
    base = {
        "starts_at": broadcasts.on_air(5, 30),
        "seconds": 125,
        "title": "Khai báo y tế",
        "place": "Bản tin sáng",
        "medium_label": "Phát thanh",
        "language": "vi",
        "language_label": "Tiếng Việt",
        "priority": "NORMAL",
        "text": "Quét mã quy a ở cửa.\n\nChỉ mất một phút.",
        "sha256": "a1b2c3d4e5f6" + "0" * 52,
        "has_newer_text": False,
        "is_withdrawn": False,
    }
    return queries.SheetPiece(**(base | changes))


def sheet(*pieces, day: date | None = broadcasts.TOMORROW) -> queries.Sheet:
    return queries.Sheet("Đài Ninh Thuận", day, broadcasts.NOW, pieces)


def pages_of(pdf: bytes) -> int:
    streams = [zlib.decompress(part) for part in _streams(pdf)]
    return sum(len(re.findall(rb"/Type\s*/Page\b", part)) for part in [pdf, *streams])


def _streams(pdf: bytes):
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            zlib.decompress(found[1])
        except zlib.error:
            continue
        yield found[1]


def fonts_of(pdf: bytes) -> set[str]:
    whole = pdf + b"".join(zlib.decompress(part) for part in _streams(pdf))
    return {name.decode() for name in re.findall(rb"/BaseFont\s*/\w+\+([\w-]+)", whole)}


def text_of(pdf: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed here.")
    found = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return re.sub(r"\s+", " ", found.stdout.decode())


def test_each_piece_begins_its_own_page_behind_the_overview():
    assert pages_of(builders.sheet_pdf(sheet(piece(), piece(), piece()))) == 4
    assert pages_of(builders.sheet_pdf(sheet(piece(), day=None))) == 1
    assert pages_of(builders.sheet_pdf(sheet())) == 1


def test_every_vietnamese_and_cham_letter_is_printed_in_our_own_fonts():
    assert len(set(LETTERS) - set("aăâeêioôơuưyđ")) == 60
    vietnamese = piece(text=" ".join(LETTERS + LETTERS.upper()))
    cham = piece(language="cjm-Cham", text="ꨀꨇꩉ ꨔꨴꩍ ꨌꩌ")
    pdf = builders.sheet_pdf(sheet(vietnamese, cham))
    assert fonts_of(pdf) == {
        "BeVietnamPro-Regular",
        "BeVietnamPro-Bold",
        "NotoSansCham-Regular",
    }
    text = text_of(pdf)
    for letter in LETTERS + LETTERS.upper():
        assert letter in text


def test_letters_written_with_loose_marks_are_printed_whole():
    decomposed = builders.sheet_pdf(sheet(piece(text="Ba\u0309n tin e\u0302\u0301")))
    assert "Bản tin ế" in text_of(decomposed)


@pytest.mark.parametrize("field", ["title", "text", "place", "language_label"])
def test_nothing_that_somebody_typed_is_read_as_markup(field):
    text = text_of(builders.sheet_pdf(sheet(piece(**{field: HOSTILE}))))
    for part in ('#import "/etc/passwd"', "$x^2$", "*bold*", "`raw`", '#{panic("x")}', "// c"):
        assert part in text


def test_priority_emergency_old_and_withdrawn_texts_are_marked_by_words():
    with translation.override("vi"):
        pdf = builders.sheet_pdf(
            sheet(
                piece(priority="PRIORITY"),
                piece(priority="EMERGENCY"),
                piece(has_newer_text=True),
                piece(is_withdrawn=True),
            )
        )
    text = text_of(pdf)
    assert text.count("BẢN TIN KHẨN CẤP") == 2
    assert text.count("BẢN TIN ƯU TIÊN") == 2
    assert "Phát ngay lập tức" in text
    assert "văn bản mới hơn" in text
    assert "không đọc" in text
    assert "a1b2c3d4e5f6" in text
    assert re.search(r"Trang 2/5", text)


def test_a_long_text_runs_on_and_an_empty_one_is_no_fault():
    long = piece(text="\n".join(["Bà con khai báo y tế. " * 20] * 30))
    assert pages_of(builders.sheet_pdf(sheet(long, day=None))) > 5
    endless = builders.sheet_pdf(sheet(piece(text="", title="x" * 250 + "END"), day=None))
    assert pages_of(endless) == 1
    assert "END" in text_of(endless)


def test_the_day_holds_what_is_planned_in_the_order_of_air(station, django_assert_num_queries):
    late = broadcasts.make_release(
        station, slot=None, planned_start_at=broadcasts.on_air(9), priority="PRIORITY"
    )
    broadcasts.make_release(station)
    gone = broadcasts.make_release(station, slot=None, planned_start_at=broadcasts.on_air(11))
    services.cancel_release(release=gone, reason="Bỏ", by=station.chief, at=broadcasts.NOW)
    with django_assert_num_queries(1):
        found = queries.day_sheet(station.outlet, broadcasts.TOMORROW, broadcasts.NOW)
    assert [p.place for p in found.pieces] == ["Bản tin sáng", ""]
    assert found.pieces[1].priority == "PRIORITY"
    assert found.pieces[0].text == "Quét mã quy a để khai báo y tế."
    one = queries.release_sheet(late, broadcasts.NOW)
    assert [p.starts_at for p in one.pieces] == [late.planned_start_at]


def test_sheets_are_a_click_from_rundown_and_script(station):
    release = broadcasts.make_release(station)
    client = Client()
    client.force_login(station.broadcaster)
    day = broadcasts.TOMORROW.isoformat()
    for page, paper in (
        (
            reverse("broadcasts:rundown", args=[station.outlet.pk, day]),
            reverse("broadcasts:rundown_pdf", args=[station.outlet.pk, day]),
        ),
        (
            reverse("broadcasts:script", args=[release.script_id]),
            reverse("broadcasts:script_pdf", args=[release.script_id]),
        ),
    ):
        assert f'href="{paper}"' in client.get(page).content.decode()
        answer = client.get(paper)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
    assert client.get(paper.replace(str(release.script_id), "999999")).status_code == 404
    wrong = reverse("broadcasts:rundown_pdf", args=[station.outlet.pk, "2026-13-45"])
    assert client.get(wrong).status_code == 404
