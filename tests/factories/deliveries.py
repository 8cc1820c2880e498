"""Where a station's scripts are delivered, and what is on its way there."""

from datetime import datetime
from typing import Any

from campaigns.broadcasts import models, services
from campaigns.kernel import writing
from tests.factories import broadcasts, cast

NOW = broadcasts.NOW
WEBHOOK, EMAIL, FEED = (
    models.DestinationKind.WEBHOOK,
    models.DestinationKind.EMAIL,
    models.DestinationKind.FEED,
)
_ADDRESSES = {WEBHOOK: "https://dai.example.vn/loa", EMAIL: "bientap@example.vn", FEED: ""}


def feed_of(station: broadcasts.Station) -> models.Destination:
    """The feed that every outlet has from its first day."""
    return models.Destination.objects.get(outlet=station.outlet, kind=FEED)


def make_destination(
    station: broadcasts.Station, kind: str = WEBHOOK, *, at: datetime = NOW, **changes: Any
) -> models.Destination:
    base = {"outlet": station.outlet, "kind": kind, "name": "Phòng biên tập"}
    draft = services.DestinationDraft(**(base | {"address": _ADDRESSES.get(kind, "")} | changes))
    return services.add_destination(draft=draft, by=station.chief, at=at)


def make_delivery(
    station: broadcasts.Station, kind: str = WEBHOOK, **changes: Any
) -> models.Delivery:
    """What one release gives a destination of the kind."""
    destination = feed_of(station) if kind == FEED else make_destination(station, kind)
    release = broadcasts.make_release(station, **changes)
    return models.Delivery.objects.get(release=release, destination=destination)


def acknowledge(release: models.Release, by: Any, at: datetime = NOW) -> models.Acknowledgement:
    return services.acknowledge(release=release, by=by, at=at)


def erase_deliveries(release: models.Release) -> None:
    """What no service does: a planned release whose rows were lost."""
    with writing.writing(by=cast.SYSTEM, at=NOW) as write:
        models.Delivery.objects.filter(release=release).delete()
        write.rows = 0
