"""The sweep that turns scans into totals and forgets whom it counted."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from campaigns.premises import models
from campaigns.premises.queries import links
from campaigns.premises.services import collecting

BATCH = 2000
MOST_STRAYS = 500
"""Unknown codes a day that are kept by themselves; who guesses faster fills one row more."""
LATEST = timedelta(minutes=10)
"""How long after midnight a scan of the day before may still be on its way to the database."""
_PROBED = 100
"""Unknown codes of a batch that are compared with ours: each makes some six hundred to look up."""
_ADD_HOUR = """
INSERT INTO premises_scanrollup (link_id, hour_at, total, human, visitors)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (link_id, hour_at) DO UPDATE SET
    total = premises_scanrollup.total + excluded.total,
    human = premises_scanrollup.human + excluded.human,
    visitors = premises_scanrollup.visitors + excluded.visitors
"""
_ADD_STRAY = """
INSERT INTO premises_strayrollup (scan_date, claimed, reason, link_id, total, human)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (scan_date, claimed) DO UPDATE SET
    total = premises_strayrollup.total + excluded.total,
    human = premises_strayrollup.human + excluded.human
"""


def roll_up_scans(*, at: datetime) -> int:
    """Count what came in, and delete the rows that were counted, batch by batch; return how many.

    Totals change and rows go in one transaction: killed anywhere, the sweep has counted a row or
    still has it. Two sweeps take turns, for both begin with the oldest row. Afterwards the digests
    and salts of past days are deleted.
    """
    if not connection.in_atomic_block:  # what is undone with the caller would be gone from its file
        collecting.collect_scans(at=at)
    count = 0
    while True:
        with transaction.atomic():
            rows = list(models.Scan.objects.select_for_update().order_by("pk")[:BATCH])
            if rows:
                _count(rows)
                models.Scan.objects.filter(pk__in=[row.pk for row in rows]).delete()
        count += len(rows)
        if len(rows) < BATCH:
            break
    _forget_visitors(timezone.localdate(at - LATEST))
    return count


@dataclass
class _Hour:
    total: int = 0
    human: int = 0
    visitors: int = 0


def _key(pair: tuple[Any, _Hour]) -> Any:
    return pair[0]


@dataclass
class _Tally:
    """What one batch adds to the totals."""

    hours: dict[tuple[int, datetime], _Hour] = field(default_factory=lambda: defaultdict(_Hour))
    strays: dict[tuple[date, str], _Hour] = field(default_factory=lambda: defaultdict(_Hour))
    revoked: dict[str, int] = field(default_factory=dict)


def _count(rows: Sequence[models.Scan]) -> None:
    tally = _Tally()
    first = _first_visits(rows)
    for row in rows:
        if row.claimed:
            cell = tally.strays[timezone.localdate(row.scanned_at), row.claimed]
            if row.link_id is not None:
                tally.revoked[row.claimed] = row.link_id
        else:
            hour = row.scanned_at.replace(minute=0, second=0, microsecond=0)
            cell = tally.hours[row.link_id or 0, hour]
            cell.visitors += row.pk in first
        cell.total += 1
        cell.human += row.is_human
    _add_hours(tally)
    _add_strays(tally)


def _first_visits(rows: Sequence[models.Scan]) -> set[int]:
    """Rows by which a phone comes to a link for the first time in its day; they are noted."""
    met: dict[tuple[int, date, str], int] = {}
    for row in rows:
        if row.is_human and not row.claimed and row.link_id is not None:
            met.setdefault((row.link_id, timezone.localdate(row.scanned_at), row.visitor), row.pk)
    known = set(
        models.ScanVisitor.objects.filter(
            scan_date__in={day for _link, day, _visitor in met},
            visitor__in={visitor for _link, _day, visitor in met},
        ).values_list("link_id", "scan_date", "visitor")
    )
    new = {key: pk for key, pk in met.items() if key not in known}
    # A sweep that met the same phone at the same moment fails here, and counts anew later.
    models.ScanVisitor.objects.bulk_create(
        models.ScanVisitor(link_id=link, scan_date=day, visitor=visitor)
        for link, day, visitor in new
    )
    return set(new.values())


def _add_hours(tally: _Tally) -> None:
    with connection.cursor() as cursor:
        # In one order everywhere, so that two sweeps never wait for each other's rows.
        for (link_id, hour_at), cell in sorted(tally.hours.items(), key=_key):
            cursor.execute(
                _ADD_HOUR,
                [
                    link_id,
                    connection.ops.adapt_datetimefield_value(hour_at),
                    cell.total,
                    cell.human,
                    cell.visitors,
                ],
            )


def _add_strays(tally: _Tally) -> None:
    strays = _capped(tally)
    alike = _alike({claimed for _day, claimed in strays if claimed} - tally.revoked.keys())
    with connection.cursor() as cursor:
        for (day, claimed), cell in sorted(strays.items(), key=_key):
            is_revoked = claimed in tally.revoked
            reason = models.StrayReason.REVOKED if is_revoked else models.StrayReason.UNKNOWN
            link_id = tally.revoked.get(claimed) or alike.get(claimed)
            cursor.execute(
                _ADD_STRAY,
                [
                    connection.ops.adapt_datefield_value(day),
                    claimed,
                    reason.value,
                    link_id,
                    cell.total,
                    cell.human,
                ],
            )


def _capped(tally: _Tally) -> dict[tuple[date, str], _Hour]:
    """The strays, with those beyond a day's share under an empty claim."""
    days = {day for day, _claimed in tally.strays}
    kept = models.StrayRollup.objects.filter(scan_date__in=days)
    known = set(kept.values_list("scan_date", "claimed"))
    room = Counter(dict.fromkeys(days, MOST_STRAYS))
    room.subtract(day for day, _claimed in known)
    found: dict[tuple[date, str], _Hour] = defaultdict(_Hour)
    for (day, claimed), cell in sorted(tally.strays.items(), key=_key):
        is_kept = (day, claimed) in known or claimed in tally.revoked
        if not is_kept and room[day] > 0:
            room[day] -= 1
            is_kept = True
        into = found[day, claimed if is_kept else ""]
        into.total += cell.total
        into.human += cell.human
    return found


def _alike(claims: Iterable[str]) -> dict[str, int]:
    """Our link that each claimed code is but a slip away from."""
    found: dict[str, int] = {}
    for claimed in sorted(claims)[:_PROBED]:
        near = models.Link.objects.filter(code__in=links.near_codes(claimed))
        link_id = near.order_by("pk").values_list("pk", flat=True).first()
        if link_id is not None:
            found[claimed] = link_id
    return found


def _forget_visitors(today: date) -> None:
    """Delete digests and salts of past days, once no scan of those days waits any more."""
    waiting = models.Scan.objects.order_by("scanned_at").values_list("scanned_at", flat=True)
    oldest = waiting.first()
    before = min(today, timezone.localdate(oldest)) if oldest else today
    models.ScanVisitor.objects.filter(scan_date__lt=before).delete()
    models.ScanSalt.objects.filter(salt_date__lt=today).delete()
