"""How long the demand planner and the pages of results take over five million records.

Usage: python benchmarks/demand_planner.py [--json]. Runs on the engine of DATABASE_URL (SQLite
without), in a database of its own that it removes. LOA_SCALE=0.1 makes a tenth of the records.
Two houses in turn: 65 communes, then ten times that, with six hamlets each; records, their counts
and the totals are made by SQL, and the totals are compared with the records before anything is
timed. The reference of a page is its heaviest total, read by one bare aggregate in the same run.
"""

import cProfile
import json
import os
import pstats
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django
from django.conf import settings

SCALE = float(os.environ.get("LOA_SCALE", "1"))
ENTRIES = max(int(5_000_000 * SCALE), 10_000)
COMMUNES = (65, 650)
HAMLETS = 6
DAYS = 120
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


def run(sql: str, *params: object) -> list[tuple[object, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


class House:
    """A province of so many communes, each with hamlets and drives, that records can be made in."""

    def __init__(self, communes: int) -> None:
        from tests.factories import cast, drives

        self.scene = drives.make_scene()
        self.reader = cast.make_person(
            "planner", cast.roles.Role.ORGANISER, self.scene.cast.province
        )
        self.communes = self._found(communes)
        self._open_drives()
        self._log()

    def _found(self, count: int) -> list[object]:
        """Communes under ten districts, and their hamlets; the closure is derived once."""
        from campaigns.units import services
        from tests.factories import cast

        services.save_kind(
            draft=services.KindDraft("hamlet", "Thôn", "Hamlet", True), by=cast.SYSTEM, at=cast.NOW
        )
        districts = [
            services.UnitDraft(f"H{n}", "district", f"Huyện {n}", f"Huyện {n}", f"Huyện {n}",
                               cast.START, self.scene.cast.province.code)
            for n in range(10)
        ]  # fmt: skip
        communes = [
            services.UnitDraft(f"X{n}", "commune", f"Xã {n}", f"Xã {n}", f"Xã {n}",
                               cast.START, f"H{n % 10}")
            for n in range(count)
        ]  # fmt: skip
        hamlets = [
            services.UnitDraft(f"X{n}-{k}", "hamlet", f"Thôn {k}", f"Thôn {k}", f"Thôn {k}",
                               cast.START, f"X{n}")
            for n in range(count) for k in range(HAMLETS)
        ]  # fmt: skip
        made = services.found_units(
            drafts=[*districts, *communes, *hamlets], by=cast.SYSTEM, at=cast.NOW
        )
        return [made[draft.code] for draft in communes]

    def _open_drives(self) -> None:
        """Ten drives a commune over the days, all of one movement, each with three apps."""
        from campaigns.drives import models
        from campaigns.kernel import writing
        from tests.factories import cast

        movement, now = self.scene.movement, cast.NOW
        with writing.writing(by=cast.SYSTEM, at=now) as write:
            rows = models.Drive.objects.bulk_create(
                models.Drive(
                    movement=movement,
                    unit=unit,
                    organiser=unit,
                    name=f"Ra quân {number} ở {unit.name_vi}",
                    place="Nhà văn hóa",
                    starts_at=now - timedelta(days=DAYS - 12 * number),
                    ends_at=now - timedelta(days=DAYS - 12 * (number + 1)),
                    target_residents=500 if number % 2 else None,
                )
                for unit in self.communes
                for number in range(10)
            )
            apps = list(self.scene.apps.values())
            models.Drive.apps.through.objects.bulk_create(
                [
                    models.Drive.apps.through(drive_id=row.pk, declarationapp_id=app.pk)
                    for row in rows
                    for app in apps
                ],
                batch_size=1000,
            )
            write.rows = 0
        self.drives = rows

    def _log(self) -> None:
        """Records by SQL: each drive has as many, over six days, three hamlets and three settings."""
        from django.db import connection

        from campaigns.drives import models

        is_sqlite = connection.vendor == "sqlite"
        each = ENTRIES // len(self.drives)
        hamlets = "(SELECT code, id FROM units_unit)"
        places = (
            "SELECT d.id AS drive_id, d.unit_id, u.code, "
            + ("date(d.starts_at)" if is_sqlite else "d.starts_at::date")
            + " AS first FROM drives_drive d JOIN units_unit u ON u.id = d.unit_id "
            "WHERE u.code LIKE 'X%%'"
        )
        numbers = (
            f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {each - 1})"
            if is_sqlite
            else f"WITH n(i) AS (SELECT generate_series(0, {each - 1}))"
        )
        day = (
            "date(p.first, '+' || (n.i %% 6) || ' days')" if is_sqlite else "(p.first + (n.i %% 6))"
        )
        uuid = "lower(hex(randomblob(16)))" if is_sqlite else "gen_random_uuid()"
        no, nothing = ("0", "''") if is_sqlite else ("FALSE", "''")
        settings_list = " ".join(
            f"WHEN {n} THEN '{value}'" for n, value in enumerate(models.Setting.values[:3])
        )
        when = f"{day}" if is_sqlite else f"{day}::timestamptz"
        run(
            f"{numbers} INSERT INTO drives_supportentry (receipt_uuid, drive_id, unit_id, "
            "occurred_at, day, received_at, setting, language, age_band, people, households, "
            f"photo_sha256, by_user_id, is_held) SELECT {uuid}, p.drive_id, "
            "COALESCE(h.id, p.unit_id), "
            f"{when}, {day}, {when}, CASE n.i / 24 %% 3 {settings_list} END, {nothing}, {nothing}, "
            f"1 + n.i %% 9, n.i %% 3, {nothing}, {self.reader.pk}, {no} "
            f"FROM n CROSS JOIN ({places}) p "
            f"LEFT JOIN {hamlets} h ON h.code = p.code || '-' || "
            "CASE n.i / 6 %% 4 WHEN 3 THEN 99 ELSE n.i / 6 %% 4 + 3 * (p.drive_id %% 2) END"
        )
        app = self.scene.apps["ncovi"].pk
        run(
            "INSERT INTO drives_supportcount (entry_id, app_id, outcome, count) "
            f"SELECT id, {app}, 'INSTALLED', 1 + people %% 3 FROM drives_supportentry"
        )
        run(
            "INSERT INTO drives_peoplerollup (drive_id, unit_id, day, setting, people, households, "
            "entries) SELECT drive_id, unit_id, day, setting, SUM(people), SUM(households), "
            "COUNT(*) FROM drives_supportentry GROUP BY drive_id, unit_id, day, setting"
        )
        run(
            "INSERT INTO drives_supportrollup (drive_id, unit_id, day, app_id, outcome, count) "
            "SELECT e.drive_id, e.unit_id, e.day, c.app_id, c.outcome, SUM(c.count) "
            "FROM drives_supportentry e JOIN drives_supportcount c ON c.entry_id = e.id "
            "GROUP BY e.drive_id, e.unit_id, e.day, c.app_id, c.outcome"
        )
        run("ANALYZE")
        ((people, entries),) = run("SELECT SUM(people), COUNT(*) FROM drives_supportentry")
        ((kept, lines),) = run("SELECT SUM(people), SUM(entries) FROM drives_peoplerollup")
        assert (people, entries) == (kept, lines), "totals that differ from the records"


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


def pages_of(house: House) -> dict[str, str]:
    from django.urls import reverse

    last = house.scene.drive.starts_at.date()
    planner = f"{reverse('workspace:demand')}?from={last - timedelta(days=30)}&to={last}"
    results = {
        "results of the movement": ("movement", house.scene.movement.pk),
        "results of the province": ("place", house.scene.cast.province.pk),
        "results of a commune": ("place", house.communes[0].pk),
        "results of a drive": ("drive", house.drives[0].pk),
    }
    return {"planner": planner, "planner, hamlets": f"{planner}&level=hamlets"} | {
        name: reverse(f"drives:{kind}_results", args=[pk]) for name, (kind, pk) in results.items()
    }


def explain(page: Callable[[], object], asked: list[dict[str, str]]) -> None:
    """For whoever looks for the time: the slowest queries, the dearest functions."""
    if "--sql" in sys.argv:
        for query in sorted(asked, key=lambda q: -float(q["time"]))[:6]:
            print("   ", query["time"], query["sql"][:400])
    if "--profile" in sys.argv:
        profile = cProfile.Profile()
        profile.runcall(page)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def measure(communes: int) -> bool:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    house = House(communes)
    client = Client()
    client.force_login(house.reader)
    ((rows,),) = run("SELECT COUNT(*) FROM drives_peoplerollup")
    size = f"{connection.vendor}, {communes} communes, {ENTRIES:,} records, {rows:,} totals"
    bare = p95(lambda: run("SELECT SUM(people), SUM(entries) FROM drives_peoplerollup"))
    # The budget in time is for PostgreSQL; the embedded engine is told beside a milder one.
    budget = BUDGET_MS if connection.vendor == "postgresql" else BUDGET_MS * 4
    is_fine = True
    for name, address in pages_of(house).items():

        def page(address: str = address) -> None:
            assert client.get(address).status_code == 200

        took = p95(page)
        with CaptureQueriesContext(connection) as asked:
            page()
        queries = list(asked)
        explain(page, queries)
        is_fine &= say(f"{name} ({size})", took, "ms p95", bare, budget)
        is_fine &= say(f"{name} ({size}), queries", len(queries), "queries", None, MOST_QUERIES)
    return is_fine


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
    sizes = [int(n) for n in os.environ.get("LOA_COMMUNES", "").split(",") if n] or COMMUNES
    for communes in sizes:
        copy = template_database.open_copy()
        try:
            is_fine &= measure(communes)
        finally:
            copy.drop()
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
