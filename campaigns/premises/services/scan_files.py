"""The file in which a process notes its scans: a line at its end is on the disk before the answer.

The thread that answers appends and waits for the disk itself; those who wait at the same moment
share what the file system writes. So nothing is handed to another thread and the database is not
asked. A process keeps a file for a minute, locked while it is open: a file whose lock is free will
not grow any more, whether its process ended it or died. `collecting` takes the lines from there.
"""

import contextlib
import errno
import fcntl
import os
import secrets
import threading
from pathlib import Path

from campaigns.premises.queries.links import waiting

OPEN_S = 60.0
"""How long lines go to one file: none holds digests for long after they were counted."""


class NotCounted(Exception):
    """The scan could not be put on record: the disk is full, away or faulty."""


class _File:
    """An open file, and how many threads are about to append to it."""

    __slots__ = ("descriptor", "is_over", "users")

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.users = 0
        self.is_over = False


class _Files:
    """The file of this process, if it has one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now: _File | None = None

    def append(self, line: bytes) -> None:
        with self._lock:
            file = self._now
            if file is None:
                file = self._begin()
            file.users += 1
        try:
            if os.write(file.descriptor, line) != len(line):
                raise OSError(errno.ENOSPC, "A line was written in part.")
            os.fdatasync(file.descriptor)
        except OSError:
            self._end(file)
            raise
        finally:
            with self._lock:
                file.users -= 1
                self._close_if_unused(file)

    def _begin(self) -> _File:
        file = self._now = _File(_create())
        timer = threading.Timer(OPEN_S, self._end, [file])
        timer.daemon = True
        timer.start()
        return file

    def _end(self, file: _File) -> None:
        """Let nobody else begin a line in it; the last who is at it closes it."""
        with self._lock:
            if self._now is file:
                self._now = None
                file.is_over = True
                self._close_if_unused(file)

    def _close_if_unused(self, file: _File) -> None:
        if file.is_over and not file.users:
            os.close(file.descriptor)
            file.users = -1  # once

    def end(self) -> None:
        file = self._now
        if file is not None:
            self._end(file)

    def leave_to_parent(self) -> None:
        """A forked process has the lock of a file that is not its own: let go of it."""
        file, self._now, self._lock = self._now, None, threading.Lock()
        if file is not None:
            os.close(file.descriptor)


def _create() -> int:
    """A new file, locked before anybody can see it, and its name safe on the disk."""
    here = waiting.folder()
    here.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(12)
    unseen = here / f"{name}.new"
    descriptor = os.open(unseen, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        unseen.rename(here / f"{name}{waiting.ENDING}")
        sync(here)
    except OSError:
        os.close(descriptor)
        with contextlib.suppress(OSError):
            unseen.unlink()
        raise
    return descriptor


def sync(here: Path) -> None:
    """Make the names in a folder as durable as what the files hold."""
    descriptor = os.open(here, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def append(line: bytes) -> None:
    """Put a line at the end of this process's file; when this returns, it is durable.

    Raises:
        NotCounted: it is not, and so must not be answered as if it were.
    """
    try:
        _files.append(line)
    except OSError as fault:
        raise NotCounted(str(fault)) from fault


def end_file() -> None:
    """Let the next scan of this process begin a new file."""
    _files.end()


_files = _Files()
os.register_at_fork(after_in_child=_files.leave_to_parent)
