"""Recurring reports: their forms, the rows that a sweep makes, and what the calendar moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import ExpressionWrapper, F
from django.db.models import fields as columns
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.directives import models, queries
from campaigns.directives.models import questions as asked
from campaigns.kernel import actor, errors, writing
from campaigns.units import models as units_models

MOST_DUE_DAYS, MOST_LOCK_DAYS, MOST_REMIND_DAYS = 60, 366, 10


class FormRefused(errors.LoaError):
    """No report can come round like this."""


@dataclass(frozen=True)
class ReportFormDraft:
    """What is asked of whom, how often, by when."""

    obligation: models.Obligation
    collector: units_models.Unit
    code: str
    name_vi: str
    rhythm: models.Rhythm
    questions: Sequence[models.Question]
    valid_from_date: date
    valid_to_date: date | None = None
    due_days: int = 0
    timely_until_time: time = time(17)
    lock_days: int = 7
    remind_days: int = 1
    is_interval_assumed: bool = True
    units: Sequence[units_models.Unit] = ()
    kinds: Sequence[units_models.UnitKind] = ()


def save_report_form(*, draft: ReportFormDraft, by: actor.Actor, at: datetime) -> models.ReportForm:
    """Make the form of this code, or change it for periods of which no rows are made yet.

    Raises:
        FormRefused: it asks nothing or nobody, its days or numbers make no sense, or its rhythm
            changes although reports are expected by it already.
    """
    _check(draft)
    with writing.writing(by=by, at=at):
        row = models.ReportForm.objects.select_for_update().filter(code=draft.code).first()
        is_new = row is None
        row = row or models.ReportForm(code=draft.code, announced_at=at)
        if not is_new and row.rhythm != draft.rhythm and row.reports.exists():
            raise FormRefused(
                _("Reports are expected in the old rhythm: end this form and begin another.")
            )
        _fill(row, draft)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as raced:
            raise FormRefused(_("Somebody made a form of this name at the same moment.")) from raced
        row.units.set(draft.units)
        row.kinds.set(draft.kinds)
        audit_services.record(
            f"directives.report_form_{'made' if is_new else 'changed'}",
            row,
            unit_id=row.collector_id,
            after={
                "code": row.code,
                "rhythm": row.rhythm,
                "units": [unit.pk for unit in draft.units],
                "kinds": [kind.pk for kind in draft.kinds],
            },
        )
    return row


_COPIED = (
    *("obligation", "collector", "name_vi", "rhythm", "valid_from_date", "valid_to_date"),
    *("due_days", "timely_until_time", "lock_days", "remind_days"),
    "is_interval_assumed",
)


def _fill(row: models.ReportForm, draft: ReportFormDraft) -> None:
    for name in _COPIED:
        setattr(row, name, getattr(draft, name))
    row.name_vi = " ".join(draft.name_vi.split())[:200]
    row.questions = asked.stored(draft.questions)


def _check(draft: ReportFormDraft) -> None:
    if not draft.name_vi.strip():
        raise FormRefused(_("Give the report a name."))
    if not asked.are_sound(draft.questions):
        raise FormRefused(
            _("Ask between 1 and %(most)s things, each with words of its own.")
            % {"most": asked.MOST_QUESTIONS}
        )
    if not (draft.units or draft.kinds):
        raise FormRefused(_("Say of whom it is expected: units by name, or kinds of unit."))
    _check_days(draft)
    if draft.valid_to_date is not None and draft.valid_to_date < draft.valid_from_date:
        raise FormRefused(_("The last day is before the first."))


def _check_days(draft: ReportFormDraft) -> None:
    if draft.due_days > MOST_DUE_DAYS or draft.lock_days > MOST_LOCK_DAYS:
        raise FormRefused(
            _("Due at most %(due)s days after the period, locked at most %(lock)s days later.")
            % {"due": MOST_DUE_DAYS, "lock": MOST_LOCK_DAYS}
        )
    if draft.remind_days > MOST_REMIND_DAYS:
        raise FormRefused(
            _("Units are reminded at most %(most)s working days before.")
            % {"most": MOST_REMIND_DAYS}
        )


def expect_reports(*, by: actor.Actor, at: datetime) -> int:
    """Make the rows of all reports that are expected by now; return how many were new.

    Periods that are running or ended in the last `queries.HORIZON_DAYS` days are looked at, so
    days on which the worker stood still are made up for, and units that were entered meanwhile.
    Each form and period is one transaction: killed half-way, the next sweep does the rest; two
    sweeps at once wait for each other at the form, and the second finds nothing to do.
    """
    calendar, on = queries.working_calendar(), timezone.localdate(at)
    made = 0
    for form in queries.forms_to_expect(on=on):
        for period in queries.periods_to_expect(form, on=on):
            made += expect_period(form=form, period=period, calendar=calendar, by=by, at=at)
    return made


def expect_period(
    *,
    form: models.ReportForm,
    period: queries.Period,
    calendar: queries.Calendar,
    by: actor.Actor,
    at: datetime,
) -> int:
    """Make the rows of one form and period that are wanting; return how many.

    Nothing is expected that was due before the form was announced.
    """
    times = queries.times_of(form, period, calendar)
    if times.timely_until <= form.announced_at or not queries.units_unasked(form, period):
        return 0
    with writing.writing(by=by, at=at):
        models.ReportForm.objects.select_for_update().get(pk=form.pk)
        pks = queries.units_unasked(form, period)
        if not pks:
            return 0
        rows = [
            models.ExpectedReport(
                form=form,
                unit_id=pk,
                period_start_date=period.start,
                period_end_date=period.end,
                due_days=form.due_days,
                original_due_date=times.due,
                due_date=times.due,
                timely_until_at=times.timely_until,
                locks_at=times.locks,
            )
            for pk in pks
        ]
        models.ExpectedReport.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
        audit_services.record(
            "directives.reports_expected",
            form,
            unit_id=form.collector_id,
            after={"period": period.start.isoformat(), "count": len(pks)},
        )
    return len(pks)


def follow_calendar(day: date) -> list[queries.ReportMove]:
    """Count anew what a day of the calendar moves of reports that nobody sent, inside the service
    that changed the day; return what moved. The time of day and the days until it locks go along.
    """
    moves = queries.report_moves(day, queries.working_calendar())
    for move in moves:
        rows = models.ExpectedReport.objects.all().unanswered()
        rows.filter(
            form=move.form,
            period_start_date=move.period.start,
            due_days=move.due_days,
            due_date=move.from_date,
        ).update(
            due_date=move.to_date,
            timely_until_at=_later("timely_until_at", move),
            locks_at=_later("locks_at", move),
        )
    return moves


def _later(name: str, move: queries.ReportMove) -> Combinable:
    by_days = move.to_date - move.from_date
    return ExpressionWrapper(F(name) + by_days, output_field=columns.DateTimeField())
