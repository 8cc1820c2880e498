"""Putting a scan on record before its answer is sent, without asking the database.

An answer that was sent was counted, whatever is killed afterwards and though the power fails.
"""

import secrets
import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote, unquote

from django.db import connection
from django.utils import timezone

from campaigns.kernel import codes
from campaigns.premises import models
from campaigns.premises.services import scan_files

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Hit:
    """One request for a link; `claimed` is said where the code leads nowhere.

    `phone` is what tells two visitors apart (address and browser); it is blinded here and kept
    nowhere. Empty for what is no person.
    """

    link_id: int | None
    phone: str = ""
    claimed: str = ""


def count_scan(*, hit: Hit, at: datetime) -> None:
    """Put the hit on record; when this returns, it is durable, or part of what the caller commits.

    Written without an event of its own: nobody of ours acts, and what it says is kept as totals.

    Raises:
        NotCounted: it could not be written, and so must not be answered as if it were.
        DatabaseError: likewise, or the day's salt could not be asked for.
    """
    visitor = _blinded(hit.phone, timezone.localdate(at)) if hit.phone else ""
    if connection.in_atomic_block:
        row_of(hit.link_id, hit.claimed, at, visitor).save()
    else:
        scan_files.append(line_of(hit.link_id, hit.claimed, at, visitor))


def row_of(link_id: int | None, claimed: str, at: datetime, visitor: str) -> models.Scan:
    return models.Scan(
        link_id=link_id, claimed=claimed, scanned_at=at, is_human=bool(visitor), visitor=visitor
    )


def line_of(link_id: int | None, claimed: str, at: datetime, visitor: str) -> bytes:
    """The scan as a line. It begins a line of its own too, so that one that was torn before it
    spoils itself alone."""
    moment = (at - _EPOCH) // _MICROSECOND
    said = f"{link_id or ''}\t{moment}\t{visitor}\t{quote(claimed, safe='') if claimed else ''}"
    return b"\n%b\t%08x\n" % (said.encode(), zlib.crc32(said.encode()))


def scan_of(line: bytes) -> models.Scan | None:
    """The scan that a line says; None where it was torn."""
    said, _tab, check = line.rpartition(b"\t")
    if check != b"%08x" % zlib.crc32(said):
        return None
    link, moment, visitor, claimed = said.decode().split("\t")
    at = _EPOCH + int(moment) * _MICROSECOND
    return row_of(int(link) if link else None, unquote(claimed), at, visitor)


def _blinded(phone: str, day: date) -> str:
    return codes.blind(phone, _salt_of(day))[: models.VISITOR_LETTERS]


_salts: dict[date, str] = {}


def _salt_of(day: date) -> str:
    """The day's salt, the same in every process: the first to need it draws it."""
    salt = _salts.get(day)
    if salt is None:
        models.ScanSalt.objects.bulk_create(
            [models.ScanSalt(salt_date=day, salt=secrets.token_hex(32))], ignore_conflicts=True
        )
        salt = models.ScanSalt.objects.get(salt_date=day).salt
        _salts.clear()
        _salts[day] = salt
    return salt


def forget_salts() -> None:
    """Let this process ask for the day's salt anew."""
    _salts.clear()
