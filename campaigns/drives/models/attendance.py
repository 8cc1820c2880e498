"""Who came to a shift, and for how long each one worked."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.drives.models import drive as drive_models
from campaigns.drives.models import team as team_models
from campaigns.kernel import models as kernel_models

MOST_MINUTES = 24 * 60


class Attendance(kernel_models.AuditedModel):
    """What the leader says of one person in one shift; no row means that nobody said anything."""

    class Outcome(models.TextChoices):
        AS_PLANNED = "AS_PLANNED", _("came as planned")
        PARTIAL = "PARTIAL", _("came for a part")
        LONGER = "LONGER", _("stayed longer")
        ABSENT = "ABSENT", _("did not come")
        UNPLANNED_HELPER = "UNPLANNED_HELPER", _("came without sign-up")
        NOT_TRACKED = "NOT_TRACKED", _("not tracked")

    shift = models.ForeignKey(
        drive_models.Shift, on_delete=models.PROTECT, related_name="attendances"
    )
    member = models.ForeignKey(
        team_models.TeamMember, on_delete=models.PROTECT, related_name="attendances"
    )
    outcome = models.CharField(_("attendance"), max_length=16, choices=Outcome.choices)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        accounts_models.User, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["shift", "member"], name="drives_attendance_once"),
            models.CheckConstraint(
                condition=Q(
                    outcome__in=(
                        *("AS_PLANNED", "PARTIAL", "LONGER"),
                        *("ABSENT", "UNPLANNED_HELPER", "NOT_TRACKED"),
                    )
                ),
                name="drives_attendance_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.member_id} {self.outcome}"


class WorkedHours(kernel_models.AuditedModel):
    """How many minutes somebody worked in one shift: by their own word, and by the leader's.

    Both are kept side by side; neither changes the other. A confirmed number stays until somebody
    corrects it and says why (`HoursCorrection`).
    """

    shift = models.ForeignKey(drive_models.Shift, on_delete=models.PROTECT, related_name="hours")
    member = models.ForeignKey(
        team_models.TeamMember, on_delete=models.PROTECT, related_name="hours"
    )
    declared_minutes = models.PositiveSmallIntegerField(
        _("minutes by their own word"), null=True, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    declared_at = models.DateTimeField(_("declared at"), null=True)
    confirmed_minutes = models.PositiveSmallIntegerField(
        _("minutes confirmed"), null=True, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    confirmed_by = models.ForeignKey(
        accounts_models.User, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        verbose_name = _("hours worked")
        verbose_name_plural = _("hours worked")
        constraints = [
            models.UniqueConstraint(fields=["shift", "member"], name="drives_hours_once"),
            models.CheckConstraint(
                condition=Q(declared_minutes__isnull=True, declared_at__isnull=True)
                | Q(declared_minutes__isnull=False, declared_at__isnull=False),
                name="drives_hours_declared_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    confirmed_minutes__isnull=True,
                    confirmed_at__isnull=True,
                    confirmed_by__isnull=True,
                )
                | Q(
                    confirmed_minutes__isnull=False,
                    confirmed_at__isnull=False,
                    confirmed_by__isnull=False,
                ),
                name="drives_hours_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=(Q(declared_minutes__isnull=True) | Q(declared_minutes__lte=MOST_MINUTES))
                & (Q(confirmed_minutes__isnull=True) | Q(confirmed_minutes__lte=MOST_MINUTES)),
                name="drives_hours_within_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.member_id}"


class HoursCorrection(kernel_models.AuditedModel):
    """That confirmed minutes were wrong: what stood, what stands now, who says so and why.

    Added and never changed; the newest one agrees with `WorkedHours.confirmed_minutes`.
    """

    hours = models.ForeignKey(WorkedHours, on_delete=models.PROTECT, related_name="corrections")
    before_minutes = models.PositiveSmallIntegerField(_("minutes before"))
    after_minutes = models.PositiveSmallIntegerField(_("minutes after"))
    reason = models.CharField(_("reason"), max_length=400)
    corrected_at = models.DateTimeField(_("corrected at"))
    corrected_by = models.ForeignKey(
        accounts_models.User, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("correction of hours")
        verbose_name_plural = _("corrections of hours")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(before_minutes=F("after_minutes")),
                name="drives_correction_says_why",
            ),
            models.CheckConstraint(
                condition=Q(after_minutes__lte=MOST_MINUTES),
                name="drives_correction_within_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours_id} {self.before_minutes} → {self.after_minutes}"
