"""Missed duty of delivery: what should have gone out, what nobody says came."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef

from campaigns.broadcasts import models

# An outlet has this long to say that it has a script, before the silence is counted.
UNACKNOWLEDGED_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class DeliveryGauges:
    """`unqueued`: releases still to be aired that no delivery was queued for. `overdue`: what was
    due two sweeps ago and nobody holds. `dead`: failed for good and not sent again.
    `unacknowledged`: given out long enough ago, still to be aired, and no word of the outlet."""

    unqueued: int
    overdue: int
    dead: int
    unacknowledged: int


def delivery_gauges(at: datetime) -> DeliveryGauges:
    """All outlets at a moment; four counts."""
    late = at - timedelta(seconds=2 * settings.LOA_SWEEP_SECONDS)
    return DeliveryGauges(
        unqueued=unqueued_releases(at, late).count(),
        overdue=models.Delivery.objects.claimable(late).count(),
        dead=models.Delivery.objects.dead().count(),
        unacknowledged=unacknowledged_releases(at).count(),
    )


def unqueued_releases(at: datetime, late: datetime) -> models.ReleaseQuerySet:
    """Planned before `late` and still to be aired, without any delivery."""
    deliveries = models.Delivery.objects.filter(release=OuterRef("pk"))
    rows: models.ReleaseQuerySet = models.Release.objects.planned().filter(
        ~Exists(deliveries), planned_end_at__gt=at, requested_at__lte=late
    )
    return rows


def unacknowledged_releases(at: datetime) -> models.ReleaseQuerySet:
    """Releases that wait for their outlet's word.

    What was aired, or whose time is over, is asked for as an airing instead.
    """
    given = models.Delivery.objects.filter(
        release=OuterRef("pk"),
        event=models.DeliveryEvent.PLACED,
        due_at__lte=at - UNACKNOWLEDGED_AFTER,
    )
    rows: models.ReleaseQuerySet = models.Release.objects.unconfirmed().filter(
        Exists(given), planned_end_at__gt=at, acknowledgement__isnull=True
    )
    return rows
