"""A plain map: outlines of units and points on them, from degrees to the numbers of an SVG.

Nothing is fetched and nothing is stored: no tiles, no script, no database. A page hands over what
it knows and shows the frozen answer by the macro `commune_map`, which also says it all in words.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Units of the drawing, chosen so that a phone 360 px wide shows it one to one.
WIDTH = 360
MARGIN = 14
# Points nearer to one another than this share one mark: a finger could not tell them apart.
APART = 24
# How far beyond the outlines a point may lie, as a part of the map's size, and still be drawn.
BEYOND = 0.15
# Steps of colour, from little to much; None stands for «not known».
LEVELS = range(5)


@dataclass(frozen=True)
class Area:
    """A unit with its outline, a GeoJSON Polygon or MultiPolygon in degrees.

    `value` is the figure as the reader sees it, `level` the step of colour that repeats it.
    """

    key: int | str
    label: str
    geometry: Mapping[str, Any]
    is_schematic: bool = False
    level: int | None = None
    value: str = ""
    href: str = ""


@dataclass(frozen=True)
class Point:
    """A place; without a position it is listed and not drawn. tone: as of a status tag."""

    label: str
    latitude: float | None
    longitude: float | None
    href: str = ""
    note: str = ""
    tone: str = "info"


@dataclass(frozen=True)
class Shape:
    """An area as it is drawn; `path` is the `d` of an SVG path."""

    area: Area
    path: str


@dataclass(frozen=True)
class Listed:
    """A point with the number under which map and list name it."""

    number: int
    point: Point
    is_drawn: bool


@dataclass(frozen=True)
class Mark:
    """One or several points at one spot of the drawing."""

    x: float
    y: float
    places: tuple[Listed, ...]

    @property
    def text(self) -> str:
        """The number in the list, or of several the first and how many more."""
        first = str(self.places[0].number)
        return first if len(self.places) == 1 else f"{first}+{len(self.places) - 1}"

    @property
    def label(self) -> str:
        return "; ".join(place.point.label for place in self.places)

    @property
    def href(self) -> str:
        return self.places[0].point.href if len(self.places) == 1 else ""

    @property
    def tone(self) -> str:
        tones = {place.point.tone for place in self.places}
        return tones.pop() if len(tones) == 1 else "info"


@dataclass(frozen=True)
class Box:
    """A part of the world in degrees; north and east are not in it."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True)
class Grid:
    """Cells of a mark's size, in degrees: by them the database counts what a mark stands for."""

    rows: float
    columns: float

    def box(self, row: int, column: int) -> Box:
        """The cell of that row and column, counted from the south pole and the date line."""
        south, west = row * self.rows - 90, column * self.columns - 180
        return Box(south, west, south + self.rows, west + self.columns)


@dataclass(frozen=True)
class Cluster:
    """What lies in a cell of the grid: how much, about where, and how it stands.

    `shape` (circle, square, diamond) says what `tone` says, for those who see no colours.
    """

    label: str
    cell: Box
    latitude: float
    longitude: float
    count: int
    tone: str = "info"
    shape: str = "circle"
    href: str = ""


@dataclass(frozen=True)
class Spot:
    """A cluster as it is drawn."""

    x: float
    y: float
    cluster: Cluster

    @property
    def text(self) -> str:
        count = self.cluster.count
        return str(count) if count < 1000 else f"{count // 1000}k"


@dataclass(frozen=True)
class Map:
    """A drawing ready for its page; without shapes, marks and spots there is nothing to draw."""

    height: int
    shapes: tuple[Shape, ...]
    marks: tuple[Mark, ...]
    places: tuple[Listed, ...]
    spots: tuple[Spot, ...] = ()

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def is_empty(self) -> bool:
        return not self.shapes and not self.marks and not self.spots

    @property
    def is_schematic(self) -> bool:
        return any(shape.area.is_schematic for shape in self.shapes)

    @property
    def has_values(self) -> bool:
        return any(shape.area.value for shape in self.shapes)

    @property
    def has_unknown(self) -> bool:
        """Whether some of the areas of a coloured map have no colour."""
        return self.has_values and any(shape.area.level is None for shape in self.shapes)


def level_of(value: float, bounds: Sequence[float]) -> int:
    """The step of colour of a figure: how many of the (rising) bounds it reaches."""
    return min(sum(value >= bound for bound in bounds), LEVELS[-1])


def grid_of(*, areas: Sequence[Area] = (), box: Box | None = None) -> Grid:
    """The cells by which the map of these areas, or of this box, shows many places."""
    frame = _frame(areas, (), box)
    return Grid(APART / frame.scale, APART / frame.scale / frame.squeeze)


def _frame(areas: Sequence[Area], points: Sequence[Point], box: Box | None) -> "_Frame":
    if box is not None:
        return _Frame.around([(box.west, box.south), (box.east, box.north)], least=0.01)
    return _Frame.around(
        [spot for area in areas for ring in _rings(area.geometry) for spot in ring]
        or [spot for point in points if (spot := _spot(point))]
    )


