"""How fast short links redirect and count, beside a bare redirect view, and whether counts are exact.

Usage: python benchmarks/scan_links.py [--json]. LOA_SCANS sets the scans a round (1,600).

The product's own gunicorn, two processes of eight threads each, is asked by sixteen clients over
kept connections: in turn for a short link, which is counted before its answer leaves, and for a
view of the same processes and the same middleware that redirects and does nothing else. Both write
as the product does (PostgreSQL with `synchronous_commit` on, SQLite with `synchronous=FULL`).
Then clients scan on while the workers are killed with -9 in the middle, and two sweeps count at
once: no scan whose redirect arrived may be missing, and none may be there that nobody sent.
"""

import argparse
import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django
from django.conf import settings

CLIENTS, ROUNDS = 16, 7
SCANS = int(os.environ.get("LOA_SCANS", "1600"))
DRILL_EACH, KILLED_EVERY = 60, 160
LEAST_RATIO = 0.7
OPTIONS = ("--workers", "2", "--preload")
ENTRY = "tests.factories.bare_wsgi"
# As the proxy before a real server says, and a phone of the people.
HEADERS = {
    "X-Forwarded-Proto": "https",
    "User-Agent": "Mozilla/5.0 (Linux; Android 9; SM-A105F) Chrome/120.0 Mobile Safari/537.36",
    "Host": "127.0.0.1",
}

Line = dict[str, Any]


def use_product_durability() -> None:
    """As the product writes; PostgreSQL does so by itself."""
    options = settings.DATABASES["default"].get("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"


def together(act: Any) -> None:
    threads = [threading.Thread(target=act, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)


def _ask_path(port: int, path: str, count: int) -> subprocess.Popen[str]:
    """Half of the clients in a process of their own: Python's clients would be the bottleneck."""
    return subprocess.Popen(
        [sys.executable, __file__, "--ask", str(port), path, str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def ask(port: int, path: str, count: int) -> None:
    """Be eight clients; begin when told, and say how many redirects came."""
    got: list[int] = []

    def run(_number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _turn in range(count // CLIENTS):
            connection.request("GET", path, headers=HEADERS)
            response = connection.getresponse()
            response.read()
            assert response.status == 302, response.status
            got.append(1)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(CLIENTS // 2)]
    print("ready", flush=True)
    sys.stdin.readline()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(len(got), flush=True)


def rate(port: int, path: str) -> float:
    """Redirects a second to sixteen clients."""
    clients = [_ask_path(port, path, SCANS) for _ in range(2)]
    for client in clients:
        assert client.stdout is not None
        client.stdout.readline()
    began = time.perf_counter()
    for client in clients:
        assert client.stdin is not None
        client.stdin.write("go\n")
        client.stdin.flush()
    got = sum(int(client.stdout.readline()) for client in clients if client.stdout)
    elapsed = time.perf_counter() - began
    for client in clients:
        client.communicate()
    assert got == SCANS // CLIENTS * CLIENTS, got
    return got / elapsed


def measure_rates(code: str) -> tuple[float, float, int]:
    """Counted and bare redirects a second, in turn, medians; and how many were counted."""
    from tests.factories import servers

    counted, bare, sent = [], [], 0
    with servers.serving(*OPTIONS, entry=ENTRY) as server:
        for path in (f"/q/{code}", "/bare"):
            rate(server.port, path)
        sent += SCANS // CLIENTS * CLIENTS
        for _round in range(ROUNDS):
            bare.append(rate(server.port, "/bare"))
            counted.append(rate(server.port, f"/q/{code}"))
            sent += SCANS // CLIENTS * CLIENTS
    return statistics.median(counted), statistics.median(bare), sent


def drill(code: str) -> tuple[int, int]:
    """Scan while workers die; return how many redirects arrived and how many answers did not."""
    from tests.factories import servers

    seen = {"answered": 0, "lost": 0}
    lock = threading.Lock()
    with servers.serving(*OPTIONS, entry=ENTRY) as server:

        def note(name: str) -> None:
            with lock:
                seen[name] += 1
                if name == "answered" and seen[name] % KILLED_EVERY == 0:
                    for pid in server.workers:
                        os.kill(pid, signal.SIGKILL)

        def run(_number: int) -> None:
            got = 0
            while got < DRILL_EACH:
                connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
                try:
                    connection.request("GET", f"/q/{code}", headers=HEADERS)
                    response = connection.getresponse()
                    response.read()
                    assert response.status == 302, response.status
                    got += 1
                    note("answered")
                except (OSError, http.client.HTTPException):
                    note("lost")
                finally:
                    connection.close()

        together(run)
    return seen["answered"], seen["lost"]


def sweep_at_once() -> None:
    """Two workers, each in a process of its own as they are."""
    from django.db import connection
    from django.utils import timezone

    from campaigns.premises import services

    def run() -> None:
        services.roll_up_scans(at=timezone.now())
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def line(name: str, value: float, unit: str, reference: float, budget: float, *, ok: bool) -> Line:
    return {
        "name": f"scan_links {name}", "value": round(value, 1), "unit": unit,
        "reference": round(reference, 1), "ratio": round(value / reference, 3),
        "budget": budget, "ok": ok,
    }  # fmt: skip


def measure() -> Iterator[Line]:
    from django.db import connection

    from tests import template_database
    from tests.factories import links

    copy = template_database.open_copy()
    try:
        scene = links.make_scene()
        fast, bare, sent = measure_rates(scene.link.code)
        yield line(
            f"redirect with counting, {connection.vendor}", fast, "requests/s", bare, LEAST_RATIO,
            ok=fast / bare >= LEAST_RATIO,
        )  # fmt: skip
        sweep_at_once()
        total, human, visitors = links.totals(scene.link)
        yield line(
            "counted of those sent", total, "scans", sent, 1,
            ok=total == human == sent and visitors == 1,
        )  # fmt: skip
        answered, lost = drill(scene.link.code)
        sweep_at_once()
        more = links.totals(scene.link)[0] - total
        yield line(
            f"counted of those answered, workers killed, {lost} answers lost", more, "scans",
            answered, 1, ok=answered <= more <= answered + lost and lost > 0,
        )  # fmt: skip
    finally:
        copy.drop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--ask", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        port, path, count = options.ask
        ask(int(port), path, int(count))
        return 0
    use_product_durability()
    django.setup()
    is_fine = True
    for row in measure():
        is_fine &= bool(row["ok"])
        if options.json:
            print(json.dumps(row), flush=True)
            continue
        verdict = "ok" if row["ok"] else "BESIDE THE BUDGET"
        text = "{name}: {value:,} {unit} (reference {reference:,}, × {ratio}, budget {budget}):"
        print(text.format(**row), verdict, flush=True)
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
