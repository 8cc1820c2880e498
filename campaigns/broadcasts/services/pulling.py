"""A destination pulled: what it was given is delivered, though nobody acknowledged it yet."""

from collections.abc import Sequence
from datetime import datetime

from campaigns.audit import services as audit_services
from campaigns.broadcasts import models
from campaigns.kernel import writing

_S = models.DeliveryState


def note_pulled(
    *,
    destination: models.Destination,
    deliveries: Sequence[models.Delivery],
    by: models.Destination,
    at: datetime,
) -> int:
    """Mark what a feed handed out as delivered, once; return how many it was new to.

    A webhook or mailbox that pulls as well keeps its own state: it is sent to besides.
    """
    fresh = [row.pk for row in deliveries if row.state == _S.QUEUED]
    if not fresh or destination.is_pushed:
        return 0
    with writing.writing(by=by, at=at):
        queued = models.Delivery.objects.filter(pk__in=fresh, state=_S.QUEUED)
        pks = list(queued.select_for_update().values_list("pk", flat=True))
        count = queued.filter(pk__in=pks).update(state=_S.DELIVERED, attempts=1, settled_at=at)
        models.DeliveryAttempt.objects.bulk_create(
            [
                models.DeliveryAttempt(
                    delivery_id=pk, number=1, began_at=at, ended_at=at, has_succeeded=True
                )
                for pk in pks
            ],
            ignore_conflicts=True,
        )
        audit_services.record(
            "broadcasts.feed_pulled",
            destination,
            unit_id=destination.outlet.unit_id,
            after={"deliveries": count},
        )
    return count
