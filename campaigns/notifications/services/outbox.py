"""The sweep of the outbox: claim what is due, ask once more whether it is wanted, send, write down.

Rows are the queue. A worker claims a batch for a while by a filtered update and writes down each
sending right after it went. Killed in between, it leaves rows whose lease runs out; the next sweep
sends them again under the same Message-ID (docs/adr/0012).
"""

import os
import socket
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from campaigns.kernel import actor, mails, writing
from campaigns.notifications import models, queries
from campaigns.notifications.services import channels, failures, routing

MAILER = actor.SystemActor("notices")
LEASE = timedelta(minutes=3)
# Nothing is begun with less than this left of the lease: two workers would send it.
MARGIN = timedelta(seconds=60)
BATCH = 50
# A sweep ends after this long; the next pulse goes on.
SWEEP = timedelta(seconds=50)
PAUSES = (1, 5, 15, 60, 240, 720)
"""Minutes until the next attempt; after the last one it is given up."""
_S, _Why = models.SendingState, models.Why
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Known:
    """What is read once for a batch."""

    wishes: dict[int, queries.Wishes]
    troubles: dict[int, models.MailTrouble]


@dataclass(frozen=True)
class Held:
    """A sending that is not sent now: for good with a reason, or until a moment."""

    why: models.Why | None = None
    until: datetime | None = None


def send_due(*, clock: Clock) -> int:
    """Send what is due; return how many went out. Several sweeps at once share the work."""
    worker = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    began = clock()
    count = 0
    while clock() - began < SWEEP:
        until = clock() + LEASE
        rows = _claim(clock(), until, worker)
        if not rows:
            break
        sent, is_away = _send_batch(rows, until, worker, clock)
        count += sent
        if is_away:
            break
    return count


