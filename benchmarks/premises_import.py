"""`benchmarks/premises_import.py`: 100,000 premises from a CSV into the register, whole and counted.

The real way: an uploaded file, its columns, the dry run, taking in, by the worker's own chunks, on
the engine of DATABASE_URL. Beside it, into the same indexed tables: the same rows by
`bulk_create(update_conflicts=True)` in batches with the same checks (each line judged as the
import judges it, each batch looked up by code and by name and place), and a bare COPY of the same
rows into the table of premises. Then the same file again, which must change nothing; the memory
that the import takes above a tenth of its size; and undoing it all.

LOA_SCALE=0.1 makes a tenth of the rows. With `--json`, one JSON object a line.
"""

import io
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django
from django.conf import settings

COUNT = max(int(100_000 * float(os.environ.get("LOA_SCALE", "1"))), 500)
FASTER_THAN_UPSERT = 2.5
SHARE_OF_COPY = 0.4
FLAT_MB = 40
BATCH = 1_000
WORDS = [
    "Hòa",
    "Bình",
    "Minh",
    "Châu",
    "Phước",
    "Đại",
    "Ngọc",
    "Lan",
    "Thanh",
    "Hải",
    "Trường",
    "Sơn",
    "Kim",
    "Liên",
    "An",
    "Lạc",
]
HEADER = ["Mã cơ sở", "Tên cơ sở", "Loại hình", "Xã", "Địa chỉ", "Người liên hệ", "Điện thoại"]


def make_file(path: Path, count: int) -> None:
    """A list as communes have it: each name and address another, one in ten without a number."""
    with path.open("w", encoding="utf-8") as file:
        file.write(";".join(HEADER) + "\n")
        for n in range(count):
            first, second = WORDS[n % 17 % len(WORDS)], WORDS[n % 13]
            number = "" if n % 10 == 9 else f"CS{n:06}"
            commune = "Xã Phước Đại" if n % 2 else "22813"
            kind = "Trường học" if n % 7 == 0 else "Quán cà phê"
            place = f"Số {n % 900 + 1} đường Nguyễn Văn Cừ, thôn {n // 900}"
            phone = f"09{n:08}"
            cells = (number, f"Cơ sở {first} {second} {n}", kind, commune, place, "Mai", phone)
            file.write(";".join(cells) + "\n")


def make_register():
    """The tree, its people, kinds; the officer of the district brings the list in."""
    from campaigns.kernel import roles
    from tests.factories import cast as casts
    from tests.factories import premises

    cast = casts.make_cast()
    premises.make_kinds()
    officer = casts.make_person("district", roles.Role.UNIT_OFFICER, cast.district)
    return cast.district, officer


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def bring_in(path: Path, unit, officer):
    """Upload, dry run, taking in; returns the list."""
    from campaigns.premises import services
    from tests.factories import cast as casts
    from tests.factories import lists

    with path.open("rb") as file:
        blocks = iter(lambda: file.read(1 << 16), b"")
        draft = services.ListDraft(unit, path.name, blocks)
        imported = services.upload_list(draft=draft, by=officer, at=casts.NOW)
    imported = lists.check(imported, officer)
    return lists.take_in(imported, officer)


def forget_register() -> None:
    from django.db import connection

    tables = "importrow, importbefore, importfault, openrange, coveragerollup, premises"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ", ".join(f"premises_{name.strip()}" for name in tables.split(","))
            cursor.execute(f"TRUNCATE {names} CASCADE")
            return
        for name in tables.split(","):
            cursor.execute(f"DELETE FROM premises_{name.strip()}")
        cursor.execute("DELETE FROM premises_search")


def upsert(imported, officer) -> None:
    """What one would write first: batches of objects, looked up, upserted, with ranges and totals."""
    from campaigns.premises import services
    from campaigns.premises.queries import lists
    from tests.factories import cast as casts

    judge = lists.Judge(imported, officer, casts.NOW.date())
    lines = services.open_list(imported).lines()
    while batch := list(islice(lines, BATCH)):
        upsert_batch([judge.line(line) for line in batch], officer)


def upsert_batch(rows, officer) -> None:
    from campaigns.kernel import writing
    from campaigns.premises import models
    from campaigns.premises.services import coverage, searching
    from campaigns.premises.services.importing import matching
    from tests.factories import cast as casts

    fields = matching.VALUES
    by_code = models.Premises.objects.filter(list_code__in=[r.list_code for r in rows])
    known = {(p.commune_id, p.list_code): p for p in by_code}
    by_name = models.Premises.objects.filter(match_name__in=[r.match_name for r in rows])
    same = {(p.commune_id, p.kind_id, p.match_name, p.match_place): p for p in by_name}
    made = []
    for row in rows:
        key = (row.commune_id, row.kind_id, row.match_name, row.match_place)
        found = known.get((row.commune_id, row.list_code)) if row.list_code else None
        found = found or same.get(key)
        made.append(
            models.Premises(
                **{name: getattr(row, name) for name in fields},
                code=found.code if found else row.code,
                registered_at=casts.NOW,
                registered_by=officer.actor_id,
            )
        )
    with writing.writing(by=officer, at=casts.NOW) as write:
        models.Premises.objects.bulk_create(
            made,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=[name.removesuffix("_id") for name in fields],
        )
        pks = [row.pk for row in made]
        with coverage.tracked(pks):
            models.OpenRange.objects.bulk_create(
                models.OpenRange(
                    premises=row,
                    from_date=casts.NOW.date(),
                    commune_id=row.commune_id,
                    kind_id=row.kind_id,
                )
                for row in made
            )
        searching.refresh(pks)
        write.events += 1


