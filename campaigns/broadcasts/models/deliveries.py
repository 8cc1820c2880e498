"""Deliveries: handing a release to a destination, what was tried, and who says it came."""

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts.models.destinations import PUSHED_KINDS, Destination
from campaigns.broadcasts.models.outlets import Outlet
from campaigns.broadcasts.models.releases import Release, ReleaseState
from campaigns.broadcasts.models.vocabulary import FrozenModel
from campaigns.kernel import models as kernel_models


class DeliveryEvent(models.TextChoices):
    """What the destination is told."""

    PLACED = "PLACED", _("Script placed")
    CANCELLED = "CANCELLED", _("Script taken off")
    TEST = "TEST", _("Test")


class DeliveryState(models.TextChoices):
    """How far a delivery has come. Delivered is not acknowledged, and neither is aired."""

    QUEUED = "QUEUED", _("Waits to be sent")
    SENDING = "SENDING", _("Being sent")
    RETRYING = "RETRYING", _("Will be tried again")
    DELIVERED = "DELIVERED", _("Delivered")
    FAILED = "FAILED", _("Failed for good")
    CANCELLED = "CANCELLED", _("Not needed any more")


_S = DeliveryState
TRANSITIONS = {
    _S.QUEUED: frozenset({_S.SENDING, _S.DELIVERED, _S.CANCELLED}),
    _S.SENDING: frozenset({_S.QUEUED, _S.RETRYING, _S.DELIVERED, _S.FAILED, _S.CANCELLED}),
    _S.RETRYING: frozenset({_S.SENDING, _S.CANCELLED}),
    _S.DELIVERED: frozenset[DeliveryState](),
    _S.FAILED: frozenset[DeliveryState](),
    _S.CANCELLED: frozenset[DeliveryState](),
}
WAITING_STATES = (_S.QUEUED, _S.RETRYING)
SETTLED_STATES = (_S.DELIVERED, _S.FAILED, _S.CANCELLED)


class DeliveryQuerySet(kernel_models.AuditedQuerySet["Delivery"]):
    """Deliveries in the words of the house."""

    def newest(self) -> "DeliveryQuerySet":
        """Without those that a resend replaced."""
        later = Delivery.objects.filter(
            release=OuterRef("release"),
            destination=OuterRef("destination"),
            event=OuterRef("event"),
            generation__gt=OuterRef("generation"),
        )
        return self.filter(~Exists(later))

    def dead(self) -> "DeliveryQuerySet":
        """Dead letters: failed for good, and nobody has sent them again. A test is none."""
        lost = self.filter(state=DeliveryState.FAILED, release__isnull=False)
        return lost.newest()

    def pushed(self) -> "DeliveryQuerySet":
        return self.filter(destination__kind__in=PUSHED_KINDS)

    def claimable(self, at: datetime) -> "DeliveryQuerySet":
        """Due and free to send: waiting, or left behind by a worker whose lease ran out.

        A destination that hung is left alone for a while, but for emergencies.
        """
        waiting = Q(state__in=WAITING_STATES, next_attempt_at__lte=at)
        left = Q(state=DeliveryState.SENDING, claimed_until_at__lte=at)
        ready = Q(destination__quiet_until_at__isnull=True) | Q(destination__quiet_until_at__lte=at)
        wanted = Q(event=DeliveryEvent.PLACED, release__state=ReleaseState.PLANNED)
        told = Q(event__in=(DeliveryEvent.CANCELLED, DeliveryEvent.TEST))
        open_ones = self.filter(destination__is_active=True).filter(waiting | left)
        return open_ones.filter(ready | Q(is_urgent=True)).filter(wanted | told)

    def visible_to(self, user: models.Model, on: date) -> "DeliveryQuerySet":
        return self.filter(destination__outlet__in=Outlet.objects.visible_to(user, on))


