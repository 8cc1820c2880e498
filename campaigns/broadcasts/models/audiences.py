"""How many people an outlet says it reaches: dated, with its source."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts.models.outlets import Outlet
from campaigns.broadcasts.models.vocabulary import Medium
from campaigns.kernel import languages
from campaigns.kernel import models as kernel_models


class AudienceQuerySet(kernel_models.AuditedQuerySet["OutletAudience"]):
    """Audiences in the words of the house."""

    def on_day(self, day: date) -> "AudienceQuerySet":
        """Those entered as valid on the day or before it, the latest first."""
        return self.filter(valid_from_date__lte=day).order_by("-valid_from_date", "-pk")


class OutletAudience(kernel_models.AuditedModel):
    """People whom an outlet reaches by a medium in a language, from a day on.

    `as_of_date` is the day of the count or survey, `source_text` says whose it is. A figure holds
    until the next one of the same outlet, medium and language begins.
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="audiences")
    medium = models.CharField(_("medium"), max_length=12, choices=Medium.choices)
    language = models.CharField(_("language"), max_length=12, choices=languages.Language.choices)
    people = models.PositiveIntegerField(_("people"))
    source_text = models.CharField(_("source"), max_length=300)
    as_of_date = models.DateField(_("as of"))
    valid_from_date = models.DateField(_("valid from"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"))

    objects = AudienceQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "medium", "language", "valid_from_date"],
                name="broadcasts_audience_once",
            ),
            models.CheckConstraint(
                condition=Q(source_text__gt=""), name="broadcasts_audience_has_source"
            ),
            models.CheckConstraint(
                condition=Q(medium__in=Medium.values), name="broadcasts_audience_medium"
            ),
            models.CheckConstraint(
                condition=Q(people__range=(1, 100_000_000)), name="broadcasts_audience_of_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.medium} {self.language}: {self.people}"
