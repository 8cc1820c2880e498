"""Invented weekly reports: most units in time, one late, one with nothing, one excused, one silent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.directives import models, queries, services
from campaigns.directives.models import questions as asked
from campaigns.kits.services import demo_people
from campaigns.units import models as units_models

_OBLIGATION, _COLLECTOR = "ob-1-a", "58"
# The committee of the demo's officer first: in the last week it has yet to report.
_DISTRICTS = ("584", "582", "585", "586", "587", "588", "589")
_QUESTIONS = (
    models.Question("buoi", "Buổi tuyên truyền đã tổ chức", measure="buổi"),
    models.Question("ho", "Hộ được vận động", measure="hộ"),
    models.Question("kho_khan", "Khó khăn, vướng mắc", models.QuestionKind.TEXT, "", False),
)
_TROUBLES = ("Một số thôn chưa có sóng điện thoại.", "", "Thiếu tờ rơi song ngữ.", "")


@dataclass(frozen=True)
class ReportPlan:
    """The units by code, who collects, and who sends."""

    units: Mapping[str, units_models.Unit]
    coordinator: accounts_models.User
    officer: accounts_models.User


def run_reports(*, plan: ReportPlan, weeks: int, at: datetime) -> int:
    """Play the weeks before; return how many reports were expected."""
    obligation = models.Obligation.objects.filter(code=_OBLIGATION).first()
    committees = [plan.units[f"PC{code}"] for code in _DISTRICTS if f"PC{code}" in plan.units]
    if obligation is None or not committees:
        return 0
    form = _form(plan, obligation, committees, at - timedelta(weeks=weeks + 1))
    calendar, today = queries.working_calendar(), timezone.localdate(at)
    periods = list(queries.periods(form.rhythm, form.valid_from_date, today))
    made = 0
    for period in periods:
        made += services.expect_period(
            form=form, period=period, calendar=calendar, by=demo_people.DEMO, at=at
        )
    over = [period for period in periods if period.end < today]
    for number, period in enumerate(over):
        _play(plan, form, period, number, is_last=period == over[-1], at=at)
    return made


def _form(
    plan: ReportPlan,
    obligation: models.Obligation,
    committees: Sequence[units_models.Unit],
    at: datetime,
) -> models.ReportForm:
    draft = services.ReportFormDraft(
        obligation=obligation,
        collector=plan.units[_COLLECTOR],
        code=f"{services.DEMO_FORMS}tuyen-truyen-tuan",
        name_vi="Báo cáo tuần về tuyên truyền, vận động (số liệu giả định)",
        rhythm=models.Rhythm.WEEKLY,
        questions=_QUESTIONS,
        valid_from_date=timezone.localdate(at),
        due_days=2,
        lock_days=14,
        units=committees,
    )
    made = services.save_report_form(draft=draft, by=plan.coordinator, at=at)
    loaded = models.ReportForm.objects.select_related("obligation__clause__directive__campaign")
    return loaded.get(pk=made.pk)


def _play(
    plan: ReportPlan,
    form: models.ReportForm,
    period: queries.Period,
    week: int,
    *,
    is_last: bool,
    at: datetime,
) -> None:
    """One week: by turns a unit is late, has nothing, is excused or sends nothing at all."""
    rows = models.ExpectedReport.objects.select_related(*queries.REPORT_LOADED)
    own = rows.filter(form=form, period_start_date=period.start).order_by("pk")
    by_code = {row.unit.code: row for row in own}
    turn = [by_code[f"PC{code}"] for code in _DISTRICTS if f"PC{code}" in by_code]
    if not is_last:
        turn = turn[:1] + turn[1 + week % 6 :] + turn[1 : 1 + week % 6]
    for place, row in enumerate(turn):
        how = "silent" if is_last and place == 0 else ("in_time", *_HOW)[place % 7]
        _answer(plan, row, how, place + week, at)


_HOW = ("in_time", "late", "nothing", "excused", "silent", "in_time")


def _answer(
    plan: ReportPlan, row: models.ExpectedReport, how: str, number: int, at: datetime
) -> None:
    """Send it, say that there is nothing, or excuse the unit; what lies ahead is left undone."""
    late_at = row.timely_until_at + timedelta(hours=20)
    moment = late_at if how == "late" else row.timely_until_at - timedelta(hours=3 + number % 8)
    if how == "silent" or moment >= at:
        return
    if how == "excused":
        services.excuse_reports(
            reports=[row], reason="Mưa lũ, mất liên lạc.", by=plan.coordinator, at=moment
        )
    elif how == "nothing":
        services.report_nothing(report=row, by=plan.officer, at=moment)
    else:
        answers: dict[str, asked.Answer] = {
            "buoi": Decimal(3 + number % 5),
            "ho": Decimal(180 + 37 * (number % 9)),
            "kho_khan": _TROUBLES[number % 4],
        }
        services.send_report(report=row, answers=answers, by=plan.officer, at=moment)
