"""How fast sheets are set, and in what memory: 1,000 and 10,000 of them.

Usage: python benchmarks/poster_sheets.py [--json]. LOA_SCALE=0.1 sets a tenth of them. References in
the same run: ReportLab drawing the same 1,000 sheets, and the bare engine given data in which the
codes are drawn already. No database: what is measured is the making of the file, as the worker
makes it (parts, then one file).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django

SCALE = float(os.environ.get("LOA_SCALE", "1"))
FEW, MANY = int(1000 * SCALE), int(10_000 * SCALE)
APPS = ["Tờ khai y tế (Vietnam Health Declaration)", "NCOVI", "Bluezone"]
NOW = datetime(2021, 6, 6, tzinfo=UTC)
FONTS = ROOT / "static" / "vendor" / "print-fonts"


def sheets(begin: int, end: int) -> list:
    from campaigns.premises import queries

    return [
        queries.SheetToPrint(
            kind="A4",
            payload=f"https://kbyt.vidu.vn/diem?id={number:012}&t=PC",
            name=f"Quán cà phê Hòa Bình số {number}",
            place="Số 12, thôn Ma Hoa · Xã Phước Đại",
            code=f"LOA{number:07}",
            edition=1,
            is_bilingual=False,
        )
        for number in range(begin, end)
    ]


def make_by_loa(count: int) -> float:
    """The worker's way; returns seconds."""
    from campaigns.premises import builders
    from campaigns.premises.services import printing

    with tempfile.TemporaryDirectory() as name:
        folder, start = Path(name), time.perf_counter()
        for begin in range(0, count, printing.CHUNK):
            part = builders.sheets_pdf(
                sheets(begin, min(begin + printing.CHUNK, count)),
                app_names=APPS,
                at=NOW,
                is_tagged=False,
            )
            (folder / f"part-{begin:07}.pdf").write_bytes(part)
        printing._join(folder)
        seconds = time.perf_counter() - start
        assert (folder / "sheets.pdf").stat().st_size > count * 1000
    return seconds


def make_bare(count: int) -> float:
    """The engine alone: data ready, one document."""
    from django.utils import translation

    from campaigns.kernel import typesetting
    from campaigns.premises.builders import sheets as builder

    with translation.override("vi"):
        words = builder._words()
        data = {
            "title": "x",
            "words": words,
            "english": words,
            "apps": ", ".join(APPS),
            "sheets": [builder._sheet(sheet) for sheet in sheets(0, count)],
        }
    start = time.perf_counter()
    typesetting.set_pdf(
        template=builder._TEMPLATE, name="print", data=data, at=NOW, is_tagged=False
    )
    return time.perf_counter() - start


def make_by_reportlab(count: int) -> float:  # noqa: PLR0915  one sheet, line by line
    """The same sheets by ReportLab's own means."""
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(TTFont("Bold", FONTS / "BeVietnamPro-Bold.ttf"))
    pdfmetrics.registerFont(TTFont("Plain", FONTS / "BeVietnamPro-Regular.ttf"))
    start = time.perf_counter()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        page = canvas.Canvas(file.name, pagesize=A4)
        for sheet in sheets(0, count):
            page.setFillColorRGB(0.12, 0.25, 0.53)
            page.rect(0, 270 * mm, 210 * mm, 27 * mm, stroke=0, fill=1)
            page.setFillColorRGB(1, 1, 1)
            page.setFont("Bold", 28)
            page.drawCentredString(105 * mm, 280 * mm, "Quét mã để khai báo y tế")
            page.setFillColorRGB(0, 0, 0)
            code = QrCodeWidget(sheet.payload, barLevel="Q", barBorder=0)
            low, bottom, high, top = code.getBounds()
            size = 150 * mm
            drawing = Drawing(
                size, size, transform=[size / (high - low), 0, 0, size / (top - bottom), 0, 0]
            )
            drawing.add(code)
            renderPDF.draw(drawing, page, 30 * mm, 105 * mm)
            page.setFont("Bold", 27)
            page.drawCentredString(105 * mm, 80 * mm, sheet.name)
            page.setFont("Plain", 13)
            page.drawCentredString(105 * mm, 72 * mm, sheet.place)
            for number, step in enumerate(("Mở camera", "Đưa vào mã", "Điền tờ khai rồi gửi")):
                page.drawString((12 + 62 * number) * mm, 60 * mm, f"{number + 1}. {step}")
            page.drawCentredString(105 * mm, 20 * mm, ", ".join(APPS))
            page.drawString(12 * mm, 10 * mm, f"Bảng {sheet.code}, lần in {sheet.edition}")
            page.showPage()
        page.save()
    return time.perf_counter() - start


MAKERS = {"loa": make_by_loa, "bare": make_bare, "reportlab": make_by_reportlab}


def apart(maker: str, count: int) -> tuple[float, float]:
    """Seconds, and the peak of memory in MiB, in a process of its own."""
    answer = subprocess.run(
        [sys.executable, __file__, "--make", maker, "--count", str(count)],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, peak = json.loads(answer.stdout.splitlines()[-1])
    return seconds, peak


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--make", choices=MAKERS)
    parser.add_argument("--count", type=int)
    said = parser.parse_args()
    if said.make:
        django.setup()
        MAKERS[said.make](20)  # fonts are read once
        seconds = MAKERS[said.make](said.count)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([seconds, peak]))
        return
    few, few_peak = apart("loa", FEW)
    many, many_peak = apart("loa", MANY)
    bare, _ = apart("bare", FEW)
    other, _ = apart("reportlab", FEW)
    rows = [
        ("against ReportLab", FEW / few, "sheets/s", FEW / other, other / few, 3.0, 1),
        ("against the bare engine", FEW / few, "sheets/s", FEW / bare, bare / few, 0.6, 1),
        ("memory", many_peak, "MiB", few_peak, many_peak / few_peak, 1.34, -1),
        ("ten times the sheets", MANY / many, "sheets/s", FEW / few, few * 10 / many, 0.8, 1),
    ]
    for name, value, unit, reference, ratio, budget, sign in rows:
        row = {
            "name": f"poster_sheets {name}",
            "value": round(value, 1),
            "unit": unit,
            "reference": round(reference, 1),
            "ratio": round(ratio, 2),
            "budget": budget,
            "ok": ratio * sign >= budget * sign,
        }
        print(
            json.dumps(row)
            if said.json
            else "{name}: {value} {unit}, reference {reference}, "
            "ratio {ratio} (budget {budget}) {ok}".format(**row)
        )


if __name__ == "__main__":
    main()
