"""How fast field records are taken in over HTTP, beside a bare bulk insert of the same rows.

Usage: python benchmarks/field_sync.py [--json]. Make DATABASE_URL a PostgreSQL server: its budget
is the one that counts. LOA_SCALE sets the size of the larger house in millions of entries that are
there already (0.5; the full size is 5); the smaller house always holds 50,000.

The product's own gunicorn, one process, takes batches of 100 from phones that send as the app does
(gzip, a kept connection), one after the other. The reference writes the receipts, entries and counts of as many
equal records with `bulk_create`, 100 a transaction, to the same database with the same durability,
in turn with the batches. Afterwards each record has to be there once and the totals have to be
true. Then the totals of a drive, of the whole union and of a movement's page are asked for in both
houses: beside them stands the raw aggregation of the entries, and in the larger house they may take
no longer.
"""

import argparse
import http.client
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import _field_house as houses
import django
from django.conf import settings

SMALL = 50_000
LARGE = max(int(float(os.environ.get("LOA_SCALE", "0.5")) * 1_000_000), SMALL)
ROUNDS, BATCHES, WARMING = 9, 5, 3
ASKED = 40
LEAST_RATIO = 0.3
# Differences below this mean nothing on a machine that others use too.
MOST_GROWTH = 1.5
LEAST_GAIN = 20

# As the proxy before a real server says.
HEADERS = {"X-Forwarded-Proto": "https"}

Line = dict[str, Any]


def use_product_durability() -> None:
    """Both sides write as the product does; PostgreSQL does so by itself."""
    options = settings.DATABASES["default"].get("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"


class Phone:
    """Sends packed batches over one connection, as the app does."""

    def __init__(self, port: int, secret: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {
            "Authorization": f"Bearer {secret}",
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
        } | HEADERS

    def send(self, body: bytes) -> list[int]:
        self.connection.request("POST", "/api/field/records", body, self.headers)
        response = self.connection.getresponse()
        text = response.read()
        assert response.status == 200, (response.status, text[:400])
        return [answer["verdict"] for answer in json.loads(text)["answers"]]

    def send_all(self, bodies: list[bytes]) -> list[int]:
        return [verdict for body in bodies for verdict in self.send(body)]


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def measure_sync(house: houses.House) -> tuple[float, float]:
    """Entries a second over HTTP, and by bare inserts, in turn; medians of the rounds."""
    from tests.factories import field, servers

    drive, other = house.scene.drive, house.fillers[0]
    sent, bare = [], []
    with servers.serving() as server:
        phone = Phone(server.port, field.join(house.scene))
        for body in houses.make_bodies(drive, WARMING):
            phone.send(body)
        for _round in range(ROUNDS):
            phone = Phone(server.port, field.join(house.scene))
            bodies = houses.make_bodies(drive, BATCHES)
            rows = [houses.make_rows(other, house.phone) for _ in range(BATCHES)]
            answers: list[int] = []
            bare.append(timed(lambda r=rows: [houses.bare_insert(own) for own in r]))
            sent.append(timed(lambda p=phone, b=bodies, a=answers: a.extend(p.send_all(b))))
            assert answers == [201] * houses.BATCH * BATCHES, answers
        assert phone.send(bodies[0]) == [200] * houses.BATCH, "a repetition counts nothing"
    count = houses.BATCH * BATCHES
    return count / statistics.median(sent), count / statistics.median(bare)


def check_exact(house: houses.House, batches: int) -> None:
    """The server holds what was sent, once, and the totals of drive and phone say so."""
    from campaigns.drives import models, queries

    drive = house.scene.drive
    totals = queries.totals_by_app(drive)
    people, entries = batches * houses.PEOPLE_IN_BATCH, batches * houses.BATCH
    assert (totals.people, totals.entries) == (people, entries), totals
    assert models.SupportEntry.objects.standing().filter(drive=drive).count() == entries
    assert sum(helper.people for helper in queries.helpers_of(drive)) == people


def typical(act: Callable[[], object]) -> float:
    """Milliseconds, the lower quartile of many: the two houses are not asked at the same time, and
    what else the machine did meanwhile is to count for neither."""
    act()
    return statistics.quantiles([timed(act) for _ in range(ASKED)], n=4)[0] * 1000


def measure_totals(house: houses.House) -> dict[str, tuple[float, float]]:
    """For each total: milliseconds from the totals that are kept, and of the raw aggregation."""
    from django.db.models import Sum

    from campaigns.drives import models, queries

    raw = models.SupportEntry.objects.standing().order_by()
    drive, province = house.fillers[1], house.scene.cast.province
    everything = queries.scope_of_movement(house.scene.movement, models.Drive.objects.all())
    asked = {
        "a drive": (
            lambda: queries.totals_by_app(drive),
            lambda: raw.filter(drive=drive).aggregate(n=Sum("people")),
        ),
        "the union": (
            lambda: queries.residents_helped(province, date(2026, 1, 1), date(2027, 12, 31)),
            lambda: raw.aggregate(n=Sum("people")),
        ),
        "a movement's page": (
            lambda: queries.results_of(everything, queries.Days()),
            lambda: list(raw.values("unit", "day", "setting").annotate(n=Sum("people"))),
        ),
    }
    return {
        name: (typical(kept), min(timed(bare) for _ in range(3)) * 1000)
        for name, (kept, bare) in asked.items()
    }


def line(
    name: str, value: float, unit: str, reference: float, budget: float, *, is_least: bool
) -> Line:
    """`ratio` is value to reference; `budget` is the least or the most that it may be."""
    ratio = value / reference
    return {
        "name": f"field_sync {name}",
        "value": round(value, 2),
        "unit": unit,
        "reference": round(reference, 2),
        "ratio": round(ratio, 4),
        "budget": budget,
        "ok": ratio >= budget if is_least else ratio <= budget,
    }


def measure() -> Iterator[Line]:
    batches = 0
    totals: list[dict[str, tuple[float, float]]] = []
    with houses.standing() as house:
        for first, size in ((0, SMALL), (SMALL, LARGE)):
            if first < size:
                houses.fill(house, first, size)
            rate, bare = measure_sync(house)
            batches += WARMING + ROUNDS * BATCHES
            check_exact(house, batches)
            yield line(
                f"over HTTP, {size:,} entries", rate, "entries/s", bare, LEAST_RATIO, is_least=True
            )
            totals.append(measure_totals(house))
    for name, (small, _raw) in totals[0].items():
        large, raw = totals[1][name]
        yield line(
            f"totals of {name}, {LARGE:,} beside {SMALL:,}", large, "ms", small, MOST_GROWTH,
            is_least=False,
        )  # fmt: skip
        if name == "the union":
            most = 1 / LEAST_GAIN if LARGE >= 1_000_000 else 1
            yield line(
                f"totals of {name} beside adding up {LARGE:,}", large, "ms", raw, most,
                is_least=False,
            )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args()
    use_product_durability()
    django.setup()
    is_fine = True
    for row in measure():
        is_fine &= bool(row["ok"])
        if options.json:
            print(json.dumps(row), flush=True)
            continue
        verdict = "ok" if row["ok"] else "BESIDE THE BUDGET"
        print(
            "{name}: {value:,} {unit} (reference {reference:,}, × {ratio}, budget {budget}):".format(
                **row
            ),
            verdict,
            flush=True,
        )
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
