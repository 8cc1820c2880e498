"""The record of an inspection as pages and papers show it."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from campaigns.inspections import models
from campaigns.inspections.queries import findings, judging
from campaigns.inspections.queries import items as items_

PAPER_LANGUAGE = "vi"
FOLLOWS = "FOLLOWS"
_WORDS = {
    FOLLOWS: _("the photo has not come yet"),
    items_.YES: _("Yes"),
    items_.NO: _("No"),
    items_.NA: _("Does not apply"),
    items_.PHOTO: _("photo kept"),
}


@dataclass(frozen=True)
class Line:
    """One item with its answer in words; `tone` is the answer's colour, `photo` its picture, `note`
    what the inspector wrote beside it."""

    text: str
    answer: str
    tone: str
    photo: models.InspectionPhoto | None
    note: str = ""


@dataclass(frozen=True)
class FindingLine:
    """A finding as the paper shows it."""

    text: str
    severity: str
    remedy_by_date: date


@dataclass(frozen=True)
class RecordPaper:
    """Everything that the record on paper shows; a visit still to come has no answers yet.

    `percent` is None where nothing was scored.
    """

    number: int
    unit_name: str
    premises_name: str
    premises_code: str
    place: str
    checklist_name: str
    version: int
    inspected_date: date | None
    planned_date: date
    inspector: str
    percent: int | None
    note: str
    lines: tuple[Line, ...]
    findings: tuple[FindingLine, ...]
    is_demo: bool


def lines_of(inspection: models.Inspection) -> list[Line]:
    """The items that were asked, in their order."""
    items = items_.from_data(inspection.version.items)
    photos = {photo.item: photo for photo in inspection.photos.order_by("pk")}
    return [
        replace(
            _line(item, inspection.answers.get(item.code), photos.get(item.code)),
            note=inspection.item_notes.get(item.code, ""),
        )
        for item in judging.asked(items, inspection.answers)
    ]


def _line(item: items_.Item, answer: object, photo: models.InspectionPhoto | None) -> Line:
    earned = judging.earned_percent(item, answer)
    tone = "neutral" if earned is None else "good" if earned == judging.FULL else "danger"
    if item.kind == items_.PHOTO and answer and photo is None:
        return Line(item.text, str(_WORDS[FOLLOWS]), "warning", None)
    if item.kind == items_.PHOTO:
        return Line(item.text, str(_WORDS[item.kind]) if photo else "", "neutral", photo)
    return Line(item.text, answer_text(item, answer), tone, None)


def answer_text(item: items_.Item, answer: object) -> str:
    """The answer in words; empty where there is none."""
    if answer is None:
        return ""
    if item.kind == items_.NUMBER:
        return f"{answer:g}" if isinstance(answer, int | float) else ""
    names = {choice.code: choice.name for choice in item.choices}
    return names.get(str(answer)) or str(_WORDS.get(str(answer), ""))


def paper_of(inspection: models.Inspection) -> RecordPaper:
    """The record as it goes on paper, in Vietnamese: papers are signed and shown to authorities."""
    premises = inspection.premises
    inspected_at = inspection.inspected_at
    with translation.override(PAPER_LANGUAGE):
        return RecordPaper(
            number=inspection.pk,
            unit_name=inspection.unit.name_vi,
            premises_name=premises.name,
            premises_code=premises.code,
            place=", ".join(
                filter(None, (premises.plate or premises.address, premises.commune.name_vi))
            ),
            checklist_name=inspection.version.checklist.name_vi,
            version=inspection.version.number,
            inspected_date=timezone.localdate(inspected_at) if inspected_at else None,
            planned_date=inspection.planned_date,
            inspector=str(inspection.inspected_by or inspection.inspector or ""),
            percent=inspection.percent,
            note=inspection.note,
            lines=tuple(lines_of(inspection)),
            findings=tuple(
                FindingLine(f.text, str(f.get_severity_display()), f.remedy_by_date)
                for f in findings.findings_of(inspection)
            ),
            is_demo=premises.is_demo,
        )
