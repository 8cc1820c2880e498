"""Sending new notices on their ways out of the house: by mail at once, into the digest, or not."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
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
        ways = _ways(notices, wishes, at)
        sendings, for_digest = ways.sendings, ways.for_digest
        models.Sending.objects.bulk_create(sendings, ignore_conflicts=True)
        models.Notice.objects.filter(pk__in=for_digest).update(is_for_digest=True)
        _seat_riders(ways.riders)
        models.Notice.objects.filter(pk__in=[n.pk for n in notices]).update(routed_at=at)
    return len(notices), len(sendings)


@dataclass
class _Ways:
    """Sendings to make, notices that wait for a digest, and those that ride in the mail of another,
    by the notice that leads it."""

    sendings: list[models.Sending] = field(default_factory=list)
    for_digest: list[int] = field(default_factory=list)
    riders: dict[tuple[int, str], list[int]] = field(default_factory=dict)


def _ways(
    notices: Sequence[models.Notice], wishes: dict[int, queries.Wishes], at: datetime
) -> _Ways:
    ways, leads = _Ways(), _leads_of(notices)
    for notice in notices:
        if notice.has_own_mail or notice.read_at is not None:
            continue
        own = wishes[notice.user_id]
        for channel in models.Channel:
            pace = own.pace_of(notice, channel)
            if pace == models.Pace.DAILY:
                ways.for_digest.append(notice.pk)
            elif pace == models.Pace.AT_ONCE:
                lead = _lead(notice, channel, leads)
                if lead != notice.pk:
                    ways.riders.setdefault((lead, channel), []).append(notice.pk)
                    continue
                due = at if notice.is_urgent else own.awake_at(at)
                ways.sendings.append(sending_for(notice, channel, at, due))
    return ways


_Act = tuple[int, str, datetime, str]


def _lead(notice: models.Notice, channel: str, leads: dict[_Act, int]) -> int:
    """The notice whose mail tells this one too: the first that the same act told the person of such
    matters, or itself."""
    if not notice.matter or notice.is_urgent:
        return notice.pk
    return leads.setdefault((notice.user_id, notice.kind, notice.created_at, channel), notice.pk)


def _leads_of(notices: Sequence[models.Notice]) -> dict[_Act, int]:
    """Those whose mail an earlier batch of the same act made and that waits to be sent."""
    grouped = [notice for notice in notices if notice.matter and not notice.is_urgent]
    waiting = models.Sending.objects.filter(
        state=models.SendingState.PENDING,
        attempts=0,
        notice__user__in={notice.user_id for notice in grouped},
        notice__created_at__in={notice.created_at for notice in grouped},
        notice__kind__in={notice.kind for notice in grouped},
    ).exclude(notice__matter="")
    made = waiting.order_by("pk").values_list(
        "user_id", "notice__kind", "notice__created_at", "channel", "notice_id"
    )
    return {(user, kind, told, way): pk for user, kind, told, way, pk in made}


def _seat_riders(riders: dict[tuple[int, str], list[int]]) -> None:
    """Let notices ride with the sending of the notice that leads them."""
    leads = models.Sending.objects.filter(notice__in={lead for lead, _channel in riders})
    for pk, notice_id, channel in leads.values_list("pk", "notice_id", "channel"):
        seated = riders.get((notice_id, channel), [])
        models.Notice.objects.filter(pk__in=seated).update(rides_with=pk)


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
