"""Entries of one commune that probably mean one place."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from campaigns.kernel import text
from campaigns.premises import models

_ALIKE = 0.6
"""Share of trigrams that two names have in common, from which on they are shown."""
_MOST = 100


@dataclass(frozen=True)
class Pair:
    """Two entries that look like one; the older first. `is_same` where name and place fold alike."""

    first: models.Premises
    second: models.Premises
    is_same: bool


def suggested_pairs(commune_id: int) -> list[Pair]:
    """Pairs of standing premises of a commune that look like one, surest first, 100 at most.

    Same name without marks and alike in place; near names only where the database knows trigrams
    (PostgreSQL). Vehicles are compared by their plates.
    """
    rows = models.Premises.objects.standing().filter(commune=commune_id)
    said = list(rows.order_by("pk").values_list("pk", "folded_name", "match_place", "is_vehicle"))
    same, alike = _same_names(said), _near_names(commune_id)
    pks = list(dict.fromkeys([*same, *alike]))[:_MOST]
    found = rows.select_related("kind").in_bulk({pk for pair in pks for pk in pair})
    return [Pair(found[a], found[b], (a, b) in same) for a, b in pks]


def _same_names(said: Sequence[tuple[int, str, str, bool]]) -> dict[tuple[int, int], None]:
    """Pairs whose names fold alike and of whose places one is unknown or both are one."""
    groups: dict[tuple[str, bool], list[tuple[int, str]]] = defaultdict(list)
    for pk, name, place, is_vehicle in said:
        groups[place if is_vehicle else name, is_vehicle].append((pk, text.fold(place)))
    return dict.fromkeys(
        (first, second)
        for group in groups.values()
        for at, (first, place) in enumerate(group[:50])
        for second, other in group[at + 1 : 50]
        if not place or not other or place == other
    )


def _near_names(commune_id: int) -> list[tuple[int, int]]:
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.id, b.id FROM premises_premises AS a JOIN premises_premises AS b
            ON b.commune_id = a.commune_id AND b.kind_id = a.kind_id AND b.id > a.id
            AND (b.match_place = a.match_place OR a.match_place = '' OR b.match_place = '')
            WHERE a.commune_id = %s AND NOT a.is_vehicle AND NOT b.is_vehicle
            AND a.merged_into_id IS NULL AND b.merged_into_id IS NULL
            AND similarity(a.folded_name, b.folded_name) >= %s
            ORDER BY similarity(a.folded_name, b.folded_name) DESC, a.id, b.id LIMIT %s""",
            [commune_id, _ALIKE, _MOST],
        )
        pairs: list[tuple[int, int]] = cursor.fetchall()
    return pairs
