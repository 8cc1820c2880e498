"""`benchmarks/release_sweep.py`: 10,000 releases due in one minute, each performed once.

Real rows on the engine of DATABASE_URL, sent by the real sweep to a receiver in a process of its
own, by one worker and by two at once; beside it the same number of bare posts over as many kept
connections to the same receiver. Then the same number pulled through the feed, beside bare
updates of the same rows. Every message is counted by its idempotency key at the receiver.

LOA_SCALE=0.1 makes a tenth of them. With `--json`, one JSON object a line.
"""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
os.environ["LOA_WEBHOOK_PRIVATE_HOSTS"] = "127.0.0.1"

import django
import urllib3
from django.conf import settings

COUNT = max(int(10_000 * float(os.environ.get("LOA_SCALE", "1"))), 20)
DESTINATIONS = 8
# What is due in a minute is to be out in a minute, on two cores that also hold the receiver; five
# seconds of it are the least, whatever the scale.
BUDGET_SECONDS = 5 + 55.0 * COUNT / 10_000


def receive() -> None:
    """The receiver: counts messages by key, tells the counts when it is asked to stop."""
    from tests.factories import receiver as receivers

    with receivers.receiving() as receiver:
        print(receiver.url, flush=True)
        for line in sys.stdin:
            if line.strip() == "forget":
                receiver.ids.clear()
                print("forgotten", flush=True)
            else:
                counts = list(receiver.ids.values())
                print(json.dumps({"keys": len(counts), "most": max(counts, default=0)}), flush=True)


