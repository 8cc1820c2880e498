"""Days on which a timetable is not kept: a slot that is off, moved or of another length."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts.models.outlets import Outlet, Slot
from campaigns.kernel import models as kernel_models


class ExceptionKind(models.TextChoices):
    """What becomes of a slot on one day."""

    CANCELLED = "CANCELLED", _("Off on this day")
    MOVED = "MOVED", _("At another time")
    LENGTH = "LENGTH", _("Of another length")


class SlotException(kernel_models.AuditedModel):
    """One day on which a slot departs from its rule.

    A moved slot stays on its day; it may be of another length too. A whole outlet that is silent
    has a closure instead: then nothing at all can be placed there.
    """

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="exceptions")
    on_date = models.DateField(_("day"))
    kind = models.CharField(_("what becomes of it"), max_length=10, choices=ExceptionKind.choices)
    starts_time = models.TimeField(_("starts at"), null=True, blank=True)
    seconds = models.PositiveIntegerField(_("length in seconds"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("exception of a slot")
        verbose_name_plural = _("exceptions of slots")
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "on_date"], name="broadcasts_exception_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(kind="CANCELLED", starts_time__isnull=True, seconds__isnull=True)
                | Q(kind="MOVED", starts_time__isnull=False)
                | Q(kind="LENGTH", starts_time__isnull=True, seconds__isnull=False),
                name="broadcasts_exception_whole",
            ),
            models.CheckConstraint(
                condition=Q(seconds__isnull=True) | Q(seconds__range=(1, 86_400)),
                name="broadcasts_exception_has_length",
            ),
            models.CheckConstraint(
                condition=Q(reason__gt=""), name="broadcasts_exception_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot} {self.on_date:%d/%m/%Y}"


class ClosureQuerySet(kernel_models.AuditedQuerySet["OutletClosure"]):
    """Closures in the words of the house."""

    def touching(self, first: date, last: date) -> "ClosureQuerySet":
        """Closures that cover at least one of the days."""
        return self.filter(from_date__lte=last, to_date__gte=first)


class OutletClosure(kernel_models.AuditedModel):
    """Days on which an outlet is silent, first and last included: nothing is placed there."""

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="closures")
    from_date = models.DateField(_("first day"))
    to_date = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=300)

    objects = ClosureQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("closure of an outlet")
        verbose_name_plural = _("closures of outlets")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_date__gte=F("from_date")),
                name="broadcasts_closure_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(reason__gt=""), name="broadcasts_closure_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet} {self.from_date:%d/%m/%Y}–{self.to_date:%d/%m/%Y}"

    def covers(self, day: date) -> bool:
        return self.from_date <= day <= self.to_date
