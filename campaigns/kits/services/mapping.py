"""Shapes of a kit's map: plain polygons in degrees (WGS84), one unit each."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from campaigns.kernel import codes
from campaigns.kits.services import faulting, folder, records, rows

_DEPTHS = {"Polygon": 2, "MultiPolygon": 3}


def shape(
    feature: dict[str, Any], source: faulting.Source, faults: faulting.Faults
) -> rows.MapShape | None:
    """The outline that a GeoJSON feature gives of the unit in `properties.code`."""
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        faults.add(source, _("The feature has no “properties”: name its unit there, as “code”."))
        return None
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or not _is_outline(geometry):
        faults.add(
            source,
            _(
                "The outline must be a Polygon or MultiPolygon whose rings are closed, of [longitude, latitude] in degrees."
            ),
        )
        return None
    code = properties.get("code")
    text = code if isinstance(code, str) and not folder.forbidden_in(code) else ""
    record = records.Record({"code": records.Cell(text, source)}, source, faults)
    plain = {"type": geometry["type"], "coordinates": geometry["coordinates"]}
    return rows.MapShape(
        source=source,
        code=record.code("code"),
        geometry=codes.canonical_json(plain).decode(),
        is_schematic=properties.get("schematic") is True,
    )


def _is_outline(geometry: dict[str, Any]) -> bool:
    kind = geometry.get("type")
    if not isinstance(kind, str) or kind not in _DEPTHS:
        return False
    rings = list(_rings(geometry.get("coordinates"), _DEPTHS[kind]))
    return bool(rings) and all(_is_ring(ring) for ring in rings)


def _rings(value: Any, depth: int) -> Iterator[Any]:
    """The rings within polygons; anything that is no list is passed on to be refused."""
    if depth == 1 or not isinstance(value, list):
        yield value
        return
    for item in value:
        yield from _rings(item, depth - 1)


def _is_ring(ring: Any) -> bool:
    return (
        isinstance(ring, list)
        and len(ring) >= 4
        and all(_is_point(point) for point in ring)
        and ring[0] == ring[-1]
    )


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(type(value) in (int, float) for value in point)
        and -180 <= point[0] <= 180
        and -90 <= point[1] <= 90
    )
