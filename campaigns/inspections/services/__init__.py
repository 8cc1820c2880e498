"""Every write of inspections: checklists, plans, records, findings, photos."""

from campaigns.inspections.services.checklists import ChecklistFaulty, items_sha256, save_checklist
from campaigns.inspections.services.erasing import erase_made_by
from campaigns.inspections.services.findings import (
    FindingRefused,
    SamePerson,
    call_for_review,
    confirm_finding,
    remedy_finding,
    return_finding,
)
from campaigns.inspections.services.following import SHELF
from campaigns.inspections.services.forgetting import purge_photos
from campaigns.inspections.services.payload import SCHEMA_VERSIONS
from campaigns.inspections.services.photos import MAX_PHOTO_BYTES, PhotoRefused, keep_photo
from campaigns.inspections.services.planning import (
    MOST_AT_ONCE,
    InspectionRefused,
    PlanDraft,
    PlanRefused,
    assign_inspections,
    call_off,
    plan_inspections,
)
from campaigns.inspections.services.receiving import INSPECTION, receive_inspections
from campaigns.inspections.services.recording import (
    MAX_NOTE,
    AnswersRefused,
    OtherFinding,
    RecordConflict,
    RecordDraft,
    Stamp,
    record_inspection,
    save_answers,
)

__all__ = [
    "INSPECTION",
    "MAX_NOTE",
    "MAX_PHOTO_BYTES",
    "MOST_AT_ONCE",
    "SCHEMA_VERSIONS",
    "SHELF",
    "AnswersRefused",
    "ChecklistFaulty",
    "FindingRefused",
    "InspectionRefused",
    "OtherFinding",
    "PhotoRefused",
    "PlanDraft",
    "PlanRefused",
    "RecordConflict",
    "RecordDraft",
    "SamePerson",
    "Stamp",
    "assign_inspections",
    "call_for_review",
    "call_off",
    "confirm_finding",
    "erase_made_by",
    "items_sha256",
    "keep_photo",
    "plan_inspections",
    "purge_photos",
    "receive_inspections",
    "record_inspection",
    "remedy_finding",
    "return_finding",
    "save_answers",
    "save_checklist",
]
