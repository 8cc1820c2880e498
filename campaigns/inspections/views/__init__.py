"""Pages of inspections."""

from campaigns.inspections.views.findings import (
    call_for_review,
    confirm_finding,
    remedy_finding,
    return_finding,
)
from campaigns.inspections.views.lists import finding_list, inspection_list, my_inspections
from campaigns.inspections.views.planning import assign, call_off, plan
from campaigns.inspections.views.records import inspection_detail, photo, record, record_pdf

__all__ = [
    "assign",
    "call_for_review",
    "call_off",
    "confirm_finding",
    "finding_list",
    "inspection_detail",
    "inspection_list",
    "my_inspections",
    "photo",
    "plan",
    "record",
    "record_pdf",
    "remedy_finding",
    "return_finding",
]
