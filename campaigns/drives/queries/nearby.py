"""Drives as anybody may read of them on the public site: now and to come, near a place."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from campaigns.drives import models
from campaigns.drives.queries import distances, help_teams, places
from campaigns.kernel import text
from campaigns.units import models as units_models

AHEAD = timedelta(days=60)
"""Drives that begin later are not announced yet."""
MOST = 500
NEIGHBOURS = 6
FEW = 3
"""With fewer finds than this in a commune, the nearest others are shown too."""


@dataclass(frozen=True)
class PublicDrive:
    """A drive without anything of those who work in it; names follow the language in force."""

    pk: int
    name: str
    place: str
    unit_names: tuple[str, ...]
    unit_pks: frozenset[int]
    starts_at: datetime
    ends_at: datetime
    state: str
    languages: tuple[str, ...]
    apps: tuple[str, ...]
    bring: str
    directions: str
    point: distances.Point
    is_demo: bool
    searched: str
    distance_km: float | None = None

    @property
    def where(self) -> str:
        """Place, commune and district in one line."""
        return ", ".join((self.place, *self.unit_names))

    @property
    def is_cancelled(self) -> bool:
        return self.state == models.Drive.State.CANCELLED

    def is_running(self, at: datetime) -> bool:
        return self.state == models.Drive.State.OPEN and self.starts_at <= at < self.ends_at

    def is_over(self, at: datetime) -> bool:
        return self.state == models.Drive.State.CLOSED or self.ends_at <= at

    def next_day(self, at: datetime) -> date:
        """The day on which one can go there next, in Viet Nam."""
        return timezone.localdate(max(self.starts_at, at))


@dataclass(frozen=True)
class Nearby:
    """What a search finds, and the nearest others where it finds little.

    `origin` is the commune from which distances are measured, if the visitor chose one.
    """

    found: tuple[PublicDrive, ...]
    others: tuple[PublicDrive, ...]
    origin: places.Commune | None


def nearby_drives(
    at: datetime, *, typed: str, unit_pk: int | None, communes: list[places.Commune]
) -> Nearby:
    """Drives now and to come, today's first and of one day the nearest first.

    Args:
        typed: part of any name of place, commune or district; marks do not matter.
        unit_pk: only in this district or commune.
        communes: all communes of the day, from `communes_on`.
    """
    origin = _origin(typed, unit_pk, communes)
    drives = [_from(drive, origin) for drive in upcoming_drives(at)]
    words = text.fold(typed).split()
    found = [
        drive
        for drive in drives
        if (unit_pk is None or unit_pk in drive.unit_pks)
        and all(word in drive.searched for word in words)
    ]
    found.sort(key=lambda d: (d.next_day(at), _far(d), d.starts_at, d.pk))
    others: list[PublicDrive] = []
    if origin is not None and sum(not d.is_cancelled for d in found) < FEW:
        pks = {drive.pk for drive in found}
        others = [d for d in drives if d.pk not in pks and not d.is_cancelled]
        others.sort(key=lambda d: (_far(d), d.starts_at, d.pk))
    return Nearby(tuple(found), tuple(others[:NEIGHBOURS]), origin)


def _origin(
    typed: str, unit_pk: int | None, communes: list[places.Commune]
) -> places.Commune | None:
    """The commune that was chosen, or the only one that what was typed can mean."""
    chosen = [c for c in communes if c.pk == unit_pk]
    if chosen:
        return chosen[0]
    words = text.fold(typed).split()
    meant = [c for c in communes if words and all(word in text.fold(c.name_vi) for word in words)]
    return meant[0] if len(meant) == 1 else None


def _from(drive: PublicDrive, origin: places.Commune | None) -> PublicDrive:
    if origin is None:
        return drive
    return replace(drive, distance_km=distances.distance_km(origin.point, drive.point))


def _far(drive: PublicDrive) -> float:
    return float("inf") if drive.distance_km is None else drive.distance_km


def upcoming_drives(at: datetime) -> list[PublicDrive]:
    """Every drive that is not over and not closed, called off or not, in the order of their hours."""
    states = [models.Drive.State.OPEN, models.Drive.State.CANCELLED]
    rows = models.Drive.objects.filter(
        state__in=states, ends_at__gt=at, starts_at__lte=at + AHEAD
    ).order_by("starts_at", "pk")
    return _public(list(_loaded(rows)[:MOST]), timezone.localdate(at))


def public_drive(pk: int, at: datetime) -> PublicDrive | None:
    """One drive, over or not; None when there is none."""
    drives = _public(list(_loaded(models.Drive.objects.filter(pk=pk))), timezone.localdate(at))
    return drives[0] if drives else None


def _loaded(rows: Any) -> Any:
    return rows.select_related("unit").prefetch_related("languages", "apps")


def _public(drives: list[models.Drive], day: date) -> list[PublicDrive]:
    above = _units_above({drive.unit_id for drive in drives}, day)
    return [_one(drive, above.get(drive.unit_id, [drive.unit])) for drive in drives]


def _units_above(pks: set[int], day: date) -> dict[int, list[units_models.Unit]]:
    """Each unit with those above it, the nearest first; one query."""
    rows = (
        units_models.UnitClosure.objects.filter(
            units_models.in_force(day), descendant_id__in=pks, is_governed=False
        )
        .select_related("ancestor")
        .order_by("descendant_id", "depth", "pk")
    )
    found: dict[int, list[units_models.Unit]] = {}
    for row in rows:
        found.setdefault(row.descendant_id, []).append(row.ancestor)
    return found


def _one(drive: models.Drive, units: list[units_models.Unit]) -> PublicDrive:
    is_english = get_language() == "en"
    # The province goes without saying where something stands between.
    named = units[:-1] if len(units) > 1 else units
    return PublicDrive(
        pk=drive.pk,
        name=drive.name,
        place=drive.place,
        unit_names=tuple(unit.name_en if is_english else unit.name_vi for unit in named),
        unit_pks=frozenset(unit.pk for unit in units),
        starts_at=drive.starts_at,
        ends_at=drive.ends_at,
        state=drive.state,
        languages=tuple(_languages(drive)),
        apps=tuple(
            app.name_en if is_english else app.name_vi
            for app in sorted(drive.apps.all(), key=lambda app: (app.position, app.pk))
        ),
        bring=drive.bring,
        directions=drive.directions,
        point=help_teams.point_of(drive),
        is_demo=drive.is_demo,
        searched=" ".join(
            [text.fold(f"{drive.name} {drive.place}"), *(unit.folded_text for unit in named)]
        ),
    )


def _languages(drive: models.Drive) -> list[str]:
    """Languages that are spoken there; Chăm once, whatever its letters."""
    spoken = [str(label) for value, label in models.SpokenLanguage.choices if _speaks(drive, value)]
    written = set(models.SpokenLanguage.values) | help_teams.CHAM
    rows = sorted(drive.languages.all(), key=lambda row: row.pk)
    return spoken + [str(row.get_language_display()) for row in rows if row.language not in written]


def _speaks(drive: models.Drive, language: str) -> bool:
    return language in help_teams.spoken_at(drive)


@dataclass(frozen=True)
class Hours:
    """From when to when helpers are there."""

    starts_at: datetime
    ends_at: datetime


def hours_of(pk: int) -> list[Hours]:
    """The hours of a drive's shifts, in their order, each once."""
    rows = models.Shift.objects.filter(drive_id=pk).order_by("starts_at", "pk")
    return list(dict.fromkeys(Hours(row.starts_at, row.ends_at) for row in rows))
