"""What an announcer needs on paper: the pieces of a day, in the order of air, with their texts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from campaigns.broadcasts import models


@dataclass(frozen=True)
class SheetPiece:
    """A text to read. `starts_at` is None where it stands on no rundown."""

    starts_at: datetime | None
    seconds: int
    title: str
    place: str
    medium_label: str
    language: str
    language_label: str
    priority: str
    text: str
    sha256: str
    has_newer_text: bool
    is_withdrawn: bool


@dataclass(frozen=True)
class Sheet:
    """One outlet's day on paper, or a single piece where `day` is None."""

    outlet_name: str
    day: date | None
    made_at: datetime
    pieces: tuple[SheetPiece, ...]


def day_sheet(outlet: models.Outlet, day: date, at: datetime) -> Sheet:
    """What stands on the outlet's rundown of a day; one query."""
    start, end = models.day_bounds(day)
    releases = outlet.releases.planned().between(start, end)
    return Sheet(outlet.unit.name_vi, day, at, _pieces(releases))


def release_sheet(release: models.Release, at: datetime) -> Sheet:
    """One release on paper, as it is sent to its outlet."""
    found = models.Release.objects.filter(pk=release.pk)
    return Sheet(release.outlet.unit.name_vi, None, at, _pieces(found))


def script_sheet(script: models.Script, at: datetime) -> Sheet:
    """A script on paper, wherever it stands."""
    newer = models.Script.objects.newer_than(script).exists()
    piece = _piece(script, has_newer_text=newer, seconds=script.spoken_seconds)
    return Sheet("", None, at, (piece,))


def _pieces(releases: models.ReleaseQuerySet) -> tuple[SheetPiece, ...]:
    rows: Iterable[models.Release] = (
        releases.with_newer_text()
        .select_related("script", "slot")
        .order_by("planned_start_at", "pk")
    )
    return tuple(
        _piece(
            row.script,
            starts_at=row.planned_start_at,
            seconds=row.planned_seconds,
            place=row.slot.name_vi if row.slot else "",
            priority=row.priority,
            has_newer_text=getattr(row, "newer_script_id", None) is not None,
        )
        for row in rows
    )


def _piece(
    script: models.Script,
    *,
    seconds: int,
    has_newer_text: bool,
    starts_at: datetime | None = None,
    place: str = "",
    priority: str = models.Priority.NORMAL,
) -> SheetPiece:
    return SheetPiece(
        starts_at=starts_at,
        seconds=seconds,
        title=script.title,
        place=place,
        medium_label=script.get_medium_display(),
        language=script.language,
        language_label=script.get_language_display(),
        priority=priority,
        text=script.spoken_text or script.text,
        sha256=script.sha256,
        has_newer_text=has_newer_text,
        is_withdrawn=script.withdrawn_at is not None,
    )
