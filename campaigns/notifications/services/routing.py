"""Sending new notices on their ways out of the house: by mail at once, into the digest, or not."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from campaigns.kernel import actor, writing
from campaigns.notifications import models, queries

ROUTER = actor.SystemActor("notices")
BATCH = 500
KEPT_FRESH = timedelta(days=3)
"""What was told longer ago is left to the inbox: after a long silence nobody drowns in mail."""


def route_notices(*, at: datetime) -> int:
    """Decide for each new notice which channels tell it, and when; return how many rows wait now.

    One transaction a batch: killed in between, a batch is routed whole by the next sweep, and two
    sweeps meet at one sending for each notice and channel.
    """
    _leave_to_the_inbox(at)
    count = 0
    while made := _route_batch(at):
        count += made[1]
    return count


def _leave_to_the_inbox(at: datetime) -> None:
    with writing.writing(by=ROUTER, at=at):
        done = models.Notice.objects.unrouted().filter(created_at__lt=at - KEPT_FRESH)
        done.update(routed_at=at)


def _route_batch(at: datetime) -> tuple[int, int] | None:
    """How many notices were routed and how many sendings made; None where nothing is new."""
    with writing.writing(by=ROUTER, at=at):
        new = (
            models.Notice.objects.unrouted().filter(created_at__lte=at).order_by("created_at", "pk")
        )
        notices = list(new.select_for_update(skip_locked=True)[:BATCH])
        if not notices:
            return None
        wishes = queries.wishes_of(n.user_id for n in notices)
        sendings, for_digest = _ways(notices, wishes, at)
        models.Sending.objects.bulk_create(sendings, ignore_conflicts=True)
        models.Notice.objects.filter(pk__in=for_digest).update(is_for_digest=True)
        models.Notice.objects.filter(pk__in=[n.pk for n in notices]).update(routed_at=at)
    return len(notices), len(sendings)


def _ways(
    notices: Sequence[models.Notice], wishes: dict[int, queries.Wishes], at: datetime
) -> tuple[list[models.Sending], list[int]]:
    """Sendings to make, and the notices that wait for a digest."""
    sendings: list[models.Sending] = []
    for_digest: list[int] = []
    for notice in notices:
        if notice.has_own_mail or notice.read_at is not None:
            continue
        own = wishes[notice.user_id]
        for channel in models.Channel:
            pace = own.pace_of(notice, channel)
            if pace == models.Pace.AT_ONCE:
                due = at if notice.is_urgent else own.awake_at(at)
                sendings.append(sending_for(notice, channel, at, due))
            elif pace == models.Pace.DAILY:
                for_digest.append(notice.pk)
    return sendings, for_digest


def sending_for(notice: models.Notice, channel: str, at: datetime, due: datetime) -> models.Sending:
    """A notice's row in the outbox, not saved yet."""
    return models.Sending(
        user_id=notice.user_id,
        channel=channel,
        notice=notice,
        key=uuid.uuid4(),
        is_urgent=notice.is_urgent,
        queued_at=at,
        due_at=due,
    )
