"""What a destination is given when it pulls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from campaigns.broadcasts import models
from campaigns.broadcasts.queries import handovers

PAGE = 100
# What was to be aired longer ago than this is not handed out any more.
KEPT = timedelta(days=1)
_MOST_CANCELLED = 500


@dataclass(frozen=True)
class Pulled:
    """One page: what to air, what to drop, and where the next page begins ('' at the end)."""

    deliveries: tuple[models.Delivery, ...]
    items: tuple[handovers.Handover, ...]
    acknowledged: frozenset[int]
    cancelled: tuple[models.Release, ...]
    next_cursor: str


def deliveries_for(destination: models.Destination, at: datetime) -> models.DeliveryQuerySet:
    """Due deliveries of releases that stand and are not long over, in the order of their queue.

    The way in for every format that a destination pulls.
    """
    rows: models.DeliveryQuerySet = models.Delivery.objects.newest().filter(
        destination=destination,
        event=models.DeliveryEvent.PLACED,
        due_at__lte=at,
        release__state=models.ReleaseState.PLANNED,
        release__planned_end_at__gt=at - KEPT,
    )
    return rows.select_related("release__script", "release__outlet__unit", "release__slot")


def pulled(destination: models.Destination, at: datetime, cursor: str = "") -> Pulled:
    """A page of what the destination is to air; a cursor that is none begins anew."""
    rows = list(deliveries_for(destination, at).filter(_after(cursor)).order_by("pk")[: PAGE + 1])
    page = rows[:PAGE]
    releases = [row.release_id for row in page]
    words = models.Acknowledgement.objects.filter(release__in=releases)
    return Pulled(
        deliveries=tuple(page),
        items=tuple(handovers.handover(row.release) for row in page if row.release),
        acknowledged=frozenset(words.values_list("release_id", flat=True)),
        cancelled=tuple(_cancelled(destination, at)),
        next_cursor=str(page[-1].pk) if len(rows) > PAGE else "",
    )


def _after(cursor: str) -> Q:
    is_number = cursor.isascii() and cursor.isdecimal() and len(cursor) < 19
    return Q(pk__gt=int(cursor)) if is_number else Q()


def _cancelled(destination: models.Destination, at: datetime) -> Sequence[models.Release]:
    """Releases that the destination was given and that are off the rundown since."""
    given = models.Delivery.objects.filter(
        destination=destination,
        event=models.DeliveryEvent.PLACED,
        state=models.DeliveryState.DELIVERED,
    )
    off = models.Release.objects.filter(
        pk__in=given.values("release_id"),
        state=models.ReleaseState.CANCELLED,
        planned_end_at__gt=at - KEPT,
    )
    return list(off.order_by("-cancelled_at", "-pk")[:_MOST_CANCELLED])
