"""What somebody was told in the product."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.notifications.models.vocabulary import Kind


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices in the words of the house."""

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)

    def unrouted(self) -> "NoticeQuerySet":
        """Of which nobody has decided yet whether they go out by a channel."""
        return self.filter(routed_at__isnull=True)

    def for_digest(self, at: datetime) -> "NoticeQuerySet":
        """What the next daily digest tells."""
        return self.unread().filter(is_for_digest=True, digested_at__isnull=True, created_at__lt=at)


class Notice(models.Model):
    """One line in somebody's inbox. Told once per matter: `topic` is unique per person.

    Not audited: it follows from an act that is. `has_own_mail` where the app that tells sends a
    mail of its own. `needs_permission` in `needs_unit` (a unit's number: this storey knows none)
    is asked again before it leaves the house. What one act tells a person of several matters goes in
    one mail: the others ride with the first one's, which names whom they are about by `matter`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OTHER)
    topic = models.CharField(_("topic"), max_length=120)
    text = models.CharField(_("text"), max_length=300)
    url = models.CharField(_("address"), max_length=300)
    created_at = models.DateTimeField(_("told at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    is_urgent = models.BooleanField(_("told at any hour"), default=False)
    has_own_mail = models.BooleanField(_("mailed by its own area"), default=False)
    needs_permission = models.CharField(_("for whoever may"), max_length=40, blank=True)
    needs_unit = models.BigIntegerField(_("in the unit"), null=True, blank=True)
    routed_at = models.DateTimeField(_("sent on its ways at"), null=True, blank=True)
    is_for_digest = models.BooleanField(_("goes into the digest"), default=False)
    digested_at = models.DateTimeField(_("in a digest at"), null=True, blank=True)
    matter = models.CharField(_("whom it is about"), max_length=120, blank=True)
    rides_with = models.ForeignKey(
        "notifications.Sending",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="riders",
        verbose_name=_("in the mail of another"),
    )

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField("text", "tell a person what waits", "180 days"),
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="notifications_told_once"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(read_at__gte=F("created_at")),
                name="notifications_read_after_told",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="notifications_notice_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "read_at"], name="notifications_unread"),
            models.Index(
                fields=["created_at"],
                condition=Q(routed_at__isnull=True),
                name="notifications_unrouted",
            ),
            models.Index(
                fields=["user"],
                condition=Q(is_for_digest=True, digested_at__isnull=True, read_at__isnull=True),
                name="notifications_for_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.text
