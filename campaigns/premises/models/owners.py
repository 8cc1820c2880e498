"""The owner's way in: a secret link without an account."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.premises.models.registry import Premises


class OwnerLink(kernel_models.AuditedModel):
    """The secret link by which whoever runs a premises enters its visits without an account.

    Only the digest of the secret is kept. One link works at a time; a new one ends the old.
    """

    premises = models.ForeignKey(
        Premises, on_delete=models.PROTECT, related_name="owner_links", verbose_name=_("premises")
    )
    secret_digest = models.CharField(_("digest"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=64)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    class Meta:
        verbose_name = _("owner's link")
        verbose_name_plural = _("owners' links")
        constraints = [
            models.UniqueConstraint(
                fields=["premises"],
                condition=Q(revoked_at__isnull=True),
                name="premises_owner_link_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="premises_owner_link_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.premises_id} {self.made_at}"
