"""Units, their tree through time, their heads, grants, and views that people saved."""

from campaigns.units.models.saved_views import SavedView, SavedViewQuerySet
from campaigns.units.models.tree import (
    ActiveRange,
    Grant,
    Population,
    TerritoryFile,
    TerritoryFileQuerySet,
    Unit,
    UnitAlias,
    UnitClosure,
    UnitEdge,
    UnitHead,
    UnitKind,
    UnitOutline,
    UnitQuerySet,
    in_force,
    stood_under,
)

__all__ = [
    "ActiveRange",
    "Grant",
    "Population",
    "SavedView",
    "SavedViewQuerySet",
    "TerritoryFile",
    "TerritoryFileQuerySet",
    "Unit",
    "UnitAlias",
    "UnitClosure",
    "UnitEdge",
    "UnitHead",
    "UnitKind",
    "UnitOutline",
    "UnitQuerySet",
    "in_force",
    "stood_under",
]
