"""What happened to an assignment: steps, moves of its due date, progress and its evidence.

All of it is added and never changed.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.directives.models import vocabulary
from campaigns.directives.models.assignments import Assignment
from campaigns.kernel import models as kernel_models


class AssignmentStep(kernel_models.AuditedModel):
    """A state that an assignment came into, by whom; `made_by` is empty for Loa itself."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(_("state"), max_length=12, choices=vocabulary.AssignmentState.choices)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    made_at = models.DateTimeField(_("at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("step of an assignment")
        verbose_name_plural = _("steps of assignments")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=vocabulary.AssignmentState.values),
                name="directives_step_known_state",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.state}"


class DueChange(kernel_models.AuditedModel):
    """A move of a due date, with what explains it.

    An extension has the date as it was asked for (`stated_date`); a pause the days that it took
    (`paused_from_date` to before `resumed_date`); a change of the calendar its day.
    """

    Kind = vocabulary.DueChangeKind

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="due_changes")
    kind = models.CharField(_("kind"), max_length=9, choices=vocabulary.DueChangeKind.choices)
    from_date = models.DateField(_("from"), null=True)
    to_date = models.DateField(_("to"), null=True)
    stated_date = models.DateField(_("date as stated"), null=True)
    paused_from_date = models.DateField(_("paused from"), null=True)
    resumed_date = models.DateField(_("resumed on"), null=True)
    calendar_date = models.DateField(_("day of the calendar"), null=True)
    reason = models.CharField(_("reason"), max_length=400)
    made_at = models.DateTimeField(_("at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("move of a due date")
        verbose_name_plural = _("moves of due dates")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind="EXTENSION",
                    stated_date__isnull=False,
                    from_date__isnull=False,
                    to_date__isnull=False,
                )
                | Q(kind="PAUSE", paused_from_date__isnull=False, resumed_date__isnull=False)
                | Q(
                    kind="HOLIDAY",
                    calendar_date__isnull=False,
                    from_date__isnull=False,
                    to_date__isnull=False,
                ),
                name="directives_due_change_is_whole",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="directives_due_change_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.from_date} → {self.to_date}"


class Progress(kernel_models.AuditedModel):
    """What a unit says that it did, in words, as a number, or both.

    With `indicator_code` the number is Loa's own measure as of `as_of_date`: nobody types what
    the system knows.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="progress")
    text = models.TextField(_("what was done"), max_length=4000, blank=True)
    value = models.DecimalField(_("number"), max_digits=16, decimal_places=2, null=True, blank=True)
    value_label = models.CharField(_("what was counted"), max_length=120, blank=True)
    indicator_code = models.SlugField(_("indicator"), max_length=60, blank=True)
    as_of_date = models.DateField(_("as of"), null=True)
    rows_url = models.CharField(_("the rows behind it"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(value__isnull=False),
                name="directives_progress_says_something",
            ),
            models.CheckConstraint(
                condition=Q(indicator_code="", as_of_date__isnull=True)
                | ~Q(indicator_code="") & Q(as_of_date__isnull=False, value__isnull=False),
                name="directives_progress_measured_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text or f"{self.value} {self.value_label}"


class Evidence(kernel_models.AuditedModel):
    """A file that shows what was done: a picture or a PDF, written anew after a look inside.

    After its time the file goes and the row stays.
    """

    progress = models.ForeignKey(Progress, on_delete=models.PROTECT, related_name="evidence")
    file = models.FileField(_("file"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("kind"), max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("digest"), max_length=64)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "file", "shows what a unit did; people may be seen", "campaign end + 90 days"
        ),
    )

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type__in=["image/jpeg", "application/pdf"])
                & ~Q(sha256="")
                & ~Q(name=""),
                name="directives_evidence_of_a_known_kind",
            )
        ]

    def __str__(self) -> str:
        return self.name