def copied_rows() -> tuple[list[str], bytes]:
    """The register as COPY hands it out."""
    from django.db import connection

    from campaigns.premises import models

    columns = [f.column for f in models.Premises._meta.concrete_fields if not f.primary_key]
    out = io.BytesIO()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY premises_premises ({', '.join(columns)}) TO STDOUT") as copy,
    ):
        for block in copy:
            out.write(block)
    return columns, out.getvalue()


def bare_copy(columns: list[str], content: bytes) -> None:
    from django.db import connection

    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY premises_premises ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        copy.write(content)


def memory_of(count: int) -> float:
    """Peak memory in MB of a process that brings in so many rows."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    connection.close()
    done = subprocess.run(
        [sys.executable, __file__, "work", name, str(count)],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.strip().splitlines()[-1])


def work(name: str, count: int) -> None:
    settings.DATABASES["default"]["NAME"] = name
    django.setup()
    from campaigns.accounts import models as accounts_models
    from campaigns.units import models as units_models

    path = Path(settings.DATA_DIR) / f"list-{count}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    make_file(path, count)
    officer = accounts_models.User.objects.get(email="district@loa.test")
    bring_in(path, units_models.Unit.objects.get(code="584"), officer)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def say(
    name: str, value: float, unit: str, reference: float, budget: float, *, is_ok: bool
) -> bool:
    """One line; the ratio is the reference's figure by ours: above 1 is faster than it."""
    row = {
        "name": f"premises_import {name}",
        "value": round(value, 2),
        "unit": unit,
        "reference": round(reference, 2),
        "ratio": round(reference / value, 2) if value > 0 else None,
        "budget": budget,
        "ok": is_ok,
    }
    if "--json" in sys.argv:
        print(json.dumps(row), flush=True)
    else:
        verdict = "ok" if is_ok else "NOT WITHIN ITS BUDGET"
        print(
            f"{row['name']}: {row['value']} {unit} for {COUNT:,} rows "
            f"(reference {row['reference']}, ratio {row['ratio']}, budget {budget}): {verdict}",
            flush=True,
        )
    return is_ok


def measure(folder: Path) -> bool:
    from django.db import connection

    from campaigns.premises import models
    from tests.factories import lists

    unit, officer = make_register()
    path = folder / "list.csv"
    make_file(path, COUNT)
    # Once for what is loaded when it is first used.
    make_file(folder / "warm.csv", 200)
    bring_in(folder / "warm.csv", unit, officer)
    forget_register()
    found = []
    whole = timed(lambda: found.append(bring_in(path, unit, officer)))
    first = found[0]
    is_right = first.added == COUNT == models.Premises.objects.count()
    again = timed(lambda: found.append(bring_in(path, unit, officer)))
    is_same = (found[1].added, found[1].amended, found[1].same_rows) == (0, 0, COUNT)
    undone = timed(lambda: found.append(lists.undo(first, officer)))
    is_gone = models.Premises.objects.count() == 0 and found[2].removed == COUNT
    is_fine = True
    forget_register()
    plain = timed(lambda: upsert(first, officer))
    assert models.Premises.objects.count() == COUNT
    is_fine &= say(
        "against bulk_create upsert", whole, "s", plain, FASTER_THAN_UPSERT,
        is_ok=is_right and plain / whole >= FASTER_THAN_UPSERT,
    )  # fmt: skip
    if connection.vendor == "postgresql":
        columns, content = copied_rows()
        forget_register()
        copied = timed(lambda: bare_copy(columns, content))
        is_fine &= say(
            "against bare COPY", whole, "s", copied, SHARE_OF_COPY,
            is_ok=is_right and copied / whole >= SHARE_OF_COPY,
        )  # fmt: skip
    is_fine &= say("the same file again", again, "s", whole, 1.0, is_ok=is_same and again <= whole)
    is_fine &= say("undone", undone, "s", whole, 0.5, is_ok=is_gone and undone <= 2 * whole)
    return is_fine & measure_memory()


def measure_memory() -> bool:
    forget_register()
    small = memory_of(max(COUNT // 10, 200))
    forget_register()
    more = memory_of(COUNT) - small
    name = "memory above a tenth of the rows"
    return say(name, more, "MB", FLAT_MB, FLAT_MB, is_ok=more <= FLAT_MB)


def main() -> int:
    django.setup()
    from tests import template_database

    copy = template_database.open_copy()
    try:
        folder = Path(settings.DATA_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        return 0 if measure(folder) else 1
    finally:
        copy.drop()


if __name__ == "__main__":
    if sys.argv[1:2] == ["work"]:
        work(sys.argv[2], int(sys.argv[3]))
    else:
        sys.exit(main())
