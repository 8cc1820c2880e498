"""How long the workspace's big lists take, and how many queries, at the sizes of the reference.

Usage: python benchmarks/lists.py [--json]. Runs on the engine of DATABASE_URL (SQLite without), in
a database of its own that it removes: 100,000 records of one drive, then a register of 50,000
premises and of ten times that. LOA_SCALE=0.1 makes a tenth of all. The reference of a list is the
bare select of its first page by primary key in the same run.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django
from django.conf import settings

SCALE = float(os.environ.get("LOA_SCALE", "1"))
RECORDS = max(int(100_000 * SCALE), 1000)
PREMISES = tuple(max(int(n * SCALE), 1000) for n in (50_000, 500_000))
COMMUNES = 65
ROUNDS = 20
BUDGET_MS = 150.0
MOST_QUERIES = 25


def p95(act: Callable[[], object]) -> float:
    act()
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def say(name: str, value: float, unit: str, reference: float | None, budget: float) -> bool:
    row = {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "reference": None if reference is None else round(reference, 1),
        "ratio": round(value / reference, 2) if reference else None,
        "budget": budget,
        "ok": value <= budget,
    }
    if "--json" in sys.argv:
        print(json.dumps(row), flush=True)
    else:
        beside = f" (bare {row['reference']} {unit})" if reference else ""
        verdict = "ok" if row["ok"] else "OVER BUDGET"
        print(f"{name}: {row['value']} {unit}{beside}, budget {budget}: {verdict}", flush=True)
    return bool(row["ok"])


def copies(row: object, count: int, **columns: str) -> None:
    """So many copies of a row by one statement; `columns` are SQL in which `n.i` counts."""
    from django.db import connection

    meta = row._meta
    names = [field.column for field in meta.concrete_fields if not field.primary_key]
    numbers = (
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
        if connection.vendor == "sqlite"
        else f"WITH n(i) AS (SELECT generate_series(1, {count}))"
    )
    listed = ", ".join(f'"{name}"' for name in names)
    picked = ", ".join(columns.get(name, f't."{name}"') for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{numbers} INSERT INTO {meta.db_table} ({listed}) SELECT {picked} "
            f"FROM n CROSS JOIN {meta.db_table} t WHERE t.id = {row.pk}"
        )
        # What autovacuum leaves behind within minutes.
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def pages(client: object, named: dict[str, str], size: str, bare: float) -> bool:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    # The budget in time is for PostgreSQL; the embedded engine is told beside a milder one.
    budget = BUDGET_MS if connection.vendor == "postgresql" else BUDGET_MS * 4
    is_fine = True
    for name, address in named.items():

        def page(address: str = address) -> None:
            assert client.get(address).status_code == 200, address

        took = p95(page)
        with CaptureQueriesContext(connection) as asked:
            page()
        if "--sql" in sys.argv:
            for query in sorted(asked, key=lambda q: -float(q["time"]))[:4]:
                print("   ", query["time"], query["sql"][:600])
        is_fine &= say(f"{name}, {size}", took, "ms p95", bare, budget)
        is_fine &= say(f"{name}, {size}, queries", len(asked), "queries", None, MOST_QUERIES)
    return is_fine


def records() -> bool:
    """The records of one drive, as their organiser looks at them."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from campaigns.drives import models, services
    from tests.factories import drives

    scene = drives.make_scene()
    phone, _secret = drives.join(scene.drive)
    sent = drives.envelope_of(drives.payload_of(scene.drive))
    services.receive_support([sent], by=phone, at=drives.NOW)
    entry = models.SupportEntry.objects.get()
    is_sqlite = connection.vendor == "sqlite"
    uuid = "lower(hex(randomblob(16)))" if is_sqlite else "gen_random_uuid()"
    when = (
        "datetime(t.occurred_at, '-' || (n.i * 7 % 6000) || ' seconds')"
        if is_sqlite
        else "t.occurred_at - (n.i * 7 % 6000) * interval '1 second'"
    )
    copies(entry, RECORDS, receipt_uuid=uuid, occurred_at=when, people="1 + n.i % 9")
    client = Client()
    client.force_login(scene.organiser)
    entries = reverse("drives:entries")
    one, unit = f"{entries}?drive={scene.drive.pk}", f"{entries}?unit={scene.cast.district.pk}"
    newest = models.SupportEntry.objects.order_by("pk")[:25]
    return pages(
        client,
        {
            "records of a drive": one,
            "records of a drive, by residents helped": f"{one}&sort=people&dir=desc",
            "records of a drive, last page": f"{one}&page=999999",
            "records of a district": unit,
            "acts of a drive": f"{reverse('drives:acts')}?drive={scene.drive.pk}",
        },
        f"{connection.vendor}, {RECORDS:,} records",
        p95(lambda: list(newest.all())),
    )


def communes_of(cast: object) -> list[object]:
    """As many communes as the province had."""
    from campaigns.units import services
    from tests.factories import cast as casts

    drafts = [
        services.UnitDraft(f"x{n}", "commune", f"Xã {n}", f"X{n}", f"Xã {n}", casts.START, "584")
        for n in range(COMMUNES - 2)
    ]
    more = services.found_units(drafts=drafts, by=casts.SYSTEM, at=casts.NOW)
    return [cast.commune, cast.sibling, *more.values()]


def register(count: int) -> bool:
    """A register of so many premises, as the province looks at it."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from campaigns.kernel import roles
    from campaigns.premises import models
    from tests.factories import cast, premises

    scene = premises.make_scene()
    for number, commune in enumerate(communes_of(scene.cast)):
        copies(
            scene.premises if number % 2 else scene.other,
            count // COMMUNES,
            code=f"'{number}-' || n.i",
            commune_id=str(commune.pk),
            folded_name="t.folded_name || ' ' || (n.i * 7919 % 100003)",
            folded_text="t.folded_text || ' ' || (n.i * 7919 % 100003)",
            name="t.name || ' ' || (n.i * 7919 % 100003)",
        )
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO premises_search (rowid, folded_text) SELECT id, folded_text "
                "FROM premises_premises WHERE id NOT IN (SELECT rowid FROM premises_search)"
            )
    reader = cast.make_person("reader", roles.Role.PROVINCIAL_OFFICE, scene.cast.province)
    client = Client()
    client.force_login(reader)
    address = reverse("premises:premises_list")
    first = models.Premises.objects.order_by("pk")[:25]
    return pages(
        client,
        {
            "register": address,
            "register, by name from the end": f"{address}?sort=name&dir=desc",
            "register, by commune": f"{address}?sort=commune",
            "register, 'quán gió 7919'": f"{address}?q=quán+gió+7919",
            "register, 'quan gio 7919'": f"{address}?q=quan+gio+7919",
            "register, 'quan', which most are": f"{address}?q=quan",
            "register, last page": f"{address}?page=999999",
            "coverage": reverse("premises:coverage"),
        },
        f"{connection.vendor}, {count:,} premises",
        p95(lambda: list(first.all())),
    )


def main() -> int:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    settings.ALLOWED_HOSTS = ["*"]
    django.setup()
    import logging

    from django.core.management import call_command

    from tests import template_database

    logging.disable(logging.INFO)
    call_command("messages", compile=True)
    is_fine = True
    works: list[Callable[[], bool]] = [records, *(lambda n=n: register(n) for n in PREMISES)]
    for work in works:
        copy = template_database.open_copy()
        try:
            is_fine &= work()
        finally:
            copy.drop()
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
