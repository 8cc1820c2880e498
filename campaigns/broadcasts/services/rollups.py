"""Pieces and seconds by day, kept beside the as-run log and recounted from it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncDate

from campaigns.audit import services as audit_services
from campaigns.broadcasts import models
from campaigns.kernel import actor, writing

Key = tuple[int, date, str, str]


@dataclass(frozen=True)
class Difference:
    """A day whose rollup did not say what the log says; pieces and seconds."""

    unit_id: int
    day_date: date
    medium: str
    language: str
    kept: tuple[int, int]
    counted: tuple[int, int]


def count(airing: models.Airing, *, sign: int = 1) -> None:
    """Add an airing to its day, or take it away with sign -1; in the transaction of its line."""
    if not airing.has_aired:
        return
    key = {
        "unit_id": airing.outlet.unit_id,
        "day_date": airing.air_day,
        "medium": airing.medium,
        "language": airing.language,
    }
    models.AiringRollup.objects.bulk_create([models.AiringRollup(**key)], ignore_conflicts=True)
    models.AiringRollup.objects.filter(**key).update(
        pieces=F("pieces") + sign, seconds=F("seconds") + sign * airing.seconds
    )


def recount_airings(*, by: actor.Actor, at: datetime, is_mended: bool = True) -> list[Difference]:
    """Compare the rollup with the log and, when asked, mend it; return the differences found."""
    with writing.writing(by=by, at=at):
        counted, kept = _counted(), _kept()
        found = [
            Difference(*key, kept=kept.get(key, (0, 0)), counted=counted.get(key, (0, 0)))
            for key in sorted(counted.keys() | kept.keys())
            if kept.get(key, (0, 0)) != counted.get(key, (0, 0))
        ]
        if is_mended:
            for difference in found:
                _mend(difference)
    return found


def _counted() -> dict[Key, tuple[int, int]]:
    rows = (
        models.Airing.objects.counted()
        .annotate(day=TruncDate("aired_at", tzinfo=models.AIR_ZONE))
        .values("outlet__unit_id", "day", "medium", "language")
        .annotate(pieces=Count("pk"), sum_of_seconds=Sum("seconds"))
        .order_by()
    )
    return {
        (r["outlet__unit_id"], r["day"], r["medium"], r["language"]): (
            r["pieces"],
            r["sum_of_seconds"],
        )
        for r in rows
    }


def _kept() -> dict[Key, tuple[int, int]]:
    rows = models.AiringRollup.objects.order_by("pk")
    return {(r.unit_id, r.day_date, r.medium, r.language): (r.pieces, r.seconds) for r in rows}


def _mend(difference: Difference) -> None:
    key: dict[str, Any] = {
        "unit_id": difference.unit_id,
        "day_date": difference.day_date,
        "medium": difference.medium,
        "language": difference.language,
    }
    models.AiringRollup.objects.bulk_create([models.AiringRollup(**key)], ignore_conflicts=True)
    row = models.AiringRollup.objects.get(**key)
    row.pieces, row.seconds = difference.counted
    row.save(update_fields=["pieces", "seconds"])
    audit_services.record(
        "broadcasts.rollup_mended",
        row,
        unit_id=difference.unit_id,
        before={"pieces": difference.kept[0], "seconds": difference.kept[1]},
        after={"pieces": difference.counted[0], "seconds": difference.counted[1]},
    )
