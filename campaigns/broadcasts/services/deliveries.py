"""Queueing deliveries beside the act that needs them, and taking them back."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models
from campaigns.kernel import actor, errors, writing

_S = models.DeliveryState


class DeliverySettled(errors.Conflict):
    """The delivery is not in the state that the act needs any more."""


def destinations_for(outlet: models.Outlet, script: models.Script) -> list[models.Destination]:
    """Where an outlet receives scripts of this medium and language."""
    found = models.Destination.objects.active().filter(outlet=outlet).order_by("pk")
    return [d for d in found if d.takes(script.medium, script.language)]


def queue_deliveries(*, release: models.Release) -> list[models.Delivery]:
    """Queue a release for every destination of its outlet that takes its medium and language.

    Runs inside the service that placed the release, whose event covers it, and which has refused
    an outlet that has none.
    """
    at = writing.current().at
    due_at = max(at, release.not_before_at or at)
    rows = [
        delivery_of(release, destination, models.DeliveryEvent.PLACED, due_at)
        for destination in destinations_for(release.outlet, release.script)
    ]
    return models.Delivery.objects.bulk_create(rows)


def delivery_of(
    release: models.Release | None,
    destination: models.Destination,
    event: str,
    due_at: datetime,
    generation: int = 1,
) -> models.Delivery:
    """A fresh delivery, not stored yet."""
    is_urgent = release is not None and release.priority == models.Priority.EMERGENCY
    return models.Delivery(
        release=release,
        destination=destination,
        event=event,
        generation=generation,
        idempotency_key=uuid.uuid4(),
        is_urgent=is_urgent,
        queued_at=writing.current().at,
        due_at=due_at,
        next_attempt_at=due_at if destination.is_pushed else None,
    )


def withdraw_deliveries(*, release: models.Release) -> int:
    """Take back what has not gone out of a cancelled release, and tell those who may have it.

    Runs inside the service that cancelled it. What is being sent this moment cannot be called
    back; its destination is told of the cancellation like those that have the script. A feed
    simply does not show it any more. Return how many destinations are told.
    """
    at = writing.current().at
    placed = models.Delivery.objects.filter(release=release, event=models.DeliveryEvent.PLACED)
    may_have_it = placed.pushed().filter(attempts__gt=0, destination__is_active=True)
    told = {d.destination_id: d.destination for d in may_have_it.select_related("destination")}
    waiting = placed.filter(state__in=models.WAITING_STATES)
    waiting.update(state=_S.CANCELLED, settled_at=at)
    event = models.DeliveryEvent.CANCELLED
    rows = [delivery_of(release, destination, event, at) for destination in told.values()]
    return len(models.Delivery.objects.bulk_create(rows))


def resend(*, delivery: models.Delivery, by: accounts_models.User, at: datetime) -> models.Delivery:
    """Send a settled delivery again, as a new one with a key of its own.

    Raises:
        DeliverySettled: it still waits, was sent again already, its release is off the rundown or
            its destination out of use.
    """
    _check_resend(delivery)
    with writing.writing(by=by, at=at):
        again = delivery_of(
            delivery.release, delivery.destination, delivery.event, at, delivery.generation + 1
        )
        try:
            with transaction.atomic():
                again.save()
        except IntegrityError as fault:
            raise DeliverySettled(_("Somebody sent this again already.")) from fault
        audit_services.record(
            "broadcasts.delivery_resent",
            again,
            unit_id=delivery.destination.outlet.unit_id,
            after={"replaces": delivery.pk},
        )
    return again


def _check_resend(delivery: models.Delivery) -> None:
    if delivery.release is None:
        raise DeliverySettled(_("This was a test: make a new one."))
    if delivery.state not in models.SETTLED_STATES:
        raise DeliverySettled(_("This delivery is still under way."))
    if not delivery.destination.is_active:
        raise DeliverySettled(_("The destination is out of use: nothing can be sent there."))
    is_placed = delivery.event == models.DeliveryEvent.PLACED
    if is_placed and delivery.release.state == models.ReleaseState.CANCELLED:
        raise DeliverySettled(_("The script was taken off the rundown: it is not sent any more."))


def resend_many(
    *, deliveries: Iterable[models.Delivery], by: accounts_models.User, at: datetime
) -> int:
    """Send dead letters again; those that cannot be any more stay. Return how many are sent."""
    count = 0
    for delivery in deliveries:
        try:
            resend(delivery=delivery, by=by, at=at)
        except DeliverySettled:
            continue
        count += 1
    return count


def send_test(*, destination: models.Destination, by: actor.Actor, at: datetime) -> models.Delivery:
    """Queue a test for a destination to which Loa sends.

    Raises:
        DeliverySettled: the destination is out of use, or it is a feed.
    """
    if not destination.is_active or not destination.is_pushed:
        raise DeliverySettled(_("Nothing can be sent there."))
    with writing.writing(by=by, at=at):
        delivery = delivery_of(None, destination, models.DeliveryEvent.TEST, at)
        delivery.save()
        audit_services.record(
            "broadcasts.destination_tested", destination, unit_id=destination.outlet.unit_id
        )
    return delivery
