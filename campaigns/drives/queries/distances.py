"""How far two points of the map are apart."""

import math

Point = tuple[float | None, float | None]

_EARTH_KM = 6371.0


def distance_km(one: Point, other: Point) -> float | None:
    """Great-circle distance of two (latitude, longitude) in kilometres; None where one is unknown.

    Enough for «which is nearest»: roads in the hills are longer.
    """
    if None in one or None in other:
        return None
    lat_a, lon_a, lat_b, lon_b = (math.radians(x or 0.0) for x in (*one, *other))
    chord = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, chord)))
