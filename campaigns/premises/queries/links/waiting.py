"""Files of scans that no sweep has taken yet: where they lie, and how much waits in them."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from campaigns.premises import models

ENDING = ".scans"


def folder() -> Path:
    return Path(settings.DATA_DIR) / "scans"


def waiting_lines(before: datetime) -> int:
    """Scans in files that nothing was added to since a moment."""
    taken = dict(models.ScanFile.objects.values_list("name", "taken_bytes"))
    return sum(
        _lines(path, taken.get(path.name, 0))
        for path in folder().glob(f"*{ENDING}")
        if path.stat().st_mtime < before.timestamp()
    )


def _lines(path: Path, after: int) -> int:
    with path.open("rb") as file:
        file.seek(after)
        return sum(1 for line in file if line.strip())
