"""Forms that praise and criticism take, and who may decide them."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models


class RecognitionFormQuerySet(kernel_models.AuditedQuerySet["RecognitionForm"]):
    """Forms in the words of the house."""

    def in_force(self, on: date) -> "RecognitionFormQuerySet":
        return self.filter(Q(valid_to_date__isnull=True) | Q(valid_to_date__gte=on))

    def offered_to_units(self, on: date) -> "RecognitionFormQuerySet":
        """Praise that an office may give to a unit without an emulation council."""
        return self.in_force(on).filter(
            direction=RecognitionForm.Direction.PRAISE, is_council_needed=False, is_for_units=True
        )

    def criticisms(self, on: date) -> "RecognitionFormQuerySet":
        """Forms of criticism in force; a reminder is none, it is a `Reminder`."""
        return self.in_force(on).filter(
            direction=RecognitionForm.Direction.CRITICISM, is_reminder=False
        )


class RecognitionForm(kernel_models.AuditedModel):
    """A form of praise or criticism from the kit: what it is called and who decides it.

    Seven forms are statutory (Law 06/2022/QH15, Art. 9) and pass an emulation council first;
    thư khen, biểu dương and nêu gương are not among them. Discipline is no form of criticism and
    has no place here. `valid_to_date` is the last day on which somebody could give it.
    """

    class Direction(models.TextChoices):
        PRAISE = "PRAISE", _("praise")
        CRITICISM = "CRITICISM", _("criticism")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    is_statutory = models.BooleanField(_("is one of the statutory forms"), default=False)
    is_council_needed = models.BooleanField(_("needs an emulation council"), default=True)
    is_reminder = models.BooleanField(_("is a reminder, which is no criticism"), default=False)
    is_for_units = models.BooleanField(_("may be given to a unit"), default=True)
    is_for_persons = models.BooleanField(_("may be given to a person"), default=False)
    decided_by_vi = models.CharField(_("decided by"), max_length=200, blank=True)
    decided_by_en = models.CharField(_("decided by, in English"), max_length=200, blank=True)
    must_record_vi = models.CharField(_("to be recorded"), max_length=400, blank=True)
    valid_to_date = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = RecognitionFormQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's

    class Meta:
        verbose_name = _("form of recognition")
        verbose_name_plural = _("forms of recognition")
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=["PRAISE", "CRITICISM"]),
                name="conduct_form_known_direction",
            ),
            models.CheckConstraint(
                condition=~Q(is_statutory=True, direction="PRAISE", is_council_needed=False),
                name="conduct_form_statutory_needs_council",
            ),
        ]

    def __str__(self) -> str:
        return self.name_vi