def draw(
    *,
    areas: Sequence[Area] = (),
    points: Sequence[Point] = (),
    clusters: Sequence[Cluster] = (),
    box: Box | None = None,
) -> Map:
    """Project areas, points and clusters onto one drawing, north up.

    A point far from all areas (a slip of the finger) is listed but not drawn, so that it does
    not shrink the rest to a speck. Without areas the points themselves span the map; a box, where
    one is given, is all that is shown.
    """
    frame = _frame(areas, points, box)
    listed = tuple(
        Listed(number, point, frame.holds(_spot(point)))
        for number, point in enumerate(points, start=1)
    )
    return Map(
        height=frame.height,
        shapes=tuple(Shape(area, _path(area, frame)) for area in areas),
        marks=tuple(_marks(listed, frame)),
        places=listed,
        spots=tuple(_spots(clusters, frame)),
    )


def _spot(point: Point) -> tuple[float, float] | None:
    """Longitude and latitude."""
    if point.latitude is None or point.longitude is None:
        return None
    return point.longitude, point.latitude


def _rings(geometry: Mapping[str, Any]) -> Iterator[Sequence[Sequence[float]]]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    for polygon in polygons:
        yield from polygon


@dataclass(frozen=True)
class _Frame:
    """The part of the world that is drawn: an equal-scale projection about its middle."""

    west: float
    north: float
    scale: float  # units of the drawing a degree of latitude
    squeeze: float  # how much shorter a degree of longitude is here
    height: int

    @classmethod
    def around(cls, spots: Sequence[Sequence[float]], least: float = 0.1) -> "_Frame":
        longitudes, latitudes = [s[0] for s in spots] or [0.0], [s[1] for s in spots] or [0.0]
        squeeze = math.cos(math.radians((min(latitudes) + max(latitudes)) / 2))
        # One place alone is shown with its surroundings: about ten kilometres.
        wide = max((max(longitudes) - min(longitudes)) * squeeze, least)
        high = max(max(latitudes) - min(latitudes), least)
        # No higher than a phone's screen, however long and narrow the province is.
        scale = min((WIDTH - 2 * MARGIN) / wide, (WIDTH * 1.5 - 2 * MARGIN) / high)
        middle = (min(longitudes) + max(longitudes)) / 2
        return cls(
            west=middle - (WIDTH / 2 - MARGIN) / scale / squeeze,
            north=(min(latitudes) + max(latitudes) + high) / 2,
            scale=scale,
            squeeze=squeeze,
            height=round(high * scale) + 2 * MARGIN,
        )

    def place(self, spot: Sequence[float]) -> tuple[float, float]:
        x = MARGIN + (spot[0] - self.west) * self.squeeze * self.scale
        y = MARGIN + (self.north - spot[1]) * self.scale
        return round(x, 1), round(y, 1)

    def holds(self, spot: Sequence[float] | None) -> bool:
        if spot is None:
            return False
        x, y = self.place(spot)
        return (
            -BEYOND * WIDTH <= x <= (1 + BEYOND) * WIDTH
            and -BEYOND * self.height <= y <= (1 + BEYOND) * self.height
        )

    def inside(self, spot: Sequence[float]) -> tuple[float, float]:
        """Where a mark is drawn: what lies just beyond the edge stands at the edge."""
        x, y = self.place(spot)
        edge = APART / 2
        return min(max(x, edge), WIDTH - edge), min(max(y, edge), self.height - edge)


def _path(area: Area, frame: _Frame) -> str:
    rings = ([frame.place(spot) for spot in ring] for ring in _rings(area.geometry))
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring[:-1]) + "Z" for ring in rings)


def _marks(listed: Sequence[Listed], frame: _Frame) -> Iterator[Mark]:
    """A mark for each point, or one for those that would cover each other."""
    groups: list[tuple[float, float, list[Listed]]] = []
    for place in listed:
        spot = _spot(place.point)
        if spot is None or not place.is_drawn:
            continue
        x, y = frame.inside(spot)
        near = next((g for g in groups if math.hypot(g[0] - x, g[1] - y) < APART), None)
        if near:
            near[2].append(place)
        else:
            groups.append((x, y, [place]))
    for x, y, places in groups:
        yield Mark(x, y, tuple(places))


def _spots(clusters: Sequence[Cluster], frame: _Frame) -> Iterator[Spot]:
    """Each near where its places are, yet within the middle of its cell: neighbours stay apart."""
    for cluster in clusters:
        spot = (cluster.longitude, cluster.latitude)
        if not frame.holds(spot):
            continue
        cell = cluster.cell
        middle = frame.place(((cell.west + cell.east) / 2, (cell.south + cell.north) / 2))
        x, y = frame.place(spot)
        yield Spot(_near(x, middle[0]), _near(y, middle[1]), cluster)


def _near(value: float, middle: float) -> float:
    return round(min(max(value, middle - APART / 9), middle + APART / 9), 1)
