"""What happens to an expected report: sent, corrected, unlocked, reminded of."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.directives import models, queries
from campaigns.directives.models import questions as asked
from campaigns.kernel import errors, roles, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services

MOST_UNLOCKED = timedelta(days=31)
_REMINDER = gettext_lazy(
    "Still expected of %(unit)s: %(report)s, period from %(start)s to %(end)s."
)


class ReportRefused(errors.Conflict):
    """The report is not taken, or not changed, like this."""


def send_report(
    *,
    report: models.ExpectedReport,
    answers: Mapping[str, asked.Answer],
    by: accounts_models.User,
    at: datetime,
) -> None:
    """Send the report, or correct it before it locks: the earlier version stays.

    Args:
        report: as the sender saw it, its form loaded up to the campaign; brought up to date.
        answers: by key of the question.

    Raises:
        ReportRefused: nothing is said, an answer is wanting or not of its kind, the period is not
            over yet, the report is locked or no longer expected, or somebody was faster.
    """
    questions = asked.questions_of(report.form.questions)
    if all(asked.is_empty(answers.get(one.key)) for one in questions):
        raise ReportRefused(
            _("The report is empty. If there is nothing to report, say so with the button for it.")
        )
    for one in questions:
        if not asked.fits(one, answers.get(one.key)):
            raise ReportRefused(_("Answer this anew: %(label)s.") % {"label": one.label})
    _send(report, asked.answered(questions, answers), by=by, at=at)


def report_nothing(
    *, report: models.ExpectedReport, by: accounts_models.User, at: datetime
) -> None:
    """Say that there is nothing to report for the period.

    Raises:
        ReportRefused: as for `send_report`; or it was said already.
    """
    if report.is_nil:
        raise ReportRefused(_("That there is nothing to report was said already."))
    _send(report, None, by=by, at=at)


def _send(
    report: models.ExpectedReport,
    answer: list[dict[str, object]] | None,
    *,
    by: accounts_models.User,
    at: datetime,
) -> None:
    if report.period_end_date > timezone.localdate(at):
        raise ReportRefused(
            _("The period runs until %(day)s: report on its last day or later.")
            % {"day": queries.said_day(report.period_end_date)}
        )
    if not queries.is_expected(report):
        raise ReportRefused(_("This report is no longer expected of the unit."))
    number = report.version + 1
    values: dict[str, object] = {"answer": answer, "is_nil": answer is None, "version": number}
    if report.submitted_at is None:
        values |= {"submitted_at": at, "submitted_by": by}
    with writing.writing(by=by, at=at):
        rows = models.ExpectedReport.objects.filter(pk=report.pk, version=report.version)
        claimed = rows.writable(at).update(**values)
        report.refresh_from_db(fields=STORED)
        if claimed != 1:
            raise _too_late(report, at)
        models.ReportVersion(
            report=report,
            number=number,
            answer=answer,
            is_nil=answer is None,
            made_at=at,
            made_by=by,
        ).save(force_insert=True)
        audit_services.record(
            "directives.report_corrected" if number > 1 else "directives.report_sent",
            report,
            unit_id=report.unit_id,
            after={"version": number, "is_nil": report.is_nil},
        )


STORED = [
    *("version", "answer", "is_nil", "submitted_at", "submitted_by", "locks_at", "due_date"),
    *("timely_until_at", "excused_at", "excused_by", "excuse_reason"),
    *("unlocked_until_at", "unlocked_by", "unlock_reason"),
]


def _too_late(report: models.ExpectedReport, at: datetime) -> ReportRefused:
    if report.is_locked(at):
        return ReportRefused(
            _("This report is locked. Whoever collects it can unlock it, with a reason.")
        )
    return ReportRefused(
        _("Somebody of your unit sent this report at the same moment: look at it, then correct it.")
    )


def unlock_report(
    *,
    report: models.ExpectedReport,
    reason: str,
    until: datetime,
    by: accounts_models.User,
    at: datetime,
) -> None:
    """Let the unit write into a locked report until a moment; what comes then is late all the same.

    Raises:
        ReportRefused: no reason is given, it is not locked, or the moment is over or more than 31
            days away.
    """
    words = said(reason, _("Say why it is unlocked."))
    if not at < until <= at + MOST_UNLOCKED:
        raise ReportRefused(_("Unlock it until a later moment, at most 31 days from now."))
    with writing.writing(by=by, at=at):
        rows = models.ExpectedReport.objects.filter(pk=report.pk, locks_at__lte=at)
        claimed = rows.update(unlocked_until_at=until, unlocked_by=by, unlock_reason=words)
        report.refresh_from_db(fields=STORED)
        if claimed != 1:
            raise ReportRefused(_("This report is not locked."))
        audit_services.record(
            "directives.report_unlocked",
            report,
            unit_id=report.unit_id,
            after={"until": until.isoformat()},
            reason=words,
        )


def said(words: str, missing: str) -> str:
    """The words on one line.

    Raises:
        ReportRefused: there are none; `missing` says what is wanting.
    """
    line = " ".join(words.split())[:400]
    if not line:
        raise ReportRefused(missing)
    return line


def remind(
    *, reports: Sequence[models.ExpectedReport], by: accounts_models.User, at: datetime
) -> list[models.ExpectedReport]:
    """Remind the people of the units of reports that are wanting, each once for a period; return
    those of units where nobody could be told.

    Args:
        reports: with unit and form; those that were sent are passed over.
    """
    wanting = [row for row in reports if row.submitted_at is None]
    people = queries.people_of([row.unit_id for row in wanting], on=timezone.localdate(at))
    with writing.writing(by=by, at=at):
        for row in wanting:
            _remind(row, people.get(row.unit_id, []), at)
        if wanting:
            audit_services.record(
                "directives.reports_reminded", wanting[0].form, after={"count": len(wanting)}
            )
    return [row for row in wanting if not people.get(row.unit_id)]


def _remind(
    row: models.ExpectedReport, people: Sequence[accounts_models.User], at: datetime
) -> None:
    with translation.override("vi"):
        text = str(_REMINDER) % {
            "unit": row.unit.name_vi,
            "report": row.form.name_vi[:120],
            "start": queries.said_day(row.period_start_date),
            "end": queries.said_day(row.period_end_date),
        }
    notification_services.tell(
        users=people,
        topic=f"directives.report.{row.pk}.reminded",
        text=text,
        url=reverse("directives:report", args=[row.pk]),
        at=at,
        kind=notification_models.Kind.DUTIES,
        about=notification_services.About(
            permission=roles.Permission.VIEW_OBLIGATION, unit_id=row.unit_id
        ),
    )