class Delivery(kernel_models.AuditedModel):
    """One release on its way to one destination; a test has no release.

    `idempotency_key` is the same in every attempt, so that a receiver can tell a repetition.
    Sending again by hand makes a new row of the next `generation` with a key of its own.
    What a feed shows is never sent and has no `next_attempt_at`.
    A worker holds what it sends until `claimed_until_at`; then another may take it.
    """

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    destination = models.ForeignKey(
        Destination, on_delete=models.PROTECT, related_name="deliveries"
    )
    event = models.CharField(
        _("event"), max_length=10, choices=DeliveryEvent.choices, default=DeliveryEvent.PLACED
    )
    generation = models.PositiveSmallIntegerField(_("sending"), default=1)
    idempotency_key = models.UUIDField(_("idempotency key"), unique=True)
    is_urgent = models.BooleanField(_("goes first"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED
    )
    queued_at = models.DateTimeField(_("queued at"))
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), null=True, blank=True)
    claimed_until_at = models.DateTimeField(_("held until"), null=True, blank=True)
    claimed_by = models.CharField(_("held by"), max_length=80, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    fault = models.CharField(_("what went wrong last"), max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["release", "destination", "event", "generation"],
                name="broadcasts_delivery_once",
            ),
            models.CheckConstraint(
                condition=Q(event__in=DeliveryEvent.values), name="broadcasts_delivery_event"
            ),
            models.CheckConstraint(
                condition=Q(event="TEST", release__isnull=True)
                | (~Q(event="TEST") & Q(release__isnull=False)),
                name="broadcasts_delivery_of_what",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="broadcasts_delivery_state"
            ),
            models.CheckConstraint(
                condition=Q(state="SENDING", claimed_until_at__isnull=False, claimed_by__gt="")
                | (~Q(state="SENDING") & Q(claimed_until_at__isnull=True, claimed_by="")),
                name="broadcasts_delivery_lease_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("DELIVERED", "FAILED", "CANCELLED"), settled_at__isnull=False
                )
                | Q(state__in=("QUEUED", "SENDING", "RETRYING"), settled_at__isnull=True),
                name="broadcasts_delivery_settled_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=("QUEUED", "RETRYING"), next_attempt_at__isnull=False),
                name="broadcasts_to_deliver",
            ),
            models.Index(
                fields=["claimed_until_at"],
                condition=Q(state="SENDING"),
                name="broadcasts_left_behind",
            ),
            models.Index(fields=["destination", "-queued_at"], name="broadcasts_sent_there"),
            models.Index(
                fields=["settled_at"], condition=Q(state="FAILED"), name="broadcasts_dead_letters"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} → {self.destination_id}: {self.state}"


class DeliveryAttempt(FrozenModel):
    """One attempt, as it went; append-only. `status` is HTTP's, where there was an answer.

    `excerpt` is the beginning of what the other side said.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="tries")
    number = models.PositiveSmallIntegerField(_("number"))
    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"))
    has_succeeded = models.BooleanField(_("succeeded"))
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    fault = models.CharField(_("what went wrong"), max_length=300, blank=True)
    excerpt = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="broadcasts_attempt_once"),
            models.CheckConstraint(
                condition=Q(has_succeeded=True, fault="") | Q(has_succeeded=False, fault__gt=""),
                name="broadcasts_attempt_failed_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__gte=models.F("began_at")),
                name="broadcasts_attempt_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} #{self.number}"


class Acknowledgement(FrozenModel):
    """The outlet says that it has the script: a person at the desk, or its automation.

    The first word stands; repeating it changes nothing.
    """

    release = models.OneToOneField(
        Release, on_delete=models.PROTECT, related_name="acknowledgement"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    destination = models.ForeignKey(
        Destination, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(_("acknowledged at"))

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, destination__isnull=True)
                | Q(user__isnull=True, destination__isnull=False),
                name="broadcasts_acknowledged_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.acknowledged_at:%Y-%m-%d %H:%M}"

    @property
    def who(self) -> str:
        return str(self.user or self.destination)
