"""That a duty passed from a unit that ended to the one that came after it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.directives.models.assignments import Assignment
from campaigns.kernel import models as kernel_models
from campaigns.units import models as units_models


class Transfer(kernel_models.AuditedModel):
    """Whose duty it was, who took it over, and why; added, never changed.

    `joined` is the successor's own duty of the same obligation where it had one: the two became
    one, and the older unit's was cancelled.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="transfers")
    from_unit = models.ForeignKey(units_models.Unit, on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(units_models.Unit, on_delete=models.PROTECT, related_name="+")
    joined = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, null=True, related_name="joined_by"
    )
    reason = models.CharField(_("reason"), max_length=400)
    made_at = models.DateTimeField(_("at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("transfer of a duty")
        verbose_name_plural = _("transfers of duties")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="directives_transfer_says_why"),
            models.CheckConstraint(
                condition=~Q(from_unit=F("to_unit")), name="directives_transfer_to_another_unit"
            ),
            models.CheckConstraint(
                condition=~Q(joined=F("assignment")) | Q(joined__isnull=True),
                name="directives_transfer_joins_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.from_unit_id} → {self.to_unit_id}"
