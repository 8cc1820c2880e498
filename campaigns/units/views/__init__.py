"""Pages of units: the list, roles, hamlets, populations, and both by file."""

from campaigns.units.views.hamlets import end_hamlet, hamlet, hamlets
from campaigns.units.views.populations import drop_population, populations
from campaigns.units.views.saved_views import save_view, saved_views
from campaigns.units.views.territory_files import (
    discard_file,
    take_in_file,
    territory_file,
    territory_files,
    territory_sheet,
)
from campaigns.units.views.units import end_grant, grants, unit_list

__all__ = [
    "discard_file",
    "drop_population",
    "end_grant",
    "end_hamlet",
    "grants",
    "hamlet",
    "hamlets",
    "populations",
    "save_view",
    "saved_views",
    "take_in_file",
    "territory_file",
    "territory_files",
    "territory_sheet",
    "unit_list",
]
