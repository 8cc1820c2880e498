"""The sweep of deliveries: claim what is due, send it, write down how it went.

Rows are the queue. A worker claims a batch for a while, sends it outside of any transaction and
writes down what came of it. Killed in between, it leaves rows whose lease runs out; the next
sweep sends them again under the same idempotency key.
"""

import os
import socket
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.services import mailing, transports, webhooks
from campaigns.kernel import actor, codes, outgoing, roles, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services

LEASE = timedelta(minutes=3)
BATCH = 400
# A sweep ends after this long; the next pulse goes on.
SWEEP_SECONDS = 50
# How long a destination that hung is left alone, by how often in a row it did.
QUIET_MINUTES = (1, 2, 5)
_S, _Came = models.DeliveryState, transports.Came


def deliver_due(*, by: actor.Actor, at: datetime, limits: outgoing.Limits | None = None) -> int:
    """Send what is due; return how many deliveries were handed over.

    Several sweeps at once share the work. What fails is tried again by and by, and at the end of
    the schedule it is a dead letter of which those who place scripts are told.
    """
    clock = transports.Clock(at)
    worker = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    count = 0
    while clock.now() - at < timedelta(seconds=SWEEP_SECONDS):
        parcels = _claim(by, clock.now(), worker)
        if not parcels:
            break
        for outcomes in transports.carry(parcels, clock, limits or outgoing.Limits()):
            count += _write_down(outcomes, by, clock.now(), worker)
    return count


def _claim(by: actor.Actor, at: datetime, worker: str) -> list[transports.Parcel]:
    """Take what is due, emergencies first; nobody else sends it until the lease is over."""
    with writing.writing(by=by, at=at):
        _drop_unwanted(at)
        free = models.Delivery.objects.claimable(at).order_by("-is_urgent", "next_attempt_at", "pk")
        locked = free.select_for_update(skip_locked=True, of=("self",))
        taken = list(locked.values_list("pk", "state", "attempts", "claimed_until_at")[:BATCH])
        if not taken:
            return []
        _note_left_behind([row for row in taken if row[1] == _S.SENDING])
        rows = models.Delivery.objects.filter(pk__in=[pk for pk, *_rest in taken])
        rows.update(
            state=_S.SENDING,
            attempts=F("attempts") + 1,
            claimed_until_at=at + LEASE,
            claimed_by=worker,
        )
        loaded = list(
            rows.select_related(
                "destination", "release__script", "release__outlet__unit", "release__slot"
            ).order_by("-is_urgent", "next_attempt_at", "pk")
        )
        audit_services.record(
            "broadcasts.deliveries_claimed", loaded[0], after=_bulk(row.pk for row in loaded)
        )
    return [_parcel(row, at) for row in loaded]


def _bulk(pks: Iterable[int]) -> dict[str, object]:
    """A bulk act in the record: how many rows, and a digest of which."""
    numbers = sorted(pks)
    return {"deliveries": len(numbers), "sha256": codes.digest_secret(str(numbers))}


def _drop_unwanted(at: datetime) -> None:
    """Let go of what a killed worker held and nobody wants any more."""
    off = Q(event=models.DeliveryEvent.PLACED, release__state=models.ReleaseState.CANCELLED)
    left = models.Delivery.objects.filter(state=_S.SENDING, claimed_until_at__lte=at)
    unwanted = left.filter(off | Q(destination__is_active=False)).order_by("pk")
    for row in unwanted.select_related("destination__outlet"):
        _settle([row.pk], row.claimed_by, at, _S.CANCELLED)
        audit_services.record(
            "broadcasts.delivery_dropped", row, unit_id=row.destination.outlet.unit_id
        )


def _note_left_behind(left: Sequence[tuple[int, str, int, datetime | None]]) -> None:
    """Write down attempts of which nobody knows the end."""
    models.DeliveryAttempt.objects.bulk_create(
        [
            models.DeliveryAttempt(
                delivery_id=pk,
                number=attempts,
                began_at=until - LEASE,
                ended_at=until,
                has_succeeded=False,
                fault=_("The sender stopped before it knew the end; sent again with the same key."),
            )
            for pk, _state, attempts, until in left
            if until is not None
        ],
        ignore_conflicts=True,
    )


def _parcel(row: models.Delivery, at: datetime) -> transports.Parcel:
    destination = row.destination
    base: dict[str, Any] = {
        "pk": row.pk,
        "number": row.attempts,
        "key": str(row.idempotency_key),
        "destination_pk": destination.pk,
        "leased_until_at": at + LEASE,
    }
    if destination.kind == models.DestinationKind.EMAIL:
        return transports.Parcel(**base, letter=mailing.mail_of(row))
    return transports.Parcel(
        **base,
        url=destination.address,
        body=webhooks.body_of(row),
        secrets=queries.webhook_keys(destination, at),
    )


# --- Writing down ----------------------------------------------------------------------------


def _write_down(
    outcomes: Sequence[transports.Outcome], by: actor.Actor, at: datetime, worker: str
) -> int:
    """Write down what came of parcels that this worker still holds; return how many are over."""
    with writing.writing(by=by, at=at):
        mine = models.Delivery.objects.filter(
            pk__in=[o.parcel.pk for o in outcomes], state=_S.SENDING, claimed_by=worker
        )
        held = {
            row.pk: row
            for row in mine.select_for_update(of=("self",)).select_related(
                "release__script", "destination__outlet__unit"
            )
        }
        known = [o for o in outcomes if o.parcel.pk in held]
        if not known:
            return 0
        models.DeliveryAttempt.objects.bulk_create(
            [_attempt(o) for o in known if o.came is not _Came.BACK], ignore_conflicts=True
        )
        over = [o.parcel.pk for o in known if o.came is _Came.OVER]
        count = _settle(over, worker, at, _S.DELIVERED)
        for outcome in known:
            if outcome.came is not _Came.OVER:
                _write_fault(held[outcome.parcel.pk], outcome, at, worker)
        _note_destinations(known, held, at)
        audit_services.record(
            "broadcasts.deliveries_sent",
            held[known[0].parcel.pk],
            after=_bulk(o.parcel.pk for o in known) | {"delivered": count},
        )
    return count


