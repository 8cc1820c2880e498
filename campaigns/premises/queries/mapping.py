"""Premises on a map: counted by cells and by communes in the database, whatever their number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Max, Min, Q, Sum

from campaigns.kernel import maps
from campaigns.premises import models

_OPEN = Q(state=models.PremisesState.OPEN)
_VERIFIED = _OPEN & Q(poster_stage=models.PosterStage.VERIFIED)
_POSTED = _OPEN & Q(poster_stage=models.PosterStage.POSTED)
_PLACED = Q(latitude__isnull=False)


class _Cell(Func):
    """Which cell of a grid a positive number of degrees falls into."""

    output_field = IntegerField()

    template = "CAST(FLOOR(%(expressions)s) AS INTEGER)"

    def as_sqlite(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        # Its FLOOR is a call into Python for each row; for what is positive, casting is the same.
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s AS INTEGER)")


@dataclass(frozen=True)
class Standing:
    """How many premises, and of those open now how many are verified, posted or lack a sheet."""

    count: int
    verified: int
    posted: int
    closed: int

    @property
    def lacking(self) -> int:
        return self.count - self.closed - self.posted - self.verified


@dataclass(frozen=True)
class CellCount:
    """The premises of a cell; `only` is the one where there is one alone."""

    row: int
    column: int
    latitude: float
    longitude: float
    standing: Standing
    only: models.Premises | None = None


@dataclass(frozen=True)
class CommuneCount:
    """The premises of a commune, and how many of them have no point on the map."""

    pk: int
    name: str
    standing: Standing
    placed: int

    @property
    def unplaced(self) -> int:
        return self.standing.count - self.placed


def box_of(said: str) -> maps.Box | None:
    """A box as an address spells it: south, west, north, east; None where it is none."""
    try:
        south, west, north, east = (float(part) for part in said.split(","))
    except ValueError:
        return None
    is_box = -91 <= south < north <= 91 and -181 <= west < east <= 181
    return maps.Box(south, west, north, east) if is_box else None


def spelled(box: maps.Box) -> str:
    """The box for an address, so exact that a list of it holds what the map counted."""
    return ",".join(repr(edge) for edge in (box.south, box.west, box.north, box.east))


def in_box(rows: models.PremisesQuerySet, box: maps.Box) -> models.PremisesQuerySet:
    """Those with a point in the box."""
    return rows.filter(
        latitude__gte=box.south,
        latitude__lt=box.north,
        longitude__gte=box.west,
        longitude__lt=box.east,
    )


def extent_of(rows: models.PremisesQuerySet) -> maps.Box | None:
    """The least box around all points; None where there is no point."""
    found = rows.filter(_PLACED).aggregate(
        south=Min("latitude"), west=Min("longitude"), north=Max("latitude"), east=Max("longitude")
    )
    return maps.Box(**found) if found["south"] is not None else None


@dataclass(frozen=True)
class Counted:
    """The same premises twice: by cells, those with a point, and by communes, all of them."""

    cells: list[CellCount]
    communes: list[CommuneCount]


def counted_on(rows: models.PremisesQuerySet, grid: maps.Grid) -> Counted:
    """What lies in each cell of the grid and in each commune, in two queries."""
    said = (
        rows.annotate(
            row=_Cell((F("latitude") + 90.0) / grid.rows),
            column=_Cell((F("longitude") + 180.0) / grid.columns),
        )
        .order_by()
        .values("commune_id", "commune__name_vi", "row", "column")
        .annotate(
            first=Min("pk"),
            latitude_sum=Sum("latitude"),
            longitude_sum=Sum("longitude"),
            count=Count("pk"),
            verified=Count("pk", filter=_VERIFIED),
            posted=Count("pk", filter=_POSTED),
            closed=Count("pk", filter=~_OPEN),
        )
    )
    parts: list[Any] = list(said.order_by("commune__name_vi", "commune_id", "row", "column"))
    cells: dict[tuple[int, int], list[Any]] = defaultdict(list)
    communes: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for part in parts:
        communes[part["commune_id"], part["commune__name_vi"]].append(part)
        if part["row"] is not None:
            cells[part["row"], part["column"]].append(part)
    return Counted(_cells(cells), [_commune(pk, name, own) for (pk, name), own in communes.items()])


def _cells(cells: Mapping[tuple[int, int], list[Any]]) -> list[CellCount]:
    alone = [own[0]["first"] for own in cells.values() if _standing(own).count == 1]
    only = models.Premises.objects.in_bulk(alone)
    found: list[CellCount] = []
    for (row, column), own in sorted(cells.items()):
        standing = _standing(own)
        latitude = sum(part["latitude_sum"] for part in own) / standing.count
        longitude = sum(part["longitude_sum"] for part in own) / standing.count
        one = only.get(own[0]["first"]) if standing.count == 1 else None
        found.append(CellCount(row, column, latitude, longitude, standing, one))
    return found


def _commune(pk: int, name: str, own: Sequence[Any]) -> CommuneCount:
    placed = sum(part["count"] for part in own if part["row"] is not None)
    return CommuneCount(pk, name, _standing(own), placed)


def _standing(parts: Sequence[Any]) -> Standing:
    names = ("count", "verified", "posted", "closed")
    return Standing(*(sum(part[name] for part in parts) for name in names))


def sum_of(communes: Sequence[CommuneCount]) -> CommuneCount:
    """All communes together."""
    each = [commune.standing for commune in communes]
    whole = Standing(
        *(
            sum(getattr(one, part) for one in each)
            for part in ("count", "verified", "posted", "closed")
        )
    )
    return CommuneCount(0, "", whole, sum(commune.placed for commune in communes))
