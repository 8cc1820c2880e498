"""How fast a year of expected reports is made, beside a bare bulk insert of the same rows.

Usage: python benchmarks/expected_reports.py [--json]. Runs on the engine of DATABASE_URL (SQLite
without), in a database of its own that it removes. LOA_SCALE=1 is 10,598 communes × 20 monthly
forms × 12 months, 2,543,520 rows; the default is a fiftieth of the communes. Twelve monthly sweeps
make the rows; a second run of the same sweeps must change nothing; then the same rows, at most
250,000 of them, go into the emptied table by bare bulk inserts.
"""

import json
import os
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django

SCALE = float(os.environ.get("LOA_SCALE", "0.02"))
COMMUNES = max(int(10_598 * SCALE), 10)
FORMS, MONTHS = 20, 12
# On the 20th of each month of 2027, so that the running month and the one before are looked at.
SWEEPS = [datetime(2027, month, 20, 2, 0, tzinfo=UTC) for month in range(1, MONTHS + 1)]
# More tell nothing new of a rate, and at full size would not fit a small machine's memory.
MOST_BARE = 250_000
# Of a bare bulk insert's rows a second.
LEAST_SHARE = 0.4


def found() -> None:
    """The communes under one district, and the forms that ask all of them."""
    from campaigns.directives import models
    from campaigns.units import services
    from tests.factories import cast, duties, expectations

    scene = duties.make_scene()
    drafts = [
        services.UnitDraft(f"X{n}", "commune", f"Xã {n}", f"Xã {n}", f"Xã {n}",
                           date(2021, 1, 1), scene.cast.district.code)
        for n in range(COMMUNES - 2)  # the cast has two
    ]  # fmt: skip
    services.found_units(drafts=drafts, by=cast.SYSTEM, at=cast.NOW)
    for number in range(FORMS):
        expectations.make_form(
            scene,
            code=f"f{number}",
            rhythm=models.Rhythm.MONTHLY,
            valid_from_date=date(2027, 1, 1),
        )


def sweep() -> tuple[int, float]:
    """Rows made by the year's sweeps, and the seconds that they took."""
    from tests.factories import expectations

    began = time.perf_counter()
    made = sum(expectations.sweep(at) for at in SWEEPS)
    return made, time.perf_counter() - began


def insert_bare() -> float:
    """Rows a second of bare bulk inserts of the same rows, a form and month at a time."""
    from django.db import models as django_models
    from django.db import transaction

    from campaigns.directives import models

    plain: django_models.QuerySet[models.ExpectedReport] = django_models.QuerySet(
        models.ExpectedReport
    )
    rows = list(plain.order_by("pk")[:MOST_BARE])
    with transaction.atomic():
        plain.all()._raw_delete(using="default")
    for row in rows:
        row.pk = None
    began = time.perf_counter()
    for start in range(0, len(rows), COMMUNES):
        with transaction.atomic():
            plain.bulk_create(rows[start : start + COMMUNES], batch_size=1000)
    return len(rows) / (time.perf_counter() - began)


def measure() -> dict[str, object]:
    found()
    made, seconds = sweep()
    again, idle = sweep()
    bare = insert_bare()
    return {
        "communes": COMMUNES,
        "rows": made,
        "expected": COMMUNES * FORMS * MONTHS,
        "rows_per_s": round(made / seconds),
        "bare_rows_per_s": round(bare),
        "share_of_bare": round(made / seconds / bare, 2),
        "second_sweep_rows": again,
        "second_sweep_s": round(idle, 2),
    }


def main() -> int:
    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()
    name = connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        figures = measure()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        teardown_test_environment()
    print(json.dumps(figures) if "--json" in sys.argv else figures)
    is_right = figures["rows"] == figures["expected"] and figures["second_sweep_rows"] == 0
    is_fast = float(str(figures["share_of_bare"])) >= LEAST_SHARE
    return 0 if is_right and is_fast else 1


if __name__ == "__main__":
    raise SystemExit(main())
