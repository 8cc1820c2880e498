"""That silence climbed: whom a missed due date was brought before, and who was warned of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.directives.models.assignments import Assignment
from campaigns.kernel import models as kernel_models


class Level(models.IntegerChoices):
    """The line that silence climbs; it only ever leads up, so that it cannot run in a circle."""

    UNIT = 1, pgettext_lazy("of silence", "the unit")
    HEAD = 2, pgettext_lazy("of silence", "the head of the unit")
    DEPARTMENT = 3, pgettext_lazy("of silence", "the coordinating department")
    OFFICE = 4, pgettext_lazy("of silence", "the provincial office")


class EscalationAct(models.TextChoices):
    """What was done: the level heard of it, or the unit was warned that it will."""

    WARNED = "WARNED", _("the unit was warned")
    TOLD = "TOLD", _("the level was told")


class Escalation(kernel_models.AuditedModel):
    """One level that heard of one missed due date, or a warning before it; added, never changed.

    `due_date` is the due date that was missed: a duty that is given more time begins anew with the
    new one, and what was told stays told. `people_count` is 0 where nobody sits at the level; the
    next one is then told on the same day. `planned_date` is the day on which the level hears.
    """

    Act = EscalationAct

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="escalations")
    due_date = models.DateField(_("due"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    act = models.CharField(_("act"), max_length=6, choices=EscalationAct.choices)
    planned_date = models.DateField(_("the level hears on"))
    people_count = models.PositiveSmallIntegerField(_("people told"))
    made_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=Level.values, act__in=EscalationAct.values),
                name="directives_escalation_known_words",
            ),
            models.CheckConstraint(
                condition=Q(planned_date__gte=models.F("due_date")),
                name="directives_escalation_after_due",
            ),
            models.UniqueConstraint(
                fields=["assignment", "due_date", "level"],
                condition=Q(act="TOLD"),
                name="directives_escalation_told_once",
            ),
            models.UniqueConstraint(
                fields=["assignment", "due_date", "level", "planned_date"],
                condition=Q(act="WARNED"),
                name="directives_escalation_warned_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.due_date} {self.level} {self.act}"