def _claim(at: datetime, until: datetime, worker: str) -> list[models.Sending]:
    """Take what is due, urgent ones first; nobody else sends it until the lease is over."""
    with writing.writing(by=MAILER, at=at):
        _give_up_the_deadly(at)
        free = models.Sending.objects.claimable(at).order_by("-is_urgent", "due_at", "pk")
        pks = list(free.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
        models.Sending.objects.claimable(at).filter(pk__in=pks).update(
            state=_S.SENDING, attempts=F("attempts") + 1, claimed_until_at=until, claimed_by=worker
        )
    mine = models.Sending.objects.filter(state=_S.SENDING, claimed_by=worker)
    loaded = mine.select_related("user", "notice").prefetch_related("riders")
    return list(loaded.order_by("-is_urgent", "due_at", "pk"))


def _give_up_the_deadly(at: datetime) -> None:
    """Let go of what was left behind at every attempt: it may be what kills the workers."""
    left = models.Sending.objects.filter(
        state=_S.SENDING, claimed_until_at__lte=at, attempts__gt=len(PAUSES)
    )
    left.update(
        state=_S.FAILED,
        settled_at=at,
        claimed_until_at=None,
        claimed_by="",
        fault=_("The sender stopped at every attempt before it knew the end."),
    )


def _send_batch(
    rows: Sequence[models.Sending], until: datetime, worker: str, clock: Clock
) -> tuple[int, bool]:
    """Send a batch; return how many went out, and whether a server is away: then the rest waits."""
    ids = {row.user_id for row in rows}
    troubles = {t.user_id: t for t in models.MailTrouble.objects.filter(user_id__in=ids)}
    known = Known(queries.wishes_of(ids), troubles)
    sent, away = 0, set[str]()
    for channel in sorted({row.channel for row in rows}):
        with channels.open_way(channel) as post:
            for row in (r for r in rows if r.channel == channel):
                if channel in away or clock() + MARGIN > until:
                    _put_back(row, worker, row.due_at)
                    continue
                answer = _send(row, post, known, worker, clock)
                sent += answer is not None and answer.came is mails.Came.SENT
                if answer is not None and answer.is_away:
                    away.add(channel)
    return sent, bool(away)


def _send(
    row: models.Sending, post: channels.Post, known: Known, worker: str, clock: Clock
) -> mails.Answer | None:
    """Send one and write down how it went; None where it was held."""
    at = clock()
    notices = _notices(row, at)
    held = _held(row, notices, known, at)
    if held is None:
        answer = post.carry(row, notices, at)
        _write_down(row, answer, notices, worker, clock())
        return answer
    if held.until is not None:
        _put_back(row, worker, held.until)
    elif held.why is not None:
        _settle(row, worker, at, _S.SUPPRESSED, why=held.why)
    return None


def _notices(row: models.Sending, at: datetime) -> list[models.Notice]:
    """What a sending tells at this moment: its notice with those that ride with it, or what the
    digest holds; what was read is left out, and what the person may not see any more."""
    on = at.astimezone(models.ZONE).date()
    if row.notice is not None:
        unread = [notice for notice in _bundle(row) if notice.read_at is None]
        return [notice for notice in unread if queries.is_entitled(row.user, notice, on)]
    waiting = models.Notice.objects.for_digest(at).filter(user_id=row.user_id)
    return [n for n in waiting.order_by("created_at", "pk") if queries.is_entitled(row.user, n, on)]


def _bundle(row: models.Sending) -> list[models.Notice]:
    """The notice of a sending, then those that ride with it."""
    riders = sorted(row.riders.all(), key=lambda notice: notice.pk)
    return [row.notice, *riders] if row.notice is not None else []


def _is_left(row: models.Sending, on: date) -> bool:
    """Whether the person may see nothing any more of what it tells."""
    told: list[models.Notice | None] = [*_bundle(row)] or [None]
    return not any(queries.is_entitled(row.user, notice, on) for notice in told)


def _held(
    row: models.Sending, notices: Sequence[models.Notice], known: Known, at: datetime
) -> Held | None:
    """Why a sending is not sent now; None where nothing is against it."""
    why = _why_not(row, notices, known, at)
    if why is not None:
        return Held(why=why)
    awake = known.wishes[row.user_id].awake_at(at)
    if awake > at and not row.is_urgent:
        return Held(until=awake)
    return None


def _why_not(
    row: models.Sending, notices: Sequence[models.Notice], known: Known, at: datetime
) -> models.Why | None:
    """Asked at delivery, since much may have changed since the notice was told."""
    on = at.astimezone(models.ZONE).date()
    checks: tuple[tuple[models.Why, Callable[[], bool]], ...] = (
        (_Why.LEFT, lambda: _is_left(row, on)),
        (_Why.DEMO, lambda: row.user.is_demo and mails.leaves_the_house()),
        (_Why.ADDRESS, lambda: queries.is_blocked(row.user, known.troubles.get(row.user_id))),
        (_Why.READ, lambda: not notices),
        (_Why.UNWANTED, lambda: _is_unwanted(row, known.wishes[row.user_id])),
        (_Why.OLD, lambda: row.generation == 1 and _is_old(row, at)),
    )
    return next((why for why, holds in checks if holds()), None)


def _is_unwanted(row: models.Sending, wishes: queries.Wishes) -> bool:
    return row.notice is not None and (wishes.pace_of(row.notice, row.channel) == models.Pace.NEVER)


def _is_old(row: models.Sending, at: datetime) -> bool:
    """A digest of another day: today's tells the same; or a notice of long ago."""
    if row.notice is None:
        return row.digest_date != at.astimezone(models.ZONE).date()
    return row.notice.created_at < at - routing.KEPT_FRESH


def _write_down(
    row: models.Sending,
    answer: mails.Answer,
    notices: Sequence[models.Notice],
    worker: str,
    at: datetime,
) -> None:
    """Write down what came of a sending that this worker still holds."""
    words = {"fault": answer.fault[:300], "said": answer.said[:500]}
    with writing.writing(by=MAILER, at=at):
        if answer.came is mails.Came.SENT:
            if _settle(row, worker, at, _S.SENT, **words):
                _note_told(row, notices, at)
        elif answer.came is mails.Came.REFUSED:
            if _settle(row, worker, at, _S.BOUNCED, **words):
                failures.note_refusal(row.user, answer.fault, at)
        elif row.attempts > len(PAUSES):
            _settle(row, worker, at, _S.FAILED, **words)
        else:
            pause = timedelta(minutes=PAUSES[row.attempts - 1])
            _release(row, worker, due_at=at + pause, **words)


def _note_told(row: models.Sending, notices: Sequence[models.Notice], at: datetime) -> None:
    failures.forget_refusals(row.user)
    if row.notice is None:
        told = models.Notice.objects.filter(pk__in=[n.pk for n in notices])
        told.update(digested_at=at)


def _settle(
    row: models.Sending, worker: str, at: datetime, state: models.SendingState, **changes: str
) -> bool:
    """End a sending; False where another worker took it meanwhile."""
    return _release(row, worker, state=state, settled_at=at, **changes)


def _put_back(row: models.Sending, worker: str, due_at: datetime) -> None:
    """As if it had not been claimed."""
    _release(row, worker, due_at=due_at, attempts=row.attempts - 1)


def _release(row: models.Sending, worker: str, **changes: object) -> bool:
    """Let a row go that this worker holds, by default back to those that wait."""
    held = models.Sending.objects.filter(pk=row.pk, state=_S.SENDING, claimed_by=worker)
    changes = {"state": _S.PENDING, **changes}
    return held.update(claimed_until_at=None, claimed_by="", **changes) == 1
