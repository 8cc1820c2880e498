"""A house full of field records, and records to come: what `field_sync.py` measures with."""

import contextlib
import gzip
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

# Drives and days of the filling: as many totals in a small house as in a large one.
DRIVES, DAYS = 65, 20
BATCH = 100
RECORDS_APART_S = 30


@dataclass(frozen=True)
class House:
    """A scene whose drive is sent to, and drives that are full already, all by one phone."""

    scene: Any
    fillers: list[Any]
    phone: Any


def make_house() -> House:
    """Made by the services, except for the drives to fill."""
    from django.utils import timezone

    from campaigns.drives import models
    from campaigns.kernel import writing
    from tests.factories import cast, drives, field

    scene = field.make_scene()
    fields = {
        f.attname: getattr(scene.drive, f.attname) for f in models.Drive._meta.concrete_fields
    }
    del fields["id"]
    at = timezone.now()
    with writing.writing(by=cast.SYSTEM, at=at) as write:
        fillers = models.Drive.objects.bulk_create(
            models.Drive(**(fields | {"name": f"Điểm {n}"})) for n in range(DRIVES)
        )
        write.rows = 0
    other, _secret = drives.join(scene.drive, at=at)
    return House(scene, fillers, other)


# --- filling it -----------------------------------------------------------------------------------

_POSTGRES = {
    "series": "SELECT generate_series({first}, {last} - 1) AS n",
    "number": "CAST(md5('loa' || n) AS uuid)",
    "day": "(DATE '2026-01-01' + CAST(n / {drives} % {days} AS integer))",
    "at": "CAST({day} + TIME '03:00' AS timestamptz)",
    "true": "true",
    "false": "false",
}
_SQLITE = {
    "series": "WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s"
    " WHERE n < {last} - 1) SELECT n FROM s",
    "number": "lower(hex(randomblob(16)))",
    "day": "date('2026-01-01', '+' || (n / {drives} % {days}) || ' days')",
    "at": "({day} || ' 03:00:00')",
    "true": "1",
    "false": "0",
}
# The numbers of records are made once, and used by receipts and entries alike.
_FILLING = """
DROP TABLE IF EXISTS filling;
CREATE TEMPORARY TABLE filling AS SELECT n, {number} AS number, {day} AS day, {at} AS at
    FROM ({series}) AS x;
INSERT INTO kernel_fieldreceipt (client_uuid, kind, schema_version, payload, payload_sha256,
    captured_at, received_at, clock_offset_s, device_id, app_version, was_offline, actor_id,
    batch_uuid)
    SELECT number, 'support', 1, '{{}}', '{digest}', at, at, 0, 'phone', 'filling', {true},
    'device:{phone}', number FROM filling;
INSERT INTO drives_supportentry (receipt_uuid, drive_id, unit_id, occurred_at, day, received_at,
    setting, language, age_band, people, households, photo_sha256, by_device_id, is_held)
    SELECT number, {drive} + n % {drives}, {unit}, at, day, at,
    CASE n % 2 WHEN 0 THEN 'MARKET' ELSE 'DRIVE_POINT' END, '', '', 1 + n % 7, 0, '', {phone},
    {false} FROM filling;
INSERT INTO drives_supportcount (entry_id, app_id, outcome, count)
    SELECT e.id, {app}, o.outcome, 1 + n % 3 FROM filling
    JOIN drives_supportentry e ON e.receipt_uuid = filling.number
    JOIN (SELECT 'INSTALLED' AS outcome UNION SELECT 'DECLARED') AS o ON 1 = 1;
DROP TABLE filling;
DELETE FROM drives_peoplerollup WHERE drive_id >= {drive} AND drive_id < {drive} + {drives};
INSERT INTO drives_peoplerollup (drive_id, unit_id, day, setting, people, households, entries)
    SELECT drive_id, unit_id, day, setting, sum(people), 0, count(*) FROM drives_supportentry
    WHERE drive_id >= {drive} AND drive_id < {drive} + {drives}
    GROUP BY drive_id, unit_id, day, setting;
DELETE FROM drives_supportrollup WHERE drive_id >= {drive} AND drive_id < {drive} + {drives};
INSERT INTO drives_supportrollup (drive_id, unit_id, day, app_id, outcome, count)
    SELECT drive_id, unit_id, day, app_id, outcome, sum(count) FROM drives_supportcount c
    JOIN drives_supportentry e ON e.id = c.entry_id
    WHERE drive_id >= {drive} AND drive_id < {drive} + {drives}
    GROUP BY drive_id, unit_id, day, app_id, outcome;
ANALYZE
"""


