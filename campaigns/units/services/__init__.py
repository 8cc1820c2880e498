"""Every write of the units: the tree through time, hamlets, heads, grants, outlines."""

from campaigns.units.services.closure import TreeFault, rebuild_closure
from campaigns.units.services.erasing import erase_territory
from campaigns.units.services.hamlets import (
    HamletDraft,
    HamletRefused,
    end_hamlet,
    found_hamlets,
    rename_hamlet,
)
from campaigns.units.services.outlines import OutlineDraft, save_outlines
from campaigns.units.services.people import (
    GrantDraft,
    GrantRefused,
    HeadDraft,
    appoint_head,
    end_grant,
    forget_people,
    give_grant,
    open_account_with_role,
)
from campaigns.units.services.populations import (
    PopulationDraft,
    PopulationRefused,
    drop_population,
    enter_population,
    enter_populations,
)
from campaigns.units.services.saved_views import (
    ViewDraft,
    ViewRefused,
    delete_view,
    rename_view,
    save_view,
)
from campaigns.units.services.territory_files import (
    FileDraft,
    FileRefused,
    FileSettled,
    check_file,
    discard_file,
    take_in_file,
)
from campaigns.units.services.tree import (
    KindDraft,
    UnitDraft,
    amend_unit,
    end_unit,
    found_units,
    move_unit,
    save_kind,
)

__all__ = [
    "FileDraft",
    "FileRefused",
    "FileSettled",
    "GrantDraft",
    "GrantRefused",
    "HamletDraft",
    "HamletRefused",
    "HeadDraft",
    "KindDraft",
    "OutlineDraft",
    "PopulationDraft",
    "PopulationRefused",
    "TreeFault",
    "UnitDraft",
    "ViewDraft",
    "ViewRefused",
    "amend_unit",
    "appoint_head",
    "check_file",
    "delete_view",
    "discard_file",
    "drop_population",
    "end_grant",
    "end_hamlet",
    "end_unit",
    "enter_population",
    "enter_populations",
    "erase_territory",
    "forget_people",
    "found_hamlets",
    "found_units",
    "give_grant",
    "move_unit",
    "open_account_with_role",
    "rebuild_closure",
    "rename_hamlet",
    "rename_view",
    "save_kind",
    "save_outlines",
    "save_view",
    "take_in_file",
]
