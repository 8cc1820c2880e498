"""Queueing many releases at once, and those whose time changed once more."""

from collections.abc import Sequence
from datetime import datetime

from campaigns.broadcasts import models
from campaigns.broadcasts.services import deliveries
from campaigns.kernel import writing


def queue_many(*, releases: Sequence[models.Release]) -> int:
    """Queue releases for the destinations of their outlets, in two queries whatever their number.

    Runs inside the service that placed them. Return how many deliveries were queued.
    """
    at = writing.current().at
    outlets = [release.outlet_id for release in releases]
    active = models.Destination.objects.active().filter(outlet__in=outlets).order_by("pk")
    by_outlet: dict[int, list[models.Destination]] = {}
    for destination in active:
        by_outlet.setdefault(destination.outlet_id, []).append(destination)
    rows = [
        _placed(release, destination, at)
        for release in releases
        for destination in by_outlet.get(release.outlet_id, ())
        if destination.takes(release.script.medium, release.script.language)
    ]
    return len(models.Delivery.objects.bulk_create(rows))


def _placed(
    release: models.Release, destination: models.Destination, at: datetime
) -> models.Delivery:
    due_at = max(at, release.not_before_at or at)
    return deliveries.delivery_of(release, destination, models.DeliveryEvent.PLACED, due_at)


def queue_again(*, releases: Sequence[models.Release]) -> int:
    """Send releases whose time changed to those who may have the old time; two queries.

    What still waits goes out with the new time by itself, and a feed always shows the new one.
    """
    at = writing.current().at
    sent = (
        models.Delivery.objects.pushed()
        .filter(release__in=[r.pk for r in releases], event=models.DeliveryEvent.PLACED)
        .filter(destination__is_active=True)
        .exclude(state=models.DeliveryState.CANCELLED)
        .select_related("destination")
        .order_by("generation", "pk")
    )
    latest = {(d.release_id, d.destination_id): d for d in sent}
    by_pk = {release.pk: release for release in releases}
    rows = [
        deliveries.delivery_of(
            by_pk[pk], last.destination, models.DeliveryEvent.PLACED, at, last.generation + 1
        )
        for (pk, _destination), last in latest.items()
        if last.attempts and pk in by_pk and last.state not in models.WAITING_STATES
    ]
    return len(models.Delivery.objects.bulk_create(rows))
