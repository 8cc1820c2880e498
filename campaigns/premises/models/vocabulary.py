"""Places obliged by clause 1.b: their kinds, and the groups that review their safety (1.c)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models


class SafetyGroup(kernel_models.AuditedModel):
    """One of the eight object groups that review their safety level on the national site.

    `review_interval` is what a source states, in its words; the letter states none, so
    `review_days` is the campaign's own setting (kit).
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    criteria_document = models.CharField(_("criteria document"), max_length=300, blank=True)
    levels = models.TextField(_("levels and thresholds"), blank=True)
    review_interval = models.CharField(_("review interval stated"), max_length=300, blank=True)
    review_days = models.PositiveSmallIntegerField(_("days until the next review"), null=True)
    responsible_en = models.CharField(_("responsible department"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("safety group")
        verbose_name_plural = _("safety groups")

    def __str__(self) -> str:
        return self.name_vi


class PremisesKind(kernel_models.AuditedModel):
    """A kind of premises that must post its QR code; clause 1.b's list is open («…»).

    A vehicle has an owner, a plate and a route in place of an address and a point. Where
    isolation is managed, at a site or at home, people are counted by day (clause 1.d).
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    is_vehicle = models.BooleanField(_("is a vehicle"), default=False)
    is_isolation = models.BooleanField(_("manages isolation"), default=False)
    is_named_in_letter = models.BooleanField(_("is named in the letter"), default=True)
    safety_group = models.ForeignKey(
        SafetyGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="kinds",
        verbose_name=_("safety group"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("premises kind")
        verbose_name_plural = _("premises kinds")

    def __str__(self) -> str:
        return self.name_vi


class PaymentMethod(kernel_models.AuditedModel):
    """A way to pay without cash that a premises may offer (clause 1.đ); from the kit, open."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("payment method")
        verbose_name_plural = _("payment methods")

    def __str__(self) -> str:
        return self.name_vi
