"""Communes as residents choose them."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from campaigns.drives.queries import distances
from campaigns.units import models as units_models

COMMUNE_KIND = "commune"
"""The kind of unit in which residents live, by its code in every kit: commune, ward, township."""


@dataclass(frozen=True)
class Commune:
    """A commune under its district, or under its province where districts were abolished."""

    pk: int
    name_vi: str
    name_en: str
    parent_pk: int
    parent_name_vi: str
    parent_name_en: str
    point: distances.Point

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_vi

    @property
    def parent_name(self) -> str:
        return self.parent_name_en if get_language() == "en" else self.parent_name_vi


def communes_on(day: date) -> list[Commune]:
    """All communes as of a day, by district and name; one query."""
    edges = (
        units_models.UnitEdge.objects.filter(
            units_models.in_force(day),
            units_models.in_force(day, "child__"),
            child__kind__code=COMMUNE_KIND,
        )
        .select_related("child", "parent")
        .order_by("parent__name_vi", "child__short_name_vi", "child_id")
    )
    return [
        Commune(
            edge.child_id,
            edge.child.name_vi,
            edge.child.name_en,
            edge.parent_id,
            edge.parent.name_vi,
            edge.parent.name_en,
            (edge.child.latitude, edge.child.longitude),
        )
        for edge in edges
    ]


def grouped(communes: list[Commune]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of a list in which one finds one's commune under its district."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for commune in communes:
        groups.setdefault(commune.parent_name, []).append((str(commune.pk), commune.name))
    return list(groups.items())
