"""`make run`: Loa with demo data on one machine, from an empty folder to a page in the browser.

Uses the standard library alone, so that the process that waits stays small. SQLite and a file
broker unless DATABASE_URL and REDIS_URL say otherwise.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

BASE_DIR = Path(__file__).resolve().parent.parent
READY_SECONDS = 120
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Refusal(Exception):
    """Why Loa cannot run, in words for the one who typed the command."""


class Run:
    """One start: at most one child at a time, stopped when this process is told to stop."""

    def __init__(self) -> None:
        self.is_stopping = False
        self.child: subprocess.Popen[str] | None = None
        for number in STOPS:
            signal.signal(number, self.stop)

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True
        if self.child is not None:
            self.child.terminate()

    def start(self, arguments: list[str], **options: Any) -> "subprocess.Popen[str]":
        """Start a child out of the terminal's reach: Ctrl+C is ours to pass on, once."""
        child = subprocess.Popen(  # noqa: S603  fixed programs of this installation
            arguments, cwd=BASE_DIR, text=True, start_new_session=True, **options
        )
        self.child = child
        if self.is_stopping:
            child.terminate()
        return child


def main() -> int:
    try:
        return _run()
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


def _run() -> int:
    environment = _environment()
    data_dir = Path(environment["LOA_DATA_DIR"])
    (data_dir / "log").mkdir(parents=True, exist_ok=True)
    with (data_dir / "run.lock").open("w") as lock:
        _claim(lock, data_dir)
        _refuse_taken_port(int(environment["LOA_PORT"]))
        run = Run()
        logins = _prepare(run, environment)
        if run.is_stopping:
            return 0
        return _serve(run, environment, logins)


def _environment() -> dict[str, str]:
    port = os.environ.get("LOA_PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65_536:
        raise Refusal(f"LOA_PORT must be a port number, not {port!r}.")
    data_dir = Path(os.environ.get("LOA_DATA_DIR") or BASE_DIR / "var").absolute()
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOA_BASE_URL": f"http://127.0.0.1:{port}",
        "LOA_BIN": str(Path(sys.executable).parent),
        "LOA_DATA_DIR": str(data_dir),
        "LOA_DEBUG": "true",
        "LOA_PORT": port,
        "LOA_SECOND_FACTOR_REQUIRED": "false",
    }


def _claim(lock: TextIO, data_dir: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refusal(
            f"Loa already runs on the data in {data_dir}. Stop it with Ctrl+C where it was"
            " started, or choose another folder: LOA_DATA_DIR=/some/folder make run"
        ) from None


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refusal(
                f"Port {port} cannot be used ({error.strerror}). Stop the program that uses it,"
                f" or choose another port: LOA_PORT={port + 1} make run"
            ) from None


def _prepare(run: Run, environment: dict[str, str]) -> str:
    """Return the table of demo logins once database, kit and demo are there."""
    with run.start(
        [sys.executable, "manage.py", "prepare_run"], env=environment, stdout=subprocess.PIPE
    ) as child:
        logins, _ = child.communicate()
    if child.returncode and not run.is_stopping:
        raise Refusal("Loa was not started: see the fault above.")
    return logins


def _serve(run: Run, environment: dict[str, str], logins: str) -> int:
    supervisord = str(Path(environment["LOA_BIN"]) / "supervisord")
    configuration = str(BASE_DIR / "config" / "supervisor.conf")
    with run.start([supervisord, "-c", configuration], env=environment) as house:
        is_ready = _wait_until_ready(run, house, environment["LOA_BASE_URL"])
        if is_ready:
            _announce(environment, logins)
        elif not run.is_stopping:
            house.terminate()
        house.wait()
    if run.is_stopping:
        sys.stdout.write("\nLoa has stopped.\n")
        return 0
    raise Refusal(f"Loa stopped by itself. Its logs: {environment['LOA_DATA_DIR']}/log")


def _wait_until_ready(run: Run, house: "subprocess.Popen[str]", base_url: str) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    state = "no answer"
    while time.monotonic() < deadline and not run.is_stopping and house.poll() is None:
        is_ready, state = _ask(f"{base_url}/readyz")
        if is_ready:
            return True
        time.sleep(0.2)
    if not run.is_stopping:
        sys.stderr.write(f"Not ready: {state}\n")
    return False


def _ask(url: str) -> tuple[bool, str]:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310  our own address
            return True, "ready"
    except urllib.error.HTTPError as error:
        body = error.read().decode(errors="replace")
        try:
            return False, json.dumps(json.loads(body)["checks"])
        except (ValueError, KeyError):
            return False, f"HTTP {error.code}"
    except OSError as error:
        return False, str(error)


def _announce(environment: dict[str, str], logins: str) -> None:
    sys.stdout.write(
        f"\n{logins.rstrip()}\n\n"
        f"Loa is ready at {environment['LOA_BASE_URL']}/ (demo: invented people and activity,"
        " second factor not asked for)\n"
        f"Data and logs: {environment['LOA_DATA_DIR']}. Stop with Ctrl+C.\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
