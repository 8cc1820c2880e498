"""The pages of the register: the list, a premises, its code and sheets, coverage."""

from campaigns.premises.views.codes import enter_checkpoint, resolve_claim, retire_checkpoint
from campaigns.premises.views.coverage import coverage
from campaigns.premises.views.daily import isolation, visits
from campaigns.premises.views.daily_days import isolation_days, visit_days
from campaigns.premises.views.duplicates import duplicates, merge, part
from campaigns.premises.views.imports import (
    discard_import,
    import_columns,
    import_detail,
    imports,
    take_in_import,
    undo_import,
)
from campaigns.premises.views.link_desk import (
    aim_link,
    link_detail,
    link_list,
    link_qr,
    link_targets,
    make_link,
    make_sheet_links,
    reinstate_link,
    retire_target,
    revoke_link,
)
from campaigns.premises.views.link_figures import scan_figures, stray_codes
from campaigns.premises.views.links import follow_link
from campaigns.premises.views.mapping import premises_map
from campaigns.premises.views.owners import make_owner_link, owner, revoke_owner_link
from campaigns.premises.views.posters import (
    advance_poster,
    post_poster,
    poster_photo,
    report_damaged,
    request_poster,
    revoke_poster,
    verify_poster,
)
from campaigns.premises.views.printing import (
    poster_pdf,
    print_sheets,
    sheets_pdf,
    sheets_printed,
)
from campaigns.premises.views.public import look_up
from campaigns.premises.views.registry import (
    amend,
    close,
    pause,
    premises_detail,
    premises_list,
    register,
    reopen,
)
from campaigns.premises.views.safety import correct_safety, review_safety, safety
from campaigns.premises.views.staff import staff
from campaigns.premises.views.walking import walking_list, walking_list_pdf

__all__ = [
    "advance_poster",
    "aim_link",
    "amend",
    "close",
    "correct_safety",
    "coverage",
    "discard_import",
    "duplicates",
    "enter_checkpoint",
    "follow_link",
    "import_columns",
    "import_detail",
    "imports",
    "isolation",
    "isolation_days",
    "link_detail",
    "link_list",
    "link_qr",
    "link_targets",
    "look_up",
    "make_link",
    "make_owner_link",
    "make_sheet_links",
    "merge",
    "owner",
    "part",
    "pause",
    "post_poster",
    "poster_pdf",
    "poster_photo",
    "premises_detail",
    "premises_list",
    "premises_map",
    "print_sheets",
    "register",
    "reinstate_link",
    "reopen",
    "report_damaged",
    "request_poster",
    "resolve_claim",
    "retire_checkpoint",
    "retire_target",
    "review_safety",
    "revoke_link",
    "revoke_owner_link",
    "revoke_poster",
    "safety",
    "scan_figures",
    "sheets_pdf",
    "sheets_printed",
    "staff",
    "stray_codes",
    "take_in_import",
    "undo_import",
    "verify_poster",
    "visit_days",
    "visits",
    "walking_list",
    "walking_list_pdf",
]
