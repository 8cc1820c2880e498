"""How long a rundown and the check of places take, and how many queries, in a large house.

Usage: python benchmarks/rundown.py [--json]. LOA_SCALE sets the releases in thousands (5; the full
size is 100). It makes a database of its own and removes it. The reference of the page is the bare
ORM select of the day's rows in the same run.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_FOLDER = tempfile.TemporaryDirectory(prefix="loa-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["LOA_DEBUG"] = "true"
os.environ["LOA_DATA_DIR"] = _FOLDER.name
os.environ.pop("DATABASE_URL", None)

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from campaigns.broadcasts import models, queries
from campaigns.kernel import writing
from tests.factories import broadcasts, cast

ROUNDS = 30
MAX_QUERIES = 25
MAX_MS = 150


def fill(station: broadcasts.Station, count: int) -> None:
    """Releases over three years: one in ten at the outlet that is measured, twenty on its day."""
    other = broadcasts.make_outlet(station.cast.commune, "RADIO")
    script = broadcasts.make_script(station)
    model = broadcasts.make_release(station, script)
    fields = {
        f.attname: getattr(model, f.attname)
        for f in models.Release._meta.concrete_fields
        if f.attname != "id"
    }
    first = broadcasts.on_air(7)
    rows = []
    for number in range(count):
        day, place = (0, number) if number < 20 else (number % 1095 - 547 or 600, number // 1095)
        start = first + timedelta(days=day, seconds=60 * place)
        end = start + timedelta(seconds=50)
        loose = {"slot_id": None, "slot_starts_at": None, "planned_seconds": 50}
        times = {"planned_start_at": start, "planned_end_at": end}
        where = {} if number < 20 or number % 10 == 0 else {"outlet_id": other.pk}
        rows.append(models.Release(**(fields | loose | times | where)))
    with writing.writing(by=cast.SYSTEM, at=broadcasts.NOW) as write:
        models.Release.objects.bulk_create(rows, batch_size=1000)
        write.rows = 0
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def p95(act: Callable[[], object]) -> float:
    """Milliseconds that 95 of 100 runs stay below."""
    act()
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def count_queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def line(name: str, value: float, unit: str, reference: float, budget: float) -> dict[str, object]:
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "reference": round(reference, 2),
        "ratio": round(value / reference, 2) if reference else None,
        "budget": budget,
        "ok": value <= budget,
    }


def measure(count: int) -> list[dict[str, object]]:
    station = broadcasts.make_station()
    fill(station, count)
    client = Client()
    client.force_login(station.chief)
    path = f"/desk/broadcasts/outlets/{station.outlet.pk}/{broadcasts.TOMORROW.isoformat()}/"
    day = station.outlet.releases.on_rundown_of(broadcasts.TOMORROW).select_related("script")
    script = models.Script.objects.first()
    wish = queries.Wish(script, 60)

    def page() -> None:
        assert client.get(path).status_code == 200

    def check() -> None:
        queries.check_places(wish, [station.outlet], {}, broadcasts.NOW)

    bare = p95(lambda: list(day.all()))
    size = f"{count} releases"
    return [
        line(f"rundown page, {size}", p95(page), "ms p95", bare, MAX_MS),
        line("rundown page, queries", count_queries(page), "queries", 1, MAX_QUERIES),
        line(f"check of places, {size}", p95(check), "ms p95", bare, MAX_MS),
        line("check of places, queries", count_queries(check), "queries", 1, 12),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args()
    count = int(float(os.environ.get("LOA_SCALE", "5")) * 1000)
    call_command("migrate", verbosity=0)
    with override_settings(DEBUG=False, LOA_SECOND_FACTOR_REQUIRED=False, ALLOWED_HOSTS=["*"]):
        rows = measure(count)
    for row in rows:
        if options.json:
            print(json.dumps(row))
        else:
            print("{name}: {value} {unit} (reference {reference}, budget {budget})".format(**row))
    return 0 if all(row["ok"] for row in rows) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        connection.close()
        _FOLDER.cleanup()
