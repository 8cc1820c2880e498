"""What each saving of an attendance sheet changed, so that a slip can be taken back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.drives.models import drive as drive_models
from campaigns.kernel import models as kernel_models


class AttendanceSave(kernel_models.AuditedModel):
    """One saving of the sheet of one shift: rows by member, as they were and as they became.

    `before` and `after` map a member's key to outcome (empty: none) and confirmed minutes (null:
    none). No names: they are read from the team while they are kept there.
    """

    shift = models.ForeignKey(
        drive_models.Shift, on_delete=models.PROTECT, related_name="attendance_saves"
    )
    saved_at = models.DateTimeField(_("saved at"))
    saved_by = models.ForeignKey(accounts_models.User, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(
        accounts_models.User, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        verbose_name = _("saving of an attendance sheet")
        verbose_name_plural = _("savings of attendance sheets")
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="drives_attendance_save_undone_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.saved_at:%Y-%m-%d %H:%M}"