def _attempt(outcome: transports.Outcome) -> models.DeliveryAttempt:
    return models.DeliveryAttempt(
        delivery_id=outcome.parcel.pk,
        number=outcome.parcel.number,
        began_at=outcome.began_at,
        ended_at=outcome.ended_at,
        has_succeeded=outcome.came is _Came.OVER,
        status=outcome.status,
        fault=outcome.fault[:300],
        excerpt=outcome.text[:500],
    )


def _settle(
    pks: Sequence[int], worker: str, at: datetime, state: models.DeliveryState, fault: str = ""
) -> int:
    """End deliveries that the worker holds; return how many it still held."""
    held = models.Delivery.objects.filter(pk__in=pks, state=_S.SENDING, claimed_by=worker)
    return held.update(
        state=state, settled_at=at, claimed_until_at=None, claimed_by="", fault=fault[:300]
    )


def _write_fault(
    row: models.Delivery, outcome: transports.Outcome, at: datetime, worker: str
) -> None:
    """Put a delivery back, set its next attempt, or give it up."""
    if not _is_wanted(row):
        _settle([row.pk], worker, at, _S.CANCELLED, outcome.fault)
    elif outcome.came is _Came.BACK:
        _put_back(row, worker, at if outcome.is_hang else None)
    elif outcome.came is _Came.NEVER or row.attempts > len(settings.LOA_DELIVERY_RETRY_MINUTES):
        _settle([row.pk], worker, at, _S.FAILED, outcome.fault)
        _tell_failed(row, outcome.fault, at)
    else:
        _release_lease(
            row,
            worker,
            state=_S.RETRYING,
            next_attempt_at=at + _pause(row, outcome.retry_after),
            fault=outcome.fault[:300],
        )


def _is_wanted(row: models.Delivery) -> bool:
    is_off = row.release is not None and row.release.state == models.ReleaseState.CANCELLED
    return row.destination.is_active and not (is_off and row.event == models.DeliveryEvent.PLACED)


def _put_back(row: models.Delivery, worker: str, hung_at: datetime | None) -> None:
    """As if it had not been claimed; where the destination hung, it waits a little."""
    before = row.attempts - 1
    next_at = row.next_attempt_at
    if hung_at is not None:
        next_at = hung_at + timedelta(minutes=QUIET_MINUTES[0])
    state = _S.RETRYING if before else _S.QUEUED
    _release_lease(row, worker, state=state, attempts=before, next_attempt_at=next_at)


def _release_lease(row: models.Delivery, worker: str, **changes: object) -> None:
    held = models.Delivery.objects.filter(pk=row.pk, state=_S.SENDING, claimed_by=worker)
    held.update(claimed_until_at=None, claimed_by="", **changes)


def _pause(row: models.Delivery, retry_after: int | None) -> timedelta:
    """The time to the next attempt: by the schedule, up to a fifth later so that not all come at
    once, and not before the other side wants it."""
    minutes = settings.LOA_DELIVERY_RETRY_MINUTES[row.attempts - 1]
    jitter = (row.idempotency_key.int >> row.attempts) % 1000 / 5000
    planned = timedelta(minutes=minutes * (1 + jitter))
    return max(planned, timedelta(seconds=min(retry_after or 0, 3600)))


def _tell_failed(row: models.Delivery, fault: str, at: datetime) -> None:
    """Put a dead letter on record and before those who place scripts at the outlet."""
    outlet = row.destination.outlet
    audit_services.record(
        "broadcasts.delivery_failed", row, unit_id=outlet.unit_id, after={"fault": fault}
    )
    notification_services.tell(
        users=queries.people_of(outlet, roles.Permission.PLAN_RELEASE, models.air_day(at)),
        topic=f"broadcasts.failed:{row.pk}",
        text=_("“%(title)s” did not reach %(destination)s: %(fault)s")
        % {
            "title": row.release.script.title[:120] if row.release else _("Test"),
            "destination": row.destination.name[:60],
            "fault": fault,
        },
        url=reverse("broadcasts:outlets"),
        at=at,
        kind=notification_models.Kind.BROADCASTS,
        about=notification_services.About(
            is_urgent=row.is_urgent,
            permission=roles.Permission.PLAN_RELEASE,
            unit_id=outlet.unit_id,
        ),
    )


def _note_destinations(
    known: Sequence[transports.Outcome], held: dict[int, models.Delivery], at: datetime
) -> None:
    """Leave alone for a while whom hung; be glad of whom answered again."""
    answered = {o.parcel.destination_pk for o in known if o.status or o.came is _Came.OVER}
    hung = {o.parcel.destination_pk for o in known if o.is_hang} - answered
    for destination in {row.destination_id: row.destination for row in held.values()}.values():
        same = models.Destination.objects.filter(pk=destination.pk)
        if destination.pk in hung:
            minutes = QUIET_MINUTES[min(destination.strikes, len(QUIET_MINUTES) - 1)]
            quiet = at + timedelta(minutes=minutes)
            same.update(strikes=min(destination.strikes + 1, 1000), quiet_until_at=quiet)
        elif destination.strikes and destination.pk in answered:
            same.update(strikes=0, quiet_until_at=None)
