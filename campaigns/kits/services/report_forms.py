"""Recurring reports of a kit: read, checked by the rules of directives, saved by their service."""

import re
from collections.abc import Callable
from datetime import datetime, time
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from campaigns.directives import models, services
from campaigns.directives.models import questions as asked
from campaigns.kernel import actor
from campaigns.kits.services import faulting, kit, letter, onto_units, records, tables, targets
from campaigns.units import models as units_models

_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def report_form(record: records.Record) -> letter.ReportForm:
    """A recurring report from its YAML record."""
    record.refuse_unknown(tables.columns_of(letter.ReportForm))
    return letter.ReportForm(
        source=record.source,
        code=record.slug("code", limit=60),
        obligation=record.slug("obligation", limit=60),
        collector=record.code("collector"),
        name_vi=record.name("name_vi"),
        rhythm=record.choice("rhythm", models.Rhythm.values),
        basis=record.choice("basis", letter.BASES),
        due_days=_days(record, "due_days", services.MOST_DUE_DAYS, 0),
        timely_until=record.matching(
            "timely_until", _CLOCK, _("write hours and minutes, as in 05:30")
        )
        if "timely_until" in record.values
        else "17:00",
        lock_days=_days(record, "lock_days", services.MOST_LOCK_DAYS, 7),
        remind_days=_days(record, "remind_days", services.MOST_REMIND_DAYS, 1),
        units=record.codes("units"),
        unit_kinds=record.codes("unit_kinds"),
        questions=tuple(_question(item) for item in record.records("questions")),
    )


def _days(record: records.Record, name: str, most: int, default: int) -> int:
    said = record.whole(name, low=0, high=most, is_required=False)
    return default if said is None else said


def _question(record: records.Record) -> letter.ReportQuestion:
    record.refuse_unknown(tables.columns_of(letter.ReportQuestion))
    return letter.ReportQuestion(
        source=record.source,
        code=record.slug("code"),
        kind=record.choice("kind", models.QuestionKind.values, default="NUMBER"),
        label_vi=record.name("label_vi", limit=asked.LABEL_LETTERS),
        measure_vi=record.name("measure_vi", is_required=False, limit=40),
        is_required=record.flag("is_required") if "is_required" in record.values else True,
    )


def check(found: kit.Kit, faults: faulting.Faults, need: Callable[..., None]) -> None:
    """Note forms that ask nobody, or nothing that can be asked, at their line; `need` refuses codes
    that the kit does not have."""
    for row in found.report_forms:
        need("obligation", row.obligation, row.source)
        need("unit", row.collector, row.source)
        for code in row.units:
            need("unit", code, row.source)
        for code in row.unit_kinds:
            need("unit_kind", code, row.source)
        if not (row.units or row.unit_kinds):
            faults.add(
                row.source,
                _("“%(code)s” asks nobody: name units or kinds of unit."),
                code=row.code,
            )
        if not asked.are_sound(_questions(row)):
            faults.add(
                row.source,
                _("“%(code)s” asks nothing sound: 1 to %(most)d questions, each code once."),
                code=row.code,
                most=asked.MOST_QUESTIONS,
            )


def _questions(row: letter.ReportForm) -> list[models.Question]:
    return [
        models.Question(one.code, one.label_vi, one.kind, one.measure_vi, one.is_required)
        for one in row.questions
    ]


class ReportForms(targets.Target[letter.ReportForm]):
    """Units of a kind are asked as a kind, so that a new one is asked too; the report comes round
    from the day on which the kit is loaded, never for what is past."""

    kind: ClassVar[str] = letter.ReportForm.KIND

    def find(self, found: kit.Kit, row: letter.ReportForm) -> models.ReportForm | None:
        return models.ReportForm.objects.filter(code=row.code).first()

    def wanted(self, found: kit.Kit, row: letter.ReportForm) -> dict[str, Any]:
        named = [unit for unit in found.units if unit.code in row.units]
        kinds = units_models.UnitKind.objects.filter(code__in=row.unit_kinds)
        return {
            "obligation": models.Obligation.objects.filter(code=row.obligation).first(),
            "collector": onto_units.unit_by_code(found, row.collector),
            "name_vi": row.name_vi,
            "rhythm": row.rhythm,
            "questions": asked.stored(_questions(row)),
            "due_days": row.due_days,
            "timely_until_time": time.fromisoformat(row.timely_until),
            "lock_days": row.lock_days,
            "remind_days": row.remind_days,
            "is_interval_assumed": row.basis == "DEFAULT",
            "units": onto_units.units_of(named),
            "kinds": list(kinds.order_by("pk")),
        }

    def save(
        self, found: kit.Kit, row: letter.ReportForm, *, by: actor.Actor, at: datetime
    ) -> None:
        values = self.wanted(found, row)
        kept = self.find(found, row)
        values["questions"] = _questions(row)
        values["rhythm"] = models.Rhythm(row.rhythm)
        draft = services.ReportFormDraft(
            code=row.code,
            valid_from_date=kept.valid_from_date if kept else found.starts_on or at.date(),
            valid_to_date=kept.valid_to_date if kept else None,
            **values,
        )
        services.save_report_form(draft=draft, by=by, at=at)