def fill(house: House, first: int, last: int) -> None:
    """Entries `first` to `last` with their receipts, counts and totals, by SQL alone."""
    from django.db import ProgrammingError, connection

    is_postgres = connection.vendor == "postgresql"
    values: dict[str, Any] = {
        "first": first, "last": last, "drives": DRIVES, "days": DAYS, "digest": "0" * 64,
        "phone": house.phone.pk, "drive": house.fillers[0].pk,
        "unit": house.scene.drive.unit_id, "app": house.scene.apps["ncovi"].pk,
    }  # fmt: skip
    for name, text in (_POSTGRES if is_postgres else _SQLITE).items():
        values[name] = text.format(**values)
    with connection.cursor() as cursor:
        if is_postgres:
            # Every foreign key of millions of rows would be checked at each statement's end, one by
            # one; the rows are right by the way they are made. Servers allow it to superusers only.
            with contextlib.suppress(ProgrammingError):
                cursor.execute("SET session_replication_role = replica")
        for statement in _FILLING.split(";"):
            cursor.execute(statement.format(**values))
        if is_postgres:
            cursor.execute("RESET session_replication_role")
            # As on a server that has stood for a while: nothing of the filling is left to be done.
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")


# --- records to come ------------------------------------------------------------------------------


def payload_of(drive: Any, number: int) -> dict[str, Any]:
    """What a volunteer at a market counts: some residents, two to four outcomes."""
    acts = [
        {"app": "ncovi", "outcome": "INSTALLED", "count": 1 + number % 4},
        {"app": "ncovi", "outcome": "DECLARED", "count": 1 + number % 3},
        {"app": "bluezone", "outcome": "INSTALLED", "count": 1 + number % 2},
        {"app": None, "outcome": "NO_SMARTPHONE", "count": 1},
    ]
    setting = "MARKET" if number % 3 else "DRIVE_POINT"
    return {
        "drive": drive.pk, "shift": None, "setting": setting, "people": 1 + number % 6,
        "counts": acts[: 2 + number % 3],
    }  # fmt: skip


PEOPLE_IN_BATCH = sum(1 + number % 6 for number in range(BATCH))


def make_bodies(drive: Any, count: int) -> list[bytes]:
    """Batches, packed as phones pack them."""
    from django.utils import timezone

    from tests.factories import field

    now = timezone.now()
    bodies = []
    for _batch in range(count):
        records = [
            field.record(
                drive,
                payload=payload_of(drive, number),
                captured_at=(now - timedelta(seconds=number * RECORDS_APART_S)).isoformat(),
            )
            for number in range(BATCH)
        ]
        bodies.append(gzip.compress(json.dumps({"records": records}).encode()))
    return bodies


Rows = tuple[list[Any], ...]


def make_rows(drive: Any, phone: Any) -> Rows:
    """Receipts, entries and counts of a batch of such records, as the service stores them."""
    from django.utils import timezone

    from campaigns.directives import models as directives_models
    from campaigns.drives import models
    from campaigns.kernel import envelope
    from campaigns.kernel import models as kernel_models

    apps = {a.code: a for a in directives_models.DeclarationApp.objects.all()}
    now, batch = timezone.now(), uuid.uuid4()
    receipts, entries, counts = [], [], []
    for number in range(BATCH):
        payload = payload_of(drive, number)
        at = now - timedelta(seconds=number * RECORDS_APART_S)
        receipt = kernel_models.FieldReceipt(
            client_uuid=uuid.uuid4(), kind="support", schema_version=1, payload=payload,
            payload_sha256=envelope.payload_sha256(payload), captured_at=at, received_at=now,
            clock_offset_s=0, device_id="phone-1", app_version="test", was_offline=False,
            actor_id=phone.actor_id, batch_uuid=batch,
        )  # fmt: skip
        entry = models.SupportEntry(
            receipt_uuid=receipt.client_uuid, drive=drive, unit_id=drive.unit_id,
            occurred_at=at, day=timezone.localdate(at), received_at=now,
            setting=payload["setting"], people=payload["people"], by_device=phone,
        )  # fmt: skip
        receipts.append(receipt)
        entries.append(entry)
        counts += [
            models.SupportCount(
                entry=entry, app=apps.get(line["app"]), outcome=line["outcome"], count=line["count"]
            )
            for line in payload["counts"]
        ]
    return receipts, entries, counts


def bare_insert(rows: Rows) -> None:
    """Nothing but the rows, in one transaction."""
    from django.db import transaction
    from django.db.models import QuerySet

    with transaction.atomic():
        for own in rows:
            QuerySet(type(own[0])).bulk_create(own)


@contextmanager
def standing() -> Iterator[House]:
    """The house in a database of its own, which goes with it."""
    from tests import template_database

    copy = template_database.open_copy()
    try:
        yield make_house()
    finally:
        copy.drop()
