"""Taking scans from the files of the web processes into the database, each once."""

import fcntl
import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from campaigns.premises import models
from campaigns.premises.queries.links import waiting
from campaigns.premises.services import counting

PART_BYTES = 1 << 18
_REMEMBERED = timedelta(days=7)
"""How long it is known that a file was taken whole: should a restored disk bring it back."""
_log = logging.getLogger(__name__)


def collect_scans(*, at: datetime) -> int:
    """Make rows of the lines that came in; return how many.

    The rows and how far the file was taken go in one transaction; a file goes when it is taken to
    its end and nobody writes to it any more. Killed anywhere, or run twice at once, each line is
    taken once.
    """
    count = 0
    for path in sorted(waiting.folder().glob(f"*{waiting.ENDING}")):
        try:
            with path.open("rb") as file:
                count += _collect_file(path, file, at)
        except FileNotFoundError:
            continue  # another sweep was through with it
    models.ScanFile.objects.filter(ended_at__lt=at - _REMEMBERED).delete()
    return count


def _collect_file(path: Path, file: BinaryIO, at: datetime) -> int:
    is_over = _is_over(file)
    count = 0
    while (found := _take_part(path.name, file)) is not None:
        count += found
    if is_over:
        _remove(path, at)
    return count


def _is_over(file: BinaryIO) -> bool:
    """Whether its process ended it, or died."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take_part(name: str, file: BinaryIO) -> int | None:
    """Take the next lines; return how many scans they were, None if there is no whole line."""
    with transaction.atomic():
        models.ScanFile.objects.bulk_create([models.ScanFile(name=name)], ignore_conflicts=True)
        row = models.ScanFile.objects.select_for_update().get(name=name)
        if row.ended_at is not None:
            return None
        file.seek(row.taken_bytes)
        part = file.read(PART_BYTES)
        end = part.rfind(b"\n") + 1
        if not end:
            return None
        scans = _known(name, part[:end].split(b"\n"))
        models.Scan.objects.bulk_create(scans)
        models.ScanFile.objects.filter(pk=row.pk).update(taken_bytes=row.taken_bytes + end)
    return len(scans)


def _known(name: str, lines: list[bytes]) -> list[models.Scan]:
    """Scans of links that are there; what a killed process left half-written was never answered."""
    said = [counting.scan_of(line) for line in lines if line]
    scans = [scan for scan in said if scan is not None]
    pks = {scan.link_id for scan in scans if scan.link_id is not None}
    there = set(models.Link.objects.filter(pk__in=pks).values_list("pk", flat=True))
    known = [scan for scan in scans if scan.link_id is None or scan.link_id in there]
    if len(known) < len(said):
        _log.warning(
            "scan_lines_left_out file=%s torn=%d of_links_erased=%d",
            name, len(said) - len(scans), len(scans) - len(known),
        )  # fmt: skip
    return known


def _remove(path: Path, at: datetime) -> None:
    """Said first that it is taken, so that what is left of it when we die here counts no more."""
    models.ScanFile.objects.filter(name=path.name, ended_at=None).update(ended_at=at)
    path.unlink(missing_ok=True)
