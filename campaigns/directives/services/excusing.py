"""Excusing units from a report, and taking an excuse back: both with a reason and a history."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.directives import models, queries
from campaigns.directives.services import reporting
from campaigns.kernel import roles, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services

S = models.ExcuseState
_EXPECTED_AGAIN = gettext_lazy(
    "%(unit)s is no longer excused from %(report)s, period from %(start)s to %(end)s: %(reason)s"
)


def excuse_reports(
    *,
    reports: Sequence[models.ExpectedReport],
    reason: str,
    by: accounts_models.User,
    at: datetime,
) -> int:
    """Excuse units from reports that they did not send; return of how many.

    Raises:
        ReportRefused: no reason is given, or nothing is left to excuse.
    """
    words = reporting.said(reason, _("Say why they are excused."))
    wanted = models.ExpectedReport.objects.filter(pk__in=[report.pk for report in reports])
    with writing.writing(by=by, at=at):
        rows = wanted.filter(excused_at__isnull=True).unanswered()
        pks = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        if not pks:
            raise reporting.ReportRefused(
                _("Nothing to excuse: the reports chosen were sent or excused.")
            )
        held = models.ExpectedReport.objects.filter(pk__in=pks)
        held.update(excused_at=at, excused_by=by, excuse_reason=words)
        models.ReportExcuse.objects.bulk_create(
            [
                models.ReportExcuse(report_id=pk, reason=words, given_at=at, given_by=by)
                for pk in pks
            ],
            batch_size=500,
        )
        audit_services.record(
            "directives.reports_excused",
            reports[0],
            unit_id=reports[0].unit_id,
            after={"count": len(pks), "reports": pks},
            reason=words,
        )
    return len(pks)


def take_back_excuse(
    *, report: models.ExpectedReport, reason: str, by: accounts_models.User, at: datetime
) -> None:
    """Expect a report again from which the unit was excused; its people are told.

    Args:
        report: loaded with unit and form; brought up to date.

    Raises:
        ReportRefused: no reason is given, the unit is not excused, or it sent the report all the
            same.
    """
    words = reporting.said(reason, _("Say why the excuse is taken back."))
    with writing.writing(by=by, at=at):
        held = models.ReportExcuse.objects.filter(report=report, state=S.GIVEN)
        claimed = held.update(
            state=S.TAKEN_BACK, taken_back_at=at, taken_back_by=by, taken_back_reason=words
        )
        open_rows = models.ExpectedReport.objects.filter(pk=report.pk).unanswered()
        before = report.excuse_reason
        freed = open_rows.update(excused_at=None, excused_by=None, excuse_reason="")
        report.refresh_from_db(fields=reporting.STORED)
        if claimed != 1:
            raise reporting.ReportRefused(_("The unit is not excused from this report."))
        if freed != 1:
            raise reporting.ReportRefused(_("The unit sent this report: nothing is to take back."))
        audit_services.record(
            "directives.excuse_taken_back",
            report,
            unit_id=report.unit_id,
            before={"reason": before},
            reason=words,
        )
        _tell(report, words, by, at)


def _tell(
    report: models.ExpectedReport, words: str, by: accounts_models.User, at: datetime
) -> None:
    people = queries.people_of([report.unit_id], on=timezone.localdate(at))
    with translation.override("vi"):
        text = str(_EXPECTED_AGAIN) % {
            "unit": report.unit.name_vi,
            "report": report.form.name_vi[:100],
            "start": queries.said_day(report.period_start_date),
            "end": queries.said_day(report.period_end_date),
            "reason": words,
        }
    notification_services.tell(
        users=[person for person in people.get(report.unit_id, []) if person != by],
        topic=f"directives.report.{report.pk}.expected_again.{at:%Y%m%dT%H%M%S}",
        text=text,
        url=reverse("directives:report", args=[report.pk]),
        at=at,
        kind=notification_models.Kind.DUTIES,
        about=notification_services.About(
            permission=roles.Permission.VIEW_OBLIGATION, unit_id=report.unit_id
        ),
    )
