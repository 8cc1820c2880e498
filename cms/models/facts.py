"""Secret links by which a health reviewer without an account answers one fact check."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from cms.models import publishing


class FactLinkQuerySet(kernel_models.AuditedQuerySet["FactCheckLink"]):
    """Links in the words of the house."""

    def unspent(self) -> "FactLinkQuerySet":
        """Neither answered nor taken back; time and newer texts may have ended them all the same."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True)

    def to_mail(self, moment: object) -> "FactLinkQuerySet":
        """Links whose mail is due: the queue of the sweep."""
        return self.unspent().filter(
            next_mail_at__lte=moment,
            expires_at__gt=moment,
            approval__state=publishing.ApprovalState.FACT_CHECK,
        )


class FactCheckLink(kernel_models.AuditedModel):
    """One invitation to check the facts of one submitted revision.

    The secret of the address is kept as a digest only; it is derived anew from `key` and the
    installation's own secret when the mail is sent, so that the row can be its queue. The link is
    dead once it was used or taken back, has expired, or its text no longer waits for the check.
    Acts in the record as itself: the chain holds no name.
    """

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    approval = models.ForeignKey(
        publishing.PublishApproval, on_delete=models.PROTECT, related_name="fact_links"
    )
    token_sha256 = models.CharField(_("digest of the secret"), max_length=64, unique=True)
    reviewer_name = models.CharField(_("name of the reviewer"), max_length=120, blank=True)
    reviewer_email = models.EmailField(_("e-mail of the reviewer"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    next_mail_at = models.DateTimeField(_("mail is due at"), null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(_("attempts to mail"), default=0)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    objects = FactLinkQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager
    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "reviewer_name",
            "say who checked the facts of a public text",
            "1 year after the link expires",
        ),
        kernel_models.PersonalField(
            "reviewer_email", "send the link and ask back", "30 days after the link expires"
        ),
    )

    class Meta:
        verbose_name = _("fact check link")
        verbose_name_plural = _("fact check links")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="cms_fact_link_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True, revoked_at__isnull=True)
                | Q(revoked_by__isnull=False, revoked_at__isnull=False),
                name="cms_fact_link_revoked_whole",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
                name="cms_fact_link_one_end",
            ),
            models.UniqueConstraint(
                fields=["approval"],
                condition=Q(used_at__isnull=False),
                name="cms_fact_link_answers_once",
            ),
            models.UniqueConstraint(
                fields=["approval", "reviewer_email"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True) & ~Q(reviewer_email=""),
                name="cms_fact_link_one_each",
            ),
        ]
        indexes = [models.Index(fields=["next_mail_at"], name="cms_fact_link_mails")]

    def __str__(self) -> str:
        return self.actor_label

    @property
    def actor_id(self) -> str:
        return f"fact-link:{self.pk}"

    @property
    def actor_label(self) -> str:
        return f"Fact check link {self.pk}"
