"""Days on which the province works otherwise than the law's calendar says."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models


class DayKind(models.TextChoices):
    """Which way a decision turns a day."""

    HOLIDAY = "HOLIDAY", _("day off")
    WORKING = "WORKING", _("worked instead of another day")


class CalendarDay(kernel_models.AuditedModel):
    """A day that a decision took out of the working days, or made one.

    It stands over weekends and public holidays (`queries.Calendar`), for all units alike. Swap
    days are announced a year at a time, so they are data and never reckoned.
    """

    on_date = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=7, choices=DayKind.choices)
    name_vi = models.CharField(_("name"), max_length=120)
    source = models.CharField(_("decision"), max_length=200)

    class Meta:
        verbose_name = _("day of the calendar")
        verbose_name_plural = _("days of the calendar")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DayKind.values), name="directives_calendar_known_kind"
            ),
            models.CheckConstraint(
                condition=~Q(name_vi="") & ~Q(source=""),
                name="directives_calendar_says_what_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on_date:%d/%m/%Y} {self.name_vi}"
