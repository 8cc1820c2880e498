"""Drill: `make run` starts, survives the death of its worker, stops without a trace, starts again."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.django_db(transaction=True)]

FIRST_START_SECONDS = 600
SECOND_START_SECONDS = 60
"""Generous here: the budgets are measured on an idle machine, the drill shares it."""
# No reminder falls due meanwhile: told people would be work done, not a row doubled.
PULSE = {
    "LOA_HEARTBEAT_SECONDS": "1",
    "LOA_HEARTBEAT_MAX_SECONDS": "4",
    "LOA_AIRING_REMINDER_MINUTES": "1000000",
}
# Rows that a running house adds by itself: its pulse, and what it tells people that falls due just
# then, with the record of that. What is doubled otherwise has a table of its own.
LIVING_TABLES = {
    *("jobs_workerheartbeat", "audit_seal", "audit_event"),
    *("notifications_notice", "notifications_sending"),
}


class House:
    """One `make run` with its data folder."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment = environment
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-P", str(settings.BASE_DIR / "config" / "run.py")],
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            url = f"http://127.0.0.1:{self.environment['LOA_PORT']}/readyz"
            with urllib.request.urlopen(url, timeout=10) as response:
                return json.load(response)["status"] == "ready"
        except OSError:
            return False

    def processes(self) -> dict[int, str]:
        """Living processes of this house by number, found by the data folder that they were given."""
        mark = f"LOA_DATA_DIR={self.environment['LOA_DATA_DIR']}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
            except (OSError, UnicodeDecodeError):
                continue
        return found

    def worker(self) -> int | None:
        return next((pid for pid, line in self.processes().items() if " worker " in line), None)

    def stop(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        assert self.process.wait(60) == 0, self.log.read_text()
        assert self.processes() == {}


def _wait(condition: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


@contextmanager
def _house(environment: dict[str, str], log: Path) -> Iterator[House]:
    house = House(environment, log)
    try:
        yield house
    finally:
        # Only what a failed drill left: each was started by this house, and is named by number.
        for pid in [house.process.pid, *house.processes()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        house.process.wait()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A free port and a folder of its own; on PostgreSQL, the test's copy of the database.

    The drill fills that copy for good, so each test here is marked as transactional by hand: a
    mark asked for inside a fixture comes too late for the copy to be brought back afterwards.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: text for name, text in os.environ.items() if not name.startswith("LOA_")}
    kept.pop("DATABASE_URL", None)
    if connection.vendor == "postgresql":
        kept["DATABASE_URL"] = _database_url()
    return {**kept, **PULSE, "LOA_PORT": str(port), "LOA_DATA_DIR": str(tmp_path / "data")}


def _database_url() -> str:
    database = connection.settings_dict
    user = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
    return f"postgres://{user}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"


def _row_counts(environment: dict[str, str]) -> dict[str, int]:
    """Rows of each table; nothing on PostgreSQL, whose copy is looked at by the same code's tests."""
    if "DATABASE_URL" in environment:
        return {}
    with closing(sqlite3.connect(Path(environment["LOA_DATA_DIR"]) / "loa.sqlite3")) as database:
        tables = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        ).fetchall()
        return {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in tables
            if name not in LIVING_TABLES
        }


def _has_sent_everything(environment: dict[str, str]) -> bool:
    """Whether what the demo left to be sent is over: later it would be work done, not a row
    doubled."""
    if "DATABASE_URL" in environment:
        return True
    with closing(sqlite3.connect(Path(environment["LOA_DATA_DIR"]) / "loa.sqlite3")) as database:
        waiting = database.execute(
            "SELECT count(*) FROM broadcasts_delivery WHERE destination_id IN"
            " (SELECT id FROM broadcasts_destination WHERE kind <> 'FEED')"
            " AND state IN ('QUEUED', 'SENDING', 'RETRYING')"
        )
        return waiting.fetchone()[0] == 0


def test_run_survives_a_killed_worker_and_starts_again_with_the_same_rows(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with _house(environment, tmp_path / "first.log") as house:
        _wait(house.is_ready, FIRST_START_SECONDS, "the first start is never ready")
        _wait(lambda: _has_sent_everything(environment), 60, "what is due is never sent")
        killed = house.worker()
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        _wait(lambda: house.worker() not in {None, killed}, 30, "nobody starts a new worker")
        # Longer than a pulse is good for: only the new worker can make Loa ready now.
        time.sleep(float(PULSE["LOA_HEARTBEAT_MAX_SECONDS"]) + 1)
        _wait(house.is_ready, 30, "the new worker gives no pulse")
        house.stop(signal.SIGINT)
    before = _row_counts(environment)
    with _house(environment, tmp_path / "second.log") as house:
        _wait(house.is_ready, SECOND_START_SECONDS, "the second start is never ready")
        _refuses_to_run_twice(environment)
        house.stop(signal.SIGTERM)
    assert _row_counts(environment) == before


def _refuses_to_run_twice(environment: dict[str, str]) -> None:
    for changes, words in (
        ({}, "already runs on the data"),
        ({"LOA_DATA_DIR": environment["LOA_DATA_DIR"] + "-other"}, "cannot be used"),
    ):
        second = subprocess.run(
            [sys.executable, "-P", str(settings.BASE_DIR / "config" / "run.py")],
            env={**environment, **changes},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert second.returncode == 1
        assert words in second.stderr


def test_a_port_that_is_no_number_is_refused_in_words(environment: dict[str, str]) -> None:
    refused = subprocess.run(
        [sys.executable, "-P", str(settings.BASE_DIR / "config" / "run.py")],
        env={**environment, "LOA_PORT": "eight"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert refused.returncode == 1
    assert "LOA_PORT must be a port number" in refused.stderr
