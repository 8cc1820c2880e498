"""Expected reports press: units are reminded before and on the day, and a missing one climbs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.directives import models, queries
from campaigns.directives.services import climbing
from campaigns.kernel import actor, roles, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services

A = models.ReportAct
L = models.Level
_ABOVE = _("%(unit)s has not sent “%(report)s” of %(period)s, which was due on %(due)s.")
_TOLD = {
    L.UNIT: _("“%(report)s” of %(period)s was due on %(due)s and is not sent: %(unit)s."),
    L.HEAD: _("Your unit has not sent “%(report)s” of %(period)s, which was due on %(due)s."),
    L.DEPARTMENT: _ABOVE,
    L.OFFICE: _ABOVE,
}
_WORDS = {
    A.REMINDED: _("Due on %(due)s: “%(report)s” of %(period)s, %(unit)s."),
    A.DUE: _("Due today until %(until)s: “%(report)s” of %(period)s, %(unit)s."),
    A.WARNED: _(
        "If it is not sent, %(level)s hears on %(day)s: “%(report)s” of %(period)s, %(unit)s."
    ),
}


@dataclass(frozen=True)
class _Step:
    """What is to be done now of one report."""

    row: models.ExpectedReport
    act: models.ReportAct
    level: models.Level
    on_date: date
    people: Sequence[accounts_models.User]


def press_reports(*, by: actor.Actor, at: datetime) -> int:
    """Remind units of reports that are due, warn them, and tell each level whose day has come of
    those that are missing; return how many steps were made.

    Levels hear and units are warned on working days alone; of a daily report units are reminded on
    any day. Rows are held by batches, each in a transaction of its own with its notices: a second
    sweep passes over what the first one holds, one after a kill does what was left, and a step is
    unique in the database.
    """
    today, calendar = timezone.localdate(at), queries.working_calendar()
    pks = queries.reports_to_remind(at, calendar)
    if calendar.is_working_day(today):
        pks += queries.reports_to_climb(today)
    made = 0
    for first in range(0, len(pks), climbing.BATCH):
        with writing.writing(by=by, at=at):
            made += _press_batch(pks[first : first + climbing.BATCH], calendar, today, at)
    return made


def _press_batch(pks: Sequence[int], calendar: queries.Calendar, today: date, at: datetime) -> int:
    held = models.ExpectedReport.objects.all().unanswered()
    free = held.filter(pk__in=pks, excused_at__isnull=True).order_by("pk")
    locked = list(free.select_for_update(skip_locked=True).values_list("pk", flat=True))
    loaded = models.ExpectedReport.objects.filter(pk__in=locked)
    rows = list(loaded.select_related(*queries.SILENCE_LOADED).order_by("due_date", "pk"))
    steps = list(_to_do(rows, calendar, today, at))
    if not steps:
        return 0
    models.ReportEscalation.objects.bulk_create(
        [
            models.ReportEscalation(
                report=step.row,
                due_date=step.row.due_date,
                level=step.level,
                act=step.act,
                planned_date=step.on_date,
                people_count=len(step.people),
                made_at=at,
            )
            for step in steps
        ],
        batch_size=500,
    )
    for step in steps:
        _tell(step, at)
    _record(steps)
    return len(steps)


def _to_do(
    rows: Sequence[models.ExpectedReport], calendar: queries.Calendar, today: date, at: datetime
) -> Iterator[_Step]:
    seats = queries.seats_of_reports(rows, on=today)
    silences = queries.silences_of_reports(rows, seats, on=today)
    done, days = _done(rows), queries.waits()
    for row in rows:
        for act, level, on in (
            *_reminders(row, calendar, today, at),
            *_rungs(row, silences[row.pk], calendar, days, today),
        ):
            planned = on if act == A.WARNED else None
            if (row.pk, row.due_date, act, level, planned) not in done:
                people = climbing.hearing(level, is_told=act == A.TOLD, seats=seats[row.pk])
                yield _Step(row, act, level, on, people)


def _reminders(
    row: models.ExpectedReport, calendar: queries.Calendar, today: date, at: datetime
) -> Iterator[tuple[models.ReportAct, models.Level, date]]:
    """Those whose day has come: what is in time is not over yet."""
    if at >= row.timely_until_at:
        return
    planned = queries.reminders(
        rhythm=row.form.rhythm, due=row.due_date, days=row.form.remind_days, calendar=calendar
    )
    for one in planned:
        is_over = one.act == A.REMINDED and today >= row.due_date
        if one.on_date <= today and not is_over:
            yield one.act, L.UNIT, one.on_date


def _rungs(
    row: models.ExpectedReport,
    silence: queries.Silence,
    calendar: queries.Calendar,
    days: Mapping[models.Level, int],
    today: date,
) -> Iterator[tuple[models.ReportAct, models.Level, date]]:
    if row.due_date >= today or not calendar.is_working_day(today):
        return
    for rung in queries.climb(silence, calendar, days, today):
        act = climbing.act_of(rung, today)
        if act is not None:
            yield A(act), rung.level, rung.on_date


def _done(
    rows: Sequence[models.ExpectedReport],
) -> set[tuple[int, date, models.ReportAct, models.Level, date | None]]:
    made = models.ReportEscalation.objects.filter(report__in=[row.pk for row in rows])
    return {
        (pk, due, A(act), L(level), on if act == A.WARNED else None)
        for pk, due, act, level, on in made.values_list(
            "report_id", "due_date", "act", "level", "planned_date"
        )
    }


def _words(step: _Step) -> str | Promise:
    return _TOLD[step.level] if step.act == A.TOLD else _WORDS[step.act]


def _tell(step: _Step, at: datetime) -> None:
    row = step.row
    start, end = (queries.said_day(day) for day in (row.period_start_date, row.period_end_date))
    with translation.override("vi"):
        text = str(_words(step)) % {
            "unit": row.unit.name_vi[:60],
            "report": row.form.name_vi[:100],
            "period": start if start == end else f"{start}–{end}",
            "due": queries.said_day(row.due_date),
            "until": f"{timezone.localtime(row.timely_until_at):%H:%M}",
            "day": queries.said_day(step.on_date),
            "level": step.level.label,
        }
    is_reminder = step.act in {A.REMINDED, A.DUE}
    kinds = notification_models.Kind
    notification_services.tell(
        users=step.people,
        topic=f"directives.report.{row.pk}.{row.due_date:%Y%m%d}.{step.level.value}"
        f".{step.act}.{step.on_date:%Y%m%d}",
        text=text,
        url=reverse("directives:report", args=[row.pk]),
        at=at,
        kind=kinds.DUTIES if is_reminder else kinds.ESCALATIONS,
        about=notification_services.About(
            permission=roles.Permission.VIEW_OBLIGATION,
            unit_id=row.unit_id,
            matter=row.unit.name_vi,
        ),
    )


def _record(steps: Sequence[_Step]) -> None:
    """An event for each level that heard; one for all reminders and warnings of the batch."""
    for step in steps:
        if step.act == A.TOLD:
            audit_services.record(
                "directives.report_escalated",
                step.row,
                unit_id=step.row.unit_id,
                after={
                    "due": step.row.due_date.isoformat(),
                    "level": step.level.name,
                    "people_told": len(step.people),
                },
            )
    softly = [step.row for step in steps if step.act != A.TOLD]
    if softly:
        audit_services.record(
            "directives.reports_pressed", softly[0], after={"reports": [row.pk for row in softly]}
        )
