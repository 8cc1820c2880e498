"""Putting a scan on record before its answer is sent, without each answer paying for a commit.

One thread of the process writes for all who wait by then, in one statement; those who come
meanwhile wait for the next. So an answer that was sent was counted, whatever is killed afterwards,
and under many scans at once a commit is shared by all that one process answers.
"""

import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from campaigns.kernel import codes
from campaigns.premises import models


@dataclass(frozen=True)
class Hit:
    """One request for a link; `claimed` is said where the code leads nowhere.

    `phone` is what tells two visitors apart (address and browser); it is blinded here and kept
    nowhere. Empty for what is no person.
    """

    link_id: int | None
    phone: str = ""
    claimed: str = ""


def count_scan(*, hit: Hit, at: datetime) -> None:
    """Put the hit on record; when this returns, it is durable.

    Written without an event of its own: nobody of ours acts, and what it says is kept as totals.

    Raises:
        DatabaseError: it could not be written, and so must not be answered as if it were.
    """
    is_human = bool(hit.phone)
    _batches.put(
        models.Scan(
            link_id=hit.link_id,
            claimed=hit.claimed,
            scanned_at=at,
            is_human=is_human,
            visitor=_blinded(hit.phone, timezone.localdate(at)) if is_human else "",
        )
    )


def _blinded(phone: str, day: date) -> str:
    return codes.blind(phone, _salt_of(day))[: models.VISITOR_LETTERS]


_salts: dict[date, str] = {}


def _salt_of(day: date) -> str:
    """The day's salt, the same in every process: the first to need it draws it."""
    salt = _salts.get(day)
    if salt is None:
        models.ScanSalt.objects.bulk_create(
            [models.ScanSalt(salt_date=day, salt=secrets.token_hex(32))], ignore_conflicts=True
        )
        salt = models.ScanSalt.objects.get(salt_date=day).salt
        _salts.clear()
        _salts[day] = salt
    return salt


def forget_salts() -> None:
    """Let this process ask for the day's salt anew."""
    _salts.clear()


class _Waiting:
    """A row whose answer waits for its commit."""

    __slots__ = ("fault", "row", "settled")

    def __init__(self, row: models.Scan) -> None:
        self.row = row
        self.settled = threading.Event()
        # Not written until it is: whatever stops the writer, no answer leaves uncounted.
        self.fault: DatabaseError | None = DatabaseError("The scan was not written.")


PATIENCE_S = 30.0
"""How long an answer waits for its commit; a busy database file makes it wait twenty seconds."""
DOUBT_S = 0.5
"""After so long without a batch the writer asks whether its connection still stands: asking before
each batch would double what the database is asked."""
IDLE_S = 2.0
"""After so long without a scan the writer closes its connection and ends."""


class _Batches:
    """Rows of all threads of this process, written together by one thread with a connection of its
    own: opening one for each batch would cost more than the batch."""

    def __init__(self) -> None:
        self._queue: list[_Waiting] = []
        self._changed = threading.Condition()
        self._is_writing = False
        self._tried = 0.0

    def put(self, row: models.Scan) -> None:
        mine = _Waiting(row)
        if connection.in_atomic_block:
            _write([mine])  # part of what the caller commits
        else:
            with self._changed:
                self._queue.append(mine)
                if not self._is_writing:
                    threading.Thread(target=self._serve, name="scans", daemon=True).start()
                    self._is_writing = True
                self._changed.notify()
            mine.settled.wait(PATIENCE_S)
        if mine.fault is not None:
            raise mine.fault

    def _serve(self) -> None:
        is_ended = False
        try:
            while batch := self._next():
                if self._is_doubtful():
                    connection.close_if_unusable_or_obsolete()
                _write(batch)
            is_ended = True
        finally:
            if not is_ended:
                self._give_up()
            connection.close()

    def _is_doubtful(self) -> bool:
        """Whether the server may have gone away since the last batch; a file does not."""
        now, before = time.monotonic(), self._tried
        self._tried = now
        is_old = now - before > DOUBT_S
        return connection.vendor != "sqlite" and (is_old or connection.errors_occurred)

    def _give_up(self) -> None:
        """The writer broke down: tell those who wait, and let the next scan begin anew."""
        with self._changed:
            left, self._queue = self._queue, []
            self._is_writing = False
        for waiting in left:
            waiting.settled.set()

    def _next(self) -> list[_Waiting]:
        """What waits; empty after a while without any, and then the writer is no more."""
        with self._changed:
            if not self._queue:
                self._changed.wait(IDLE_S)
            batch, self._queue = self._queue, []
            self._is_writing = bool(batch)
        return batch


def _write(batch: Sequence[_Waiting]) -> None:
    """All in one statement; where that fails, each for itself, so that one spoils no other."""
    try:
        _insert([waiting.row for waiting in batch])
        for waiting in batch:
            waiting.fault = None
    except DatabaseError as fault:
        if len(batch) == 1:
            batch[0].fault = fault
        else:
            for waiting in batch:
                _write([waiting])
    finally:
        for waiting in batch:
            waiting.settled.set()


def _insert(rows: Sequence[models.Scan]) -> None:
    """One statement that commits by itself: each step more would wait its turn among the threads."""
    values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    params: list[Any] = []
    for row in rows:
        moment = connection.ops.adapt_datetimefield_value(row.scanned_at)
        params += [row.link_id, row.claimed, moment, row.is_human, row.visitor]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO premises_scan (link_id, claimed, scanned_at, is_human, visitor)"  # noqa: S608
            f" VALUES {values}",  # placeholders alone
            params,
        )


_batches = _Batches()
