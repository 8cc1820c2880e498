"""Reports that come round: a weekly form for communes, rows that the sweep made, answers."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from campaigns.audit import services as audit_services
from campaigns.directives import models, queries, services
from campaigns.kernel import writing
from campaigns.units import models as units_models
from tests.factories import cast as casts
from tests.factories import duties

# Monday; the week ends on Sunday 22 November and is due on the second working day after it, which
# is Wednesday 25: 24 November is a holiday.
NOW = duties.NOW
TODAY = duties.TODAY
WEEK_ENDS = date(2026, 11, 22)
DUE = date(2026, 11, 25)
QUESTIONS = (
    models.Question("posts", "Số tin đã phát", measure="tin"),
    models.Question("is_led", "Đã họp giao ban", models.QuestionKind.YES_NO, is_required=False),
    models.Question("remark", "Khó khăn", models.QuestionKind.TEXT, is_required=False),
)
ANSWERS = {"posts": Decimal(12), "is_led": True, "remark": ""}


def on(day: date, hour: int = 9) -> datetime:
    """An hour of a day in Viet Nam."""
    zone = timezone.get_default_timezone()
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone)


def draft(scene: duties.Scene, **changes: Any) -> services.ReportFormDraft:
    values: dict[str, Any] = {
        "obligation": scene.obligation,
        "collector": scene.cast.province,
        "code": "bao-cao-tuan",
        "name_vi": "Báo cáo tuần về tuyên truyền",
        "rhythm": models.Rhythm.WEEKLY,
        "questions": QUESTIONS,
        "valid_from_date": TODAY,
        "due_days": 2,
        "lock_days": 3,
        "kinds": [scene.cast.commune.kind],
    }
    return services.ReportFormDraft(**(values | changes))


def make_form(scene: duties.Scene, *, at: datetime = NOW, **changes: Any) -> models.ReportForm:
    return services.save_report_form(draft=draft(scene, **changes), by=scene.coordinator, at=at)


def sweep(at: datetime = NOW) -> int:
    return services.expect_reports(by=casts.SYSTEM, at=at)


def expected(
    scene: duties.Scene, unit: units_models.Unit | None = None, **changes: Any
) -> models.ExpectedReport:
    """The week's report of the commune, made by the sweep."""
    form = models.ReportForm.objects.first() or make_form(scene, **changes)
    sweep()
    return loaded(form, unit or scene.cast.commune)


def loaded(form: models.ReportForm, unit: units_models.Unit) -> models.ExpectedReport:
    rows = models.ExpectedReport.objects.select_related(*queries.REPORT_LOADED)
    return rows.get(form=form, unit=unit)


def send(
    scene: duties.Scene,
    row: models.ExpectedReport,
    *,
    at: datetime | None = None,
    **changes: Any,
) -> None:
    services.send_report(
        report=row, answers=ANSWERS | changes, by=scene.cast.officer, at=at or on(WEEK_ENDS)
    )


def set_ranges(unit: units_models.Unit, *ranges: tuple[date, date | None]) -> None:
    """Say on which days a unit works."""
    with writing.writing(by=casts.SYSTEM, at=NOW):
        units_models.ActiveRange.objects.filter(unit=unit).delete()
        for first, last in ranges:
            units_models.ActiveRange(unit=unit, valid_from_date=first, valid_to_date=last).save()
        audit_services.record("units.ranges_set", unit, unit_id=unit.pk)


def outcome(row: models.ExpectedReport, at: datetime) -> str:
    """As the database derives it; the pure function must say the same."""
    found = models.ExpectedReport.objects.all().judged(at).select_related(*queries.REPORT_LOADED)
    kept = found.get(pk=row.pk)
    alone = models.outcome(kept, at=at, is_expected=queries.is_expected(kept))
    assert kept.outcome == alone
    return str(alone)


DAY = timedelta(days=1)
