"""The record of an inspection on A4, with the places where three people sign."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.inspections import queries
from campaigns.kernel import typesetting

TEMPLATE = Path(__file__).with_name("record.typ")


def record_pdf(paper: queries.RecordPaper, *, at: datetime) -> bytes:
    """The record as PDF, in Vietnamese; of a visit still to come, a form to be filled by hand."""
    return typesetting.set_pdf(template=TEMPLATE, name="record", data=record_data(paper), at=at)


def record_data(paper: queries.RecordPaper) -> dict[str, Any]:
    """What the template shows."""
    clean = typesetting.clean
    with translation.override("vi"):
        return {
            "words": _words(),
            "unit": clean(paper.unit_name),
            "number": str(paper.number),
            "facts": [[name, clean(said)] for name, said in _facts(paper)],
            "lines": [[clean(line.text), clean(_answer(line))] for line in paper.lines],
            "findings": [
                [clean(f.text), f.severity, f"{f.remedy_by_date:%d/%m/%Y}"] for f in paper.findings
            ],
            "note": clean(paper.note),
            "is_demo": paper.is_demo,
        }


def _answer(line: queries.Line) -> str:
    return ". ".join(said for said in (line.answer, line.note) if said)


def _facts(paper: queries.RecordPaper) -> list[tuple[str, str]]:
    day = paper.inspected_date or paper.planned_date
    scored = "–" if paper.percent is None else f"{paper.percent} %"
    return [
        (_("Premises"), f"{paper.premises_name} ({paper.premises_code})"),
        (_("Place"), paper.place),
        (_("Day of the inspection"), f"{day:%d/%m/%Y}"),
        (_("Inspector"), paper.inspector or "…"),
        (
            _("Checklist"),
            _("%(name)s, version %(number)s")
            % {"name": paper.checklist_name, "number": paper.version},
        ),
        (_("Points"), scored),
    ]


def _words() -> dict[str, str]:
    return {
        "nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "motto": "Độc lập – Tự do – Hạnh phúc",
        "title": _("Record of inspection"),
        "number": _("No."),
        "item": _("Item"),
        "answer": _("Answer"),
        "findings": _("Findings to be remedied"),
        "finding": _("Finding"),
        "severity": _("Severity"),
        "remedy_by": _("Remedy by"),
        "none": _("No finding."),
        "note": _("Remarks"),
        "premises_sign": _("For the premises"),
        "commune_sign": _("For the commune"),
        "inspector_sign": _("Inspector"),
        "sign": _("(signature, full name)"),
        "demo": _("Invented for the demo: proves nothing."),
    }
