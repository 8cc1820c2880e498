"""Calls for a safety review before its day: something was found that the last review did not say."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.premises.models.registry import Premises


class ReviewCall(kernel_models.AuditedModel):
    """A demand to review a premises' safety anew, with its cause (product section 7).

    `source` names the cause for machines (`inspections.finding:12`), once a premises; `reason` for
    people. The level stays as it was reviewed until another review is made: only its day comes
    nearer. A review of the call's day or later that was entered after the call answers it; that is
    derived, so that correcting a review can take an answer away again.
    """

    premises = models.ForeignKey(
        Premises, on_delete=models.PROTECT, related_name="review_calls", verbose_name=_("premises")
    )
    source = models.CharField(_("source"), max_length=80)
    reason = models.CharField(_("reason"), max_length=400)
    call_date = models.DateField(_("called on"))
    review_by_date = models.DateField(_("review by"))
    called_at = models.DateTimeField(_("called at"))
    called_by = models.CharField(_("called by"), max_length=64)

    class Meta:
        verbose_name = _("call for a review")
        verbose_name_plural = _("calls for a review")
        constraints = [
            models.UniqueConstraint(
                fields=["premises", "source"], name="premises_review_called_once_a_source"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(source=""), name="premises_review_call_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(review_by_date__gte=F("call_date")),
                name="premises_review_call_leaves_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.premises_id} {self.call_date} {self.source}"
