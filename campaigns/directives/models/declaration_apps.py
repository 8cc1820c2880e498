"""Apps and sites that residents are helped with."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models


class DeclarationApp(kernel_models.AuditedModel):
    """An app or site that residents are helped with: a dated record with a successor.

    Campaigns outlive their tools. `address` is shown as text and never linked once the app is
    retired (tokhaiyte.vn has served strangers since). `is_counted` marks what a support log
    offers; `any one of them' does as a declaration (clause 1.a), so counts of apps are never
    added up as people.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    purpose_vi = models.CharField(_("purpose"), max_length=400, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    android_id = models.CharField(_("Android id"), max_length=120, blank=True)
    ios_id = models.CharField(_("iOS id"), max_length=40, blank=True)
    is_counted = models.BooleanField(_("offered in support logs"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    valid_from_date = models.DateField(_("served from"), null=True, blank=True)
    retired_date = models.DateField(_("retired on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    class Meta:
        verbose_name = _("declaration app")
        verbose_name_plural = _("declaration apps")
        constraints = [
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="directives_app_not_its_own_successor",
            )
        ]

    def __str__(self) -> str:
        return self.name_vi
