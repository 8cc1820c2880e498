"""What an inspection found wanting, until somebody else has seen that it was put right."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.inspections.models.inspections import Inspection
from campaigns.kernel import models as kernel_models
from campaigns.kernel import roles
from campaigns.units import permissions as units_permissions


class Severity(models.TextChoices):
    """How much harm a finding does while it stands."""

    MINOR = "MINOR", _("minor")
    MAJOR = "MAJOR", _("major")
    SEVERE = "SEVERE", _("severe")


class FindingState(models.TextChoices):
    """The way of a finding: open, said to be remedied, seen to be remedied."""

    OPEN = "OPEN", _("to be remedied")
    REMEDIED = "REMEDIED", _("remedied, not confirmed")
    CONFIRMED = "CONFIRMED", _("confirmed as remedied")


F_ = FindingState


class FindingQuerySet(kernel_models.AuditedQuerySet["Finding"]):
    """Findings in the words of the house."""

    def standing(self) -> "FindingQuerySet":
        """Those that nobody has confirmed as remedied."""
        return self.filter(state__in=[F_.OPEN, F_.REMEDIED])

    def overdue(self, *, on: date) -> "FindingQuerySet":
        """Those to be remedied whose day went by."""
        return self.filter(state=F_.OPEN, remedy_by_date__lt=on)

    def visible_to(self, user: units_permissions.Visitor, *, on: date) -> "FindingQuerySet":
        """Findings at premises that the user may see."""
        return self.at_premises_where(user, roles.Permission.VIEW_PREMISES, on=on)

    def at_premises_where(
        self, user: units_permissions.Visitor, permission: roles.Permission, *, on: date
    ) -> "FindingQuerySet":
        """Findings at premises in, or answered for by, a unit where the user holds it."""
        pks = list(
            units_permissions.units_where(user, permission, on=on).values_list("pk", flat=True)
        )
        here = Q(inspection__premises__commune_id__in=pks)
        return self.filter(here | Q(inspection__premises__owner_id__in=pks))


class Finding(kernel_models.AuditedModel):
    """One thing to be put right; `number` counts within its inspection.

    `item` is the code of the item that was answered badly, empty for what is on no list. Who
    inspected, who remedied and who confirms are told apart: neither of the first two confirms.
    """

    State = FindingState
    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        F_.OPEN: frozenset({F_.REMEDIED}),
        F_.REMEDIED: frozenset({F_.CONFIRMED, F_.OPEN}),
        F_.CONFIRMED: frozenset(),
    }

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="findings", verbose_name=_("inspection")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    item = models.CharField(_("item"), max_length=40, blank=True)
    text = models.CharField(_("finding"), max_length=400)
    severity = models.CharField(_("severity"), max_length=6, choices=Severity.choices)
    remedy_by_date = models.DateField(_("remedy by"))
    state = models.CharField(
        _("state"), max_length=9, choices=FindingState.choices, default=FindingState.OPEN
    )
    found_at = models.DateTimeField(_("found at"))
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("found by"),
    )
    remedied_at = models.DateTimeField(_("remedied at"), null=True)
    remedied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("remedied by"),
    )
    remedy_note = models.CharField(_("what was done"), max_length=400, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("confirmed by"),
    )
    return_reason = models.CharField(_("why it was sent back"), max_length=400, blank=True)

    objects = FindingQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=FindingState.values), name="inspections_finding_known_state"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values), name="inspections_finding_known_severity"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="inspections_finding_says_what"),
            models.CheckConstraint(
                condition=Q(state=F_.OPEN, remedied_at__isnull=True, remedied_by__isnull=True)
                | Q(
                    state__in=[F_.REMEDIED, F_.CONFIRMED],
                    remedied_at__isnull=False,
                    remedied_by__isnull=False,
                ),
                name="inspections_finding_remedied_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=F_.CONFIRMED, confirmed_at__isnull=False, confirmed_by__isnull=False
                )
                | ~Q(state=F_.CONFIRMED) & Q(confirmed_at__isnull=True, confirmed_by__isnull=True),
                name="inspections_finding_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | ~Q(confirmed_by=F("remedied_by")) & ~Q(confirmed_by=F("found_by")),
                name="inspections_finding_confirmer_is_another",
            ),
            models.UniqueConstraint(
                fields=["inspection", "number"], name="inspections_finding_number_once"
            ),
            models.UniqueConstraint(
                fields=["inspection", "item"],
                condition=~Q(item=""),
                name="inspections_finding_once_an_item",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "remedy_by_date", "id"], name="inspections_finding_due"),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id}/{self.number} {self.state}"
