"""Reminders, which are no criticism."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.directives import models as directives_models
from campaigns.kernel import models as kernel_models
from campaigns.units import models as units_models


class Reminder(kernel_models.AuditedModel):
    """A word to a unit that something is still to be done. It is no criticism: nothing is decided,
    published or counted, and nothing follows from it."""

    unit = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    clause = models.ForeignKey(
        directives_models.Clause,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("clause"),
    )
    text = models.TextField(_("what is still to be done"))
    by_date = models.DateField(_("by when"), null=True, blank=True)
    reminded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    reminded_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="conduct_reminder_says_what"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