class Receiver:
    """The receiver's process, seen from here."""

    def __enter__(self) -> "Receiver":
        self.process = subprocess.Popen(
            [sys.executable, __file__, "receive"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = self._answer()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=20)

    def _answer(self) -> str:
        return self.process.stdout.readline().strip()

    def ask(self, what: str) -> str:
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return self._answer()

    def counted(self) -> dict[str, int]:
        return json.loads(self.ask("count"))


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def fill(url: str) -> None:
    """Releases of one minute: the plan of a station, queued for webhooks and for the feed."""
    from campaigns.broadcasts import models
    from campaigns.broadcasts.services import deliveries as delivery_services
    from campaigns.kernel import writing
    from tests.factories import broadcasts, cast, deliveries

    station = broadcasts.make_station()
    script = broadcasts.make_script(station, text="Khai báo y tế. " * 60)
    targets = [
        deliveries.make_destination(station, address=f"{url}?to={number}")
        for number in range(DESTINATIONS)
    ]
    start = broadcasts.NOW + timedelta(hours=1)
    with writing.writing(by=cast.SYSTEM, at=broadcasts.NOW) as write:
        rows = models.Release.objects.bulk_create(
            models.Release(
                script=script,
                outlet=station.outlet,
                medium="RADIO",
                planned_start_at=start + timedelta(milliseconds=60_000 * n // COUNT),
                planned_end_at=start + timedelta(minutes=3),
                planned_seconds=120,
                requested_by=station.chief,
                requested_at=broadcasts.NOW,
            )
            for n in range(COUNT)
        )
        feed = deliveries.feed_of(station)
        queue = [
            delivery_services.delivery_of(row, target, "PLACED", broadcasts.NOW)
            for n, row in enumerate(rows)
            for target in (targets[n % DESTINATIONS], feed)
        ]
        models.Delivery.objects.bulk_create(queue, batch_size=500)
        write.rows = 0


def again() -> None:
    """Bring every sent row back to the queue, under a new key."""
    from campaigns.broadcasts import models
    from campaigns.kernel import writing
    from tests.factories import broadcasts, cast

    with writing.writing(by=cast.SYSTEM, at=broadcasts.NOW) as write:
        rows = list(models.Delivery.objects.pushed())
        for row in rows:
            row.state, row.attempts, row.settled_at = "QUEUED", 0, None
            row.idempotency_key = uuid.uuid4()
        fields = ["state", "attempts", "settled_at", "idempotency_key"]
        models.Delivery.objects.bulk_update(rows, fields, batch_size=400)
        attempts = models.DeliveryAttempt.objects.all()
        attempts._raw_delete(attempts.db)
        write.rows = 0


def sweep_here() -> float:
    """One worker: sweeps until nothing is due, as pulses would; in seconds."""
    from campaigns.broadcasts import services
    from tests.factories import broadcasts, cast

    began = time.perf_counter()
    while services.deliver_due(by=cast.SYSTEM, at=broadcasts.NOW):
        continue
    return time.perf_counter() - began


def sweep_in_two() -> float:
    """Two workers at once, each a process of its own; seconds from when both stand ready."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    connection.close()
    workers = [
        subprocess.Popen(
            [sys.executable, __file__, "work", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    assert [worker.stdout.readline().strip() for worker in workers] == ["ready", "ready"]

    def go() -> None:
        for worker in workers:
            worker.stdin.close()
        assert [worker.wait(timeout=600) for worker in workers] == [0, 0]

    return timed(go)


def work(name: str) -> None:
    use_product_durability()
    settings.DATABASES["default"]["NAME"] = name
    django.setup()
    print("ready", flush=True)
    sys.stdin.read()
    sweep_here()


def use_product_durability() -> None:
    """What is claimed to survive a kill is measured as the product stores it."""
    options = settings.DATABASES["default"].get("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"


def bare_posts(url: str) -> None:
    """The same number of posts of the same size, over as many connections as the sweep keeps."""
    body = b"x" * 2200
    pool = urllib3.PoolManager(maxsize=16)

    def post(number: int) -> None:
        pool.request("POST", url, body=body, headers={"webhook-id": str(number)}, retries=False)

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(post, range(COUNT)))


def pull_all() -> int:
    """What the station's automation does: page by page, each marked as delivered."""
    from campaigns.broadcasts import models, queries, services
    from tests.factories import broadcasts

    feed = models.Destination.objects.get(kind="FEED")
    cursor, count = "", 0
    while True:
        page = queries.pulled(feed, broadcasts.NOW, cursor)
        count += services.note_pulled(
            destination=feed, deliveries=page.deliveries, by=feed, at=broadcasts.NOW
        )
        cursor = page.next_cursor
        if not cursor:
            return count


def bare_updates() -> None:
    """One update for every row of the feed, a hundred a transaction."""
    from django.db import connection, transaction

    from campaigns.broadcasts import models

    pks = list(
        models.Delivery.objects.filter(destination__kind="FEED").values_list("pk", flat=True)
    )
    sql = "UPDATE broadcasts_delivery SET fault = 'x' WHERE id = %s"
    for begin in range(0, len(pks), 100):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(sql, [(pk,) for pk in pks[begin : begin + 100]])


def say(name: str, value: float, reference: float, budget: float, *, is_ok: bool) -> None:
    """One line; the ratio is how many times the bare work it took."""
    row = {
        "name": name,
        "value": round(value, 2),
        "unit": "s",
        "reference": round(reference, 2),
        "ratio": round(value / reference, 2),
        "budget": round(budget, 2),
        "ok": is_ok,
    }
    if "--json" in sys.argv:
        print(json.dumps(row))
        return
    verdict = "ok" if is_ok else "TOO SLOW OR NOT ONCE EACH"
    print(
        f"{name}: {row['value']} s for {COUNT:,} (bare {row['reference']} s, "
        f"× {row['ratio']}, budget {row['budget']} s): {verdict}"
    )


def main() -> int:
    use_product_durability()
    django.setup()
    from tests import template_database

    copy = template_database.open_copy()
    is_fine = True
    try:
        with Receiver() as receiver:
            fill(receiver.url)
            reference = timed(lambda: bare_posts(receiver.url))
            for name, sweep in (("one worker", sweep_here), ("two workers", sweep_in_two)):
                receiver.ask("forget")
                again()
                seconds = sweep()
                is_once = receiver.counted() == {"keys": COUNT, "most": 1}
                is_ok = is_once and seconds <= BUDGET_SECONDS
                say(
                    f"release_sweep webhook, {name}",
                    seconds,
                    reference,
                    BUDGET_SECONDS,
                    is_ok=is_ok,
                )
                is_fine &= is_ok
        reference = timed(bare_updates)
        counts: list[int] = []
        seconds = timed(lambda: counts.append(pull_all()))
        is_ok = counts == [COUNT] and seconds <= BUDGET_SECONDS
        say("release_sweep feed, pulled in pages", seconds, reference, BUDGET_SECONDS, is_ok=is_ok)
        is_fine &= is_ok
    finally:
        copy.drop()
    return 0 if is_fine else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["receive"]:
        receive()
    elif sys.argv[1:2] == ["work"]:
        work(sys.argv[2])
    else:
        sys.exit(main())
