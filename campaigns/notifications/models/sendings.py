"""The outbox: each notice or digest on its way to a person, by one channel."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.notifications.models.notices import Notice
from campaigns.notifications.models.vocabulary import Channel


class SendingState(models.TextChoices):
    """How far a sending has come. Sent means that the mail server took it, not that it was read."""

    PENDING = "PENDING", _("Waits to be sent")
    SENDING = "SENDING", _("Being sent")
    SENT = "SENT", _("Sent")
    FAILED = "FAILED", _("Given up")
    BOUNCED = "BOUNCED", _("Came back")
    SUPPRESSED = "SUPPRESSED", _("Not sent on purpose")


_S = SendingState
TRANSITIONS = {
    _S.PENDING: frozenset({_S.SENDING}),
    _S.SENDING: frozenset({_S.PENDING, _S.SENT, _S.FAILED, _S.BOUNCED, _S.SUPPRESSED}),
    _S.SENT: frozenset({_S.BOUNCED}),
    _S.FAILED: frozenset({_S.PENDING}),
    _S.BOUNCED: frozenset({_S.PENDING}),
    _S.SUPPRESSED: frozenset[SendingState](),
}
SETTLED_STATES = ("SENT", "FAILED", "BOUNCED", "SUPPRESSED")


class Why(models.TextChoices):
    """Why something was not sent on purpose."""

    READ = "READ", _("Read in Loa meanwhile")
    UNWANTED = "UNWANTED", _("Switched off meanwhile")
    LEFT = "LEFT", _("The person may not see it any more")
    ADDRESS = "ADDRESS", _("Mail to this address comes back")
    OLD = "OLD", _("Too old; it stands in the inbox")
    DEMO = "DEMO", _("An invented person")


class SendingQuerySet(models.QuerySet["Sending"]):
    """Sendings in the words of the house."""

    def claimable(self, at: datetime) -> "SendingQuerySet":
        """Due, or left behind by a worker whose lease ran out."""
        return self.filter(
            Q(state=_S.PENDING, due_at__lte=at) | Q(state=_S.SENDING, claimed_until_at__lte=at)
        )

    def failed(self) -> "SendingQuerySet":
        """What did not arrive, as far as Loa knows."""
        return self.filter(state__in=(_S.FAILED, _S.BOUNCED))


class Sending(models.Model):
    """One notice, or one day's digest, on its way to one person by one channel.

    `key` and `generation` name the message in every attempt; a retry by hand is a generation of
    its own. A worker holds what it sends until `claimed_until_at`. Not audited: nobody acts.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sendings"
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    notice = models.ForeignKey(
        Notice, on_delete=models.CASCADE, null=True, blank=True, related_name="sendings"
    )
    digest_date = models.DateField(_("digest of"), null=True, blank=True)
    key = models.UUIDField(_("key"), unique=True)
    generation = models.PositiveSmallIntegerField(_("sending"), default=1)
    is_urgent = models.BooleanField(_("goes first"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=SendingState.choices, default=SendingState.PENDING
    )
    queued_at = models.DateTimeField(_("queued at"))
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_until_at = models.DateTimeField(_("held until"), null=True, blank=True)
    claimed_by = models.CharField(_("held by"), max_length=80, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    why = models.CharField(_("why not"), max_length=10, choices=Why.choices, blank=True)
    fault = models.CharField(_("what went wrong last"), max_length=300, blank=True)
    said = models.CharField(_("what the server said"), max_length=500, blank=True)
    unsubscribed_at = models.DateTimeField(_("switched off from it at"), null=True, blank=True)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField("said", "find out why mail does not arrive", "90 days"),
    )

    objects = SendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel"], name="notifications_sent_once_a_channel"
            ),
            models.UniqueConstraint(
                fields=["user", "channel", "digest_date"], name="notifications_one_digest_a_day"
            ),
            models.CheckConstraint(
                condition=Q(notice__isnull=True, digest_date__isnull=False)
                | Q(notice__isnull=False, digest_date__isnull=True),
                name="notifications_sending_of_what",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="notifications_sending_channel"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SendingState.values), name="notifications_sending_state"
            ),
            models.CheckConstraint(
                condition=Q(state="SENDING", claimed_until_at__isnull=False, claimed_by__gt="")
                | (~Q(state="SENDING") & Q(claimed_until_at__isnull=True, claimed_by="")),
                name="notifications_lease_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SETTLED_STATES, settled_at__isnull=False)
                | (~Q(state__in=SETTLED_STATES) & Q(settled_at__isnull=True)),
                name="notifications_settled_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="SUPPRESSED", why__in=Why.values)
                | (~Q(state="SUPPRESSED") & Q(why="")),
                name="notifications_not_sent_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state="PENDING"), name="notifications_to_send"
            ),
            models.Index(
                fields=["claimed_until_at"],
                condition=Q(state="SENDING"),
                name="notifications_left_behind",
            ),
            models.Index(fields=["settled_at"], name="notifications_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.channel}: {self.state}"

    @property
    def message_key(self) -> str:
        """What names the message for ever."""
        return f"notice-{self.key}-{self.generation}"


class MailTrouble(models.Model):
    """What mail servers say against somebody's address; void when the address is another one.

    Three refusals in a row, or one mail that a person saw come back, and nothing is sent there
    until the address changes or an administrator lifts it. Not audited: servers say it.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_trouble"
    )
    address = models.EmailField(_("address"), max_length=254)
    refusals = models.PositiveSmallIntegerField(_("refusals in a row"), default=0)
    fault = models.CharField(_("what went wrong last"), max_length=300)
    noted_at = models.DateTimeField(_("noted at"))
    blocked_at = models.DateTimeField(_("nothing is sent since"), null=True, blank=True)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "address", "send nothing to an address that is none", "until another address is set"
        ),
    )

    class Meta:
        verbose_name = _("trouble with an address")
        verbose_name_plural = _("troubles with addresses")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.fault}"
