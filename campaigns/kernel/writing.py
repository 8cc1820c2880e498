"""The door through which every change enters the database.

A service enters `writing(by=…, at=…)`: one transaction opens, audited models accept writes, and
on the way out the change must have been put on record. Nested services share the outermost
transaction and each keeps its own actor and moment.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from campaigns.kernel import actor


class WriteOutsideService(RuntimeError):
    """An audited model was written without a service; a programming error."""


class UnauditedWrite(RuntimeError):
    """A service changed audited rows and recorded no event; a programming error."""


@dataclass
class Write:
    """The change under way. `rows` and `events` count what was written and put on record."""

    by: actor.Actor
    at: datetime
    rows: int = 0
    events: int = 0


_current: ContextVar[Write | None] = ContextVar("loa_write", default=None)


def current() -> Write:
    """Return the change under way.

    Raises:
        WriteOutsideService: no service is at work.
    """
    write = _current.get()
    if write is None:
        raise WriteOutsideService("Audited rows are written by services only (kernel.writing).")
    return write


def count_row(rows: int = 1) -> None:
    """Note that audited rows changed or are about to; whoever lost a claim changed none."""
    current().rows += rows


def count_event() -> None:
    """Note that an event was put on record."""
    current().events += 1


@contextmanager
def writing(*, by: actor.Actor, at: datetime) -> Iterator[Write]:
    """Open the transaction of one service call.

    Args:
        by: who acts.
        at: the moment of the act, aware; services never read the clock themselves.

    Raises:
        ValueError: `at` has no time zone.
        UnauditedWrite: rows changed and no event was recorded; everything is rolled back.
    """
    if at.tzinfo is None:
        raise ValueError("A service needs an aware datetime.")
    write = Write(by=by, at=at)
    with transaction.atomic():
        token = _current.set(write)
        try:
            yield write
        finally:
            _current.reset(token)
        if write.rows and not write.events:
            raise UnauditedWrite(f"{write.rows} rows were written without an audit event.")
