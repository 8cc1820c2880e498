"""Records that wait for the organiser's word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from campaigns.drives import models


@dataclass(frozen=True)
class Waiting:
    """How many records of one drive wait, and since when."""

    drive_id: int
    drive_name: str
    count: int
    since_at: datetime


def held_count(drive: models.Drive) -> int:
    """How many records of a drive wait."""
    return models.SupportEntry.objects.held().filter(drive=drive).count()


def waiting_of(drives: Iterable[models.Drive], *, limit: int) -> list[Waiting]:
    """Drives with records that wait, those that wait longest first."""
    rows = (
        models.Hold.objects.filter(state=models.Hold.State.WAITING, entry__drive__in=drives)
        .values("entry__drive_id", "entry__drive__name")
        .annotate(count=Count("pk"), since_at=Min("held_at"))
        .order_by("since_at", "entry__drive_id")
    )
    return [
        Waiting(row["entry__drive_id"], row["entry__drive__name"], row["count"], row["since_at"])
        for row in rows[:limit]
    ]
