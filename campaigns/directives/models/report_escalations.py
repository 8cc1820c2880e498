"""That a unit was reminded of an expected report, and whom a missing one was brought before."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.directives.models.escalations import Level
from campaigns.directives.models.expectations import ExpectedReport
from campaigns.kernel import models as kernel_models


class ReportAct(models.TextChoices):
    """What was done: the unit was reminded, warned, or a level heard that the report is missing."""

    REMINDED = "REMINDED", _("the unit was reminded before")
    DUE = "DUE", _("the unit was reminded on the day")
    WARNED = "WARNED", _("the unit was warned")
    TOLD = "TOLD", _("the level was told")


class ReportEscalation(kernel_models.AuditedModel):
    """One reminder, warning or level that heard, of one due date of a report; added, never changed.

    As `Escalation` is for a duty: a due date that the calendar moves begins anew, what was told
    stays told, and `people_count` is 0 where nobody sits at the level.
    """

    Act = ReportAct

    report = models.ForeignKey(ExpectedReport, on_delete=models.PROTECT, related_name="escalations")
    due_date = models.DateField(_("due"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    act = models.CharField(_("act"), max_length=8, choices=ReportAct.choices)
    planned_date = models.DateField(_("planned for"))
    people_count = models.PositiveSmallIntegerField(_("people told"))
    made_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("escalation of a report")
        verbose_name_plural = _("escalations of reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=Level.values, act__in=ReportAct.values),
                name="directives_report_escalation_known_words",
            ),
            models.CheckConstraint(
                condition=Q(act="REMINDED", level=Level.UNIT, planned_date__lt=F("due_date"))
                | Q(act="DUE", level=Level.UNIT, planned_date=F("due_date"))
                | Q(act__in=("WARNED", "TOLD"), planned_date__gte=F("due_date")),
                name="directives_report_escalation_in_its_time",
            ),
            models.UniqueConstraint(
                fields=["report", "due_date", "level", "act"],
                condition=~Q(act="WARNED"),
                name="directives_report_escalation_once",
            ),
            models.UniqueConstraint(
                fields=["report", "due_date", "level", "planned_date"],
                condition=Q(act="WARNED"),
                name="directives_report_escalation_warned_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.due_date} {self.level} {self.act}"
