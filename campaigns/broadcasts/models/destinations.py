"""Destinations: where an outlet's scripts are delivered to."""

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts.models.outlets import Outlet
from campaigns.kernel import models as kernel_models


class DestinationKind(models.TextChoices):
    """How a script reaches an outlet."""

    FEED = "FEED", _("Feed that the outlet pulls")
    EMAIL = "EMAIL", _("Email")
    WEBHOOK = "WEBHOOK", _("Signed webhook")


# Kinds to which Loa sends; a feed waits to be pulled.
PUSHED_KINDS = frozenset({DestinationKind.EMAIL, DestinationKind.WEBHOOK})


class DestinationQuerySet(kernel_models.AuditedQuerySet["Destination"]):
    """Destinations in the words of the house."""

    def active(self) -> "DestinationQuerySet":
        return self.filter(is_active=True)

    def holding(self, digest: str, at: datetime) -> "DestinationQuerySet":
        """Those that a token opens: the present one, or the former until its last moment."""
        former = Q(former_token_digest=digest, former_until_at__gt=at)
        return self.active().filter(Q(token_digest=digest) | former)

    def visible_to(self, user: models.Model, on: date) -> "DestinationQuerySet":
        return self.filter(outlet__in=Outlet.objects.visible_to(user, on))


class Destination(kernel_models.AuditedModel):
    """Where an outlet's scripts go: a feed with a token, a mailbox, or a signed webhook.

    Neither token nor webhook secret is stored: each is derived from `seed` and the installation's
    secret key (queries.token_of, queries.webhook_keys), and `token_digest` finds a token. After a
    rotation the former ones hold until `former_until_at`. Without a seed nobody made a token yet.
    Empty `languages` or `mediums` take all. After a target hung, nothing is sent there before
    `quiet_until_at`; `strikes` counts how often in a row it hung.
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="destinations")
    kind = models.CharField(_("kind"), max_length=8, choices=DestinationKind.choices)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=500, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    mediums = models.JSONField(_("media"), default=list, blank=True)
    seed = models.CharField(_("seed"), max_length=64, blank=True, editable=False)
    token_digest = models.CharField(
        _("digest of the token"), max_length=64, blank=True, editable=False
    )
    former_seed = models.CharField(_("former seed"), max_length=64, blank=True, editable=False)
    former_token_digest = models.CharField(
        _("digest of the former token"), max_length=64, blank=True, editable=False
    )
    former_until_at = models.DateTimeField(_("former holds until"), null=True, blank=True)
    is_active = models.BooleanField(_("is in use"), default=True)
    quiet_until_at = models.DateTimeField(_("left alone until"), null=True, blank=True)
    strikes = models.PositiveSmallIntegerField(_("hung in a row"), default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "address", "deliver scripts to the outlet's mailbox", "while the destination stands"
        ),
    )

    objects = DestinationQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("destination")
        verbose_name_plural = _("destinations")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DestinationKind.values), name="broadcasts_destination_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind="FEED", address="") | (~Q(kind="FEED") & Q(address__gt="")),
                name="broadcasts_destination_address",
            ),
            models.CheckConstraint(
                condition=Q(seed="", token_digest="") | Q(seed__gt="", token_digest__gt=""),
                name="broadcasts_destination_token_whole",
            ),
            models.UniqueConstraint(
                fields=["token_digest"],
                condition=Q(token_digest__gt=""),
                name="broadcasts_destination_token",
            ),
            models.CheckConstraint(
                condition=Q(former_seed="", former_token_digest="", former_until_at__isnull=True)
                | Q(former_seed__gt="", former_token_digest__gt="", former_until_at__isnull=False),
                name="broadcasts_destination_former_whole",
            ),
            models.UniqueConstraint(
                fields=["outlet", "kind", "address"],
                condition=Q(is_active=True),
                name="broadcasts_destination_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def actor_id(self) -> str:
        return f"destination:{self.pk}"

    @property
    def actor_label(self) -> str:
        return self.name

    @property
    def is_pushed(self) -> bool:
        return self.kind in PUSHED_KINDS

    def takes(self, medium: str, language: str) -> bool:
        """Whether scripts of the medium and language go there."""
        return medium in (self.mediums or [medium]) and language in (self.languages or [language])
