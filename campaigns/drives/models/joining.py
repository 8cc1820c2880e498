"""How a volunteer without an account joins: the code that is scanned, the phone that joined."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.drives.models import drive as drive_models
from campaigns.kernel import models as kernel_models


def _revoked_whole(name: str) -> models.CheckConstraint:
    """When and by whom are known together or not at all."""
    return models.CheckConstraint(
        condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
        | Q(revoked_at__isnull=False, revoked_by__isnull=False),
        name=name,
    )


class JoinCode(kernel_models.AuditedModel):
    """What volunteers scan to join one drive, until it expires or is revoked.

    The leader shows it again and again over days, so it must be recoverable; a copy of the
    database must not be enough to join. Hence neither the code nor a reversible form of it is
    stored: `seed` and the installation's secret key together yield it (services.join_code_text),
    and `code_digest` finds it.
    """

    drive = models.ForeignKey(
        drive_models.Drive, on_delete=models.PROTECT, related_name="join_codes"
    )
    seed = models.CharField(_("seed"), max_length=64, editable=False)
    code_digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made at"))
    created_by = models.ForeignKey(
        accounts_models.User, on_delete=models.PROTECT, related_name="+", null=True
    )
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    revoked_by = models.ForeignKey(
        accounts_models.User, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        verbose_name = _("join code")
        verbose_name_plural = _("join codes")
        constraints = [
            _revoked_whole("drives_joincode_revoked_by_somebody"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="drives_joincode_expires_later"
            ),
            models.UniqueConstraint(
                fields=["drive"],
                condition=Q(revoked_at__isnull=True),
                name="drives_joincode_one_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drive_id} … {self.expires_at:%Y-%m-%d %H:%M}"


class DeviceToken(kernel_models.AuditedModel):
    """A volunteer's phone, limited to one drive and its days. An actor of the house.

    The token itself lives on the phone only; its digest is kept. Days are those in Viet Nam on
    which the phone may log; what was logged then may be sent later, until `sends_until_date`.
    """

    drive = models.ForeignKey(drive_models.Drive, on_delete=models.PROTECT, related_name="devices")
    token_digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    display_name = models.CharField(_("name"), max_length=80)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    valid_from_date = models.DateField(_("from"))
    valid_to_date = models.DateField(_("to"))
    sends_until_date = models.DateField(_("may send until"))
    joined_at = models.DateTimeField(_("joined at"))
    consent_at = models.DateTimeField(_("consented at"))
    last_synced_at = models.DateTimeField(_("last sent at"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    revoked_by = models.ForeignKey(
        accounts_models.User, on_delete=models.PROTECT, related_name="+", null=True
    )

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "display_name", "the leader knows who joined", "campaign end + 90 days"
        ),
        kernel_models.PersonalField(
            "phone", "the leader can reach the volunteer", "campaign end + 90 days"
        ),
    )

    class Meta:
        verbose_name = _("volunteer's phone")
        verbose_name_plural = _("volunteers' phones")
        constraints = [
            _revoked_whole("drives_device_revoked_by_somebody"),
            models.CheckConstraint(
                condition=Q(valid_to_date__gte=F("valid_from_date")),
                name="drives_device_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(sends_until_date__gte=F("valid_to_date")),
                name="drives_device_sends_after_last_day",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.actor_label

    @property
    def actor_id(self) -> str:
        return f"device:{self.pk}"

    @property
    def actor_label(self) -> str:
        """Without the volunteer's name: the audit record outlives the name's retention."""
        return gettext("Volunteer's phone %(number)s") % {"number": self.pk}
