"""Totals that screens read: changed in the transaction of the facts, recomputed by a command."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.directives import models as directives_models
from campaigns.drives.models import drive as drive_models
from campaigns.drives.models import joining as joining_models
from campaigns.drives.models import support as support_models
from campaigns.kernel import models as kernel_models
from campaigns.units import models as units_models


class SupportRollup(kernel_models.AuditedModel):
    """Acts of one outcome, for one app or none, in one drive, unit and day."""

    drive = models.ForeignKey(drive_models.Drive, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(units_models.Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    app = models.ForeignKey(
        directives_models.DeclarationApp, on_delete=models.PROTECT, related_name="+", null=True
    )
    outcome = models.CharField(_("outcome"), max_length=16, choices=support_models.Outcome.choices)
    count = models.PositiveBigIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("total of acts")
        verbose_name_plural = _("totals of acts")
        constraints = [
            models.UniqueConstraint(
                fields=["drive", "unit", "day", "app", "outcome"],
                condition=Q(app__isnull=False),
                name="drives_rollup_once_an_app",
            ),
            models.UniqueConstraint(
                fields=["drive", "unit", "day", "outcome"],
                condition=Q(app__isnull=True),
                name="drives_rollup_once_without_app",
            ),
        ]
        indexes = [models.Index(fields=["unit", "day"], name="drives_rollup_unit_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.outcome} {self.count}"


class PeopleRollup(kernel_models.AuditedModel):
    """Residents helped, households visited, and entries that say so, in one drive, unit, day and
    setting."""

    drive = models.ForeignKey(drive_models.Drive, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(units_models.Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    setting = models.CharField(_("setting"), max_length=20, choices=support_models.Setting.choices)
    people = models.PositiveBigIntegerField(_("residents helped"), default=0)
    households = models.PositiveBigIntegerField(_("households visited"), default=0)
    entries = models.PositiveBigIntegerField(_("entries"), default=0)

    class Meta:
        verbose_name = _("total of residents helped")
        verbose_name_plural = _("totals of residents helped")
        constraints = [
            models.UniqueConstraint(
                fields=["drive", "unit", "day", "setting"], name="drives_people_rollup_once"
            ),
        ]
        indexes = [models.Index(fields=["unit", "day"], name="drives_people_unit_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.people}"


class ReasonRollup(kernel_models.AuditedModel):
    """Households where nothing was done, by reason, in one drive, unit and day."""

    drive = models.ForeignKey(drive_models.Drive, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(units_models.Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    reason = models.CharField(
        _("reason"), max_length=16, choices=support_models.VisitReason.choices
    )
    count = models.PositiveBigIntegerField(_("households"), default=0)

    class Meta:
        verbose_name = _("total of reasons")
        verbose_name_plural = _("totals of reasons")
        constraints = [
            models.UniqueConstraint(
                fields=["drive", "unit", "day", "reason"], name="drives_reason_rollup_once"
            ),
        ]
        indexes = [models.Index(fields=["unit", "day"], name="drives_reason_unit_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.reason} {self.count}"


class SenderRollup(kernel_models.AuditedModel):
    """What one phone, or one member by account, logged in a drive; only what counts.

    `last_synced_at` is when a member last handed records in, new or known; a phone's own row says
    it of the phone (`DeviceToken`).
    """

    drive = models.ForeignKey(drive_models.Drive, on_delete=models.PROTECT, related_name="senders")
    by_device = models.ForeignKey(
        joining_models.DeviceToken, on_delete=models.PROTECT, related_name="totals", null=True
    )
    by_user = models.ForeignKey(
        accounts_models.User, on_delete=models.PROTECT, related_name="+", null=True
    )
    people = models.PositiveBigIntegerField(_("residents helped"), default=0)
    entries = models.PositiveBigIntegerField(_("entries"), default=0)
    last_synced_at = models.DateTimeField(_("last sent at"), null=True)

    class Meta:
        verbose_name = _("total of a helper")
        verbose_name_plural = _("totals of helpers")
        constraints = [
            models.UniqueConstraint(
                fields=["drive", "by_device"],
                condition=Q(by_device__isnull=False),
                name="drives_sender_once_a_phone",
            ),
            models.UniqueConstraint(
                fields=["drive", "by_user"],
                condition=Q(by_user__isnull=False),
                name="drives_sender_once_an_account",
            ),
            models.CheckConstraint(
                condition=Q(by_user__isnull=False, by_device__isnull=True)
                | Q(by_user__isnull=True, by_device__isnull=False),
                name="drives_sender_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drive_id} {self.people}"
