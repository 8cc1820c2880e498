"""Carrying parcels out: threads that know nothing of the database.

Parcels of one destination go in a few lanes, so that one that hangs holds up none of the others,
and a lane stops at the first silence: what it still holds is put back, not tried in vain.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from queue import Empty, SimpleQueue

from django.core import mail
from django.utils.translation import gettext as _

from campaigns.broadcasts.services import webhooks
from campaigns.kernel import mails, outgoing

LANES = 4
WORKERS = 16
# A parcel is not begun when less than this is left of its lease: two workers would send it.
MARGIN = timedelta(seconds=40)
_GONE = 410


class Came(Enum):
    """What came of one parcel."""

    OVER = "delivered"
    AGAIN = "to be tried again"
    NEVER = "failed for good"
    BACK = "not tried: put back"


@dataclass(frozen=True)
class Parcel:
    """One delivery, made up before the threads begin. `letter` or `url` says how it goes."""

    pk: int
    number: int
    key: str
    destination_pk: int
    leased_until_at: datetime
    url: str = ""
    body: bytes = b""
    secrets: tuple[bytes, ...] = ()
    letter: mail.EmailMessage | None = None


@dataclass(frozen=True)
class Outcome:
    """How an attempt went; `retry_after` is in seconds, `is_hang` where no answer came."""

    parcel: Parcel
    came: Came
    began_at: datetime
    ended_at: datetime
    status: int | None = None
    fault: str = ""
    text: str = ""
    retry_after: int | None = None
    is_hang: bool = False


@dataclass
class Clock:
    """The moment that a service was given, moving on as real time does."""

    start_at: datetime
    _zero: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return self.start_at + timedelta(seconds=time.monotonic() - self._zero)


def carry(
    parcels: Sequence[Parcel], clock: Clock, limits: outgoing.Limits
) -> Iterator[list[Outcome]]:
    """Carry parcels out and yield what came of them, a handful at a time, as it comes."""
    done: SimpleQueue[Outcome] = SimpleQueue()
    lanes = list(_lanes(parcels))
    tripped = {parcel.destination_pk: threading.Event() for parcel in parcels}
    with ThreadPoolExecutor(max_workers=min(WORKERS, len(lanes) or 1)) as pool:
        futures = [
            pool.submit(_run, lane, tripped[lane[0].destination_pk], clock, limits, done)
            for lane in lanes
        ]
        left = len(parcels)
        while left:
            outcomes = _gather(done)
            if not outcomes and all(f.done() for f in futures) and done.empty():
                break
            left -= len(outcomes)
            if outcomes:
                yield outcomes
        wait(futures)
    for future in futures:
        future.result()


def _lanes(parcels: Sequence[Parcel]) -> Iterator[list[Parcel]]:
    by_destination = defaultdict(list)
    for parcel in parcels:
        by_destination[parcel.destination_pk].append(parcel)
    for own in by_destination.values():
        yield from (own[n::LANES] for n in range(min(LANES, len(own))))


def _gather(done: "SimpleQueue[Outcome]", at_most: int = 100) -> list[Outcome]:
    """What has come in within half a second, from the first on without much waiting."""
    outcomes: list[Outcome] = []
    pause = 0.5
    while len(outcomes) < at_most:
        try:
            outcomes.append(done.get(timeout=pause))
        except Empty:
            break
        pause = 0.05
    return outcomes


def _run(
    lane: list[Parcel],
    tripped: threading.Event,
    clock: Clock,
    limits: outgoing.Limits,
    done: "SimpleQueue[Outcome]",
) -> None:
    with _Carrier(lane[0], limits) as carrier:
        for parcel in lane:
            began = clock.now()
            is_hang = tripped.is_set()
            if is_hang or began + MARGIN > parcel.leased_until_at:
                done.put(Outcome(parcel, Came.BACK, began, began, is_hang=is_hang))
                continue
            outcome = carrier.carry(parcel, began, clock)
            if outcome.is_hang:
                tripped.set()
            done.put(outcome)


class _Carrier(AbstractContextManager["_Carrier"]):
    """One open connection to one destination."""

    def __init__(self, first: Parcel, limits: outgoing.Limits) -> None:
        self._limits = limits
        self._stack = ExitStack()
        self._line: outgoing.Line | None = None
        self._mailer = self._stack.enter_context(mails.Postbox()) if first.letter else None

    def __exit__(self, *_fault: object) -> None:
        self._stack.close()

    def carry(self, parcel: Parcel, began: datetime, clock: Clock) -> Outcome:
        if parcel.letter is not None and self._mailer is not None:
            return _mailed(parcel, self._mailer.send(parcel.letter), began, clock.now())
        return self._post(parcel, began, clock)

    def _post(self, parcel: Parcel, began: datetime, clock: Clock) -> Outcome:
        headers = webhooks.headers_of(parcel.key, parcel.secrets, parcel.body, began)
        try:
            if self._line is None:
                self._line = self._stack.enter_context(outgoing.Line(parcel.url, self._limits))
            answer = self._line.post(parcel.body, headers)
        except outgoing.OutgoingRefused as fault:
            return Outcome(parcel, Came.NEVER, began, clock.now(), fault=fault.message)
        except outgoing.OutgoingFailed as fault:
            return Outcome(
                parcel, Came.AGAIN, began, clock.now(), fault=fault.message, is_hang=True
            )
        came, fault_text = _judge(answer)
        return Outcome(
            parcel,
            came,
            began,
            clock.now(),
            status=answer.status,
            fault=fault_text,
            text=answer.text[:500],
            retry_after=answer.retry_after,
        )


_CAME = {mails.Came.SENT: Came.OVER, mails.Came.LATER: Came.AGAIN, mails.Came.REFUSED: Came.NEVER}


def _mailed(parcel: Parcel, answer: mails.Answer, began: datetime, ended: datetime) -> Outcome:
    return Outcome(
        parcel,
        _CAME[answer.came],
        began,
        ended,
        status=answer.status,
        fault=answer.fault,
        text=answer.said,
        is_hang=answer.is_away,
    )


def _judge(answer: outgoing.Answer) -> tuple[Came, str]:
    """What an answer's status means, and in words where it is no success."""
    status = {"status": answer.status}
    if 200 <= answer.status < 300:
        return Came.OVER, ""
    if 300 <= answer.status < 400:
        return Came.NEVER, _(
            "The address sends on to another one (%(status)s), which Loa does not follow: "
            "enter the final address."
        ) % status
    if answer.status == _GONE:
        return Came.NEVER, _("The other side wants no more messages (%(status)s).") % status
    return Came.AGAIN, _("The other side answered with a fault (%(status)s).") % status
