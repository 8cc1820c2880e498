"""How far releases have come on their way to the outlet, for screens."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from campaigns.broadcasts import models
from campaigns.broadcasts.queries import gauges

_S = models.DeliveryState
_TONES = {
    _S.QUEUED: "info",
    _S.SENDING: "info",
    _S.RETRYING: "warning",
    _S.DELIVERED: "good",
    _S.FAILED: "danger",
    _S.CANCELLED: "neutral",
}
# The worst comes first: it is what somebody must do something about.
_BY_DANGER = (_S.FAILED, _S.RETRYING, _S.SENDING, _S.QUEUED, _S.DELIVERED, _S.CANCELLED)


@dataclass(frozen=True)
class DeliveryTag:
    """How a release stands on its way: in words, with the danger's colour."""

    label: str
    tone: str
    is_acknowledged: bool


@dataclass(frozen=True)
class DeskGauges:
    """Missed duty within somebody's reach; `pieces` are those that the outlets must speak to."""

    dead: int
    unacknowledged: int


def tone_of(delivery: models.Delivery) -> str:
    """The colour of a delivery's state."""
    return _TONES[models.DeliveryState(delivery.state)]


def delivery_tags(releases: Iterable[int]) -> dict[int, DeliveryTag]:
    """How each of the releases stands on its way; two queries."""
    pks = list(releases)
    rows = models.Delivery.objects.filter(release__in=pks, event=models.DeliveryEvent.PLACED)
    found: dict[int, list[models.Delivery]] = defaultdict(list)
    for row in rows.newest().select_related("destination").order_by("pk"):
        found[row.release_id or 0].append(row)
    words = models.Acknowledgement.objects.filter(release__in=pks)
    heard = {
        word.release_id: word for word in words.select_related("user", "destination").order_by("pk")
    }
    return {pk: _tag(own, heard.get(pk)) for pk, own in found.items()}


def _tag(rows: list[models.Delivery], word: models.Acknowledgement | None) -> DeliveryTag:
    if word is not None:
        return DeliveryTag(_("Acknowledged by %(who)s") % {"who": word.who}, "good", True)
    worst = min(rows, key=lambda row: _BY_DANGER.index(models.DeliveryState(row.state)))
    if worst.state == _S.QUEUED and not worst.destination.is_pushed:
        return DeliveryTag(_("Waits to be pulled"), "info", False)
    return DeliveryTag(str(worst.get_state_display()), tone_of(worst), False)


def deliveries_of(release: models.Release) -> list[models.Delivery]:
    """Deliveries of a release with their attempts, newest first."""
    rows = models.Delivery.objects.filter(release=release).select_related("destination")
    return list(rows.prefetch_related("tries").order_by("-queued_at", "-pk"))


def recent_deliveries(destination: models.Destination, count: int = 20) -> list[models.Delivery]:
    """What went to a destination last, tests included."""
    rows = models.Delivery.objects.filter(destination=destination)
    loaded = rows.select_related("release__script").prefetch_related("tries")
    return list(loaded.order_by("-queued_at", "-pk")[:count])


def deliveries_filtered(
    rows: models.DeliveryQuerySet, wanted: dict[str, Any]
) -> models.DeliveryQuerySet:
    """Deliveries as the filters want them; without any, the dead letters."""
    what = wanted.get("state") or "dead"
    rows = rows.dead() if what == "dead" else rows.filter(release__isnull=False).newest()
    if what not in {"dead", "all"}:
        rows = rows.filter(state=what)
    if wanted.get("outlet"):
        rows = rows.filter(destination__outlet=wanted["outlet"])
    if wanted.get("kind"):
        rows = rows.filter(destination__kind=wanted["kind"])
    if wanted.get("q"):
        words = wanted["q"]
        rows = rows.filter(
            Q(release__script__title__icontains=words) | Q(destination__name__icontains=words)
        )
    return rows.select_related("release__script", "destination__outlet__unit")


def desk_gauges(units: QuerySet[Any], at: datetime) -> DeskGauges:
    """Missed duty of the outlets of some units."""
    dead = models.Delivery.objects.dead().filter(destination__outlet__unit__in=units)
    silent = gauges.unacknowledged_releases(at).filter(outlet__unit__in=units)
    return DeskGauges(dead.count(), silent.count())
