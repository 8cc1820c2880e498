"""Inspections of premises (directive, clause 1.e): checklists, records, and what was found."""

from campaigns.inspections.models.checklists import Checklist, ChecklistVersion
from campaigns.inspections.models.findings import Finding, FindingState, Severity
from campaigns.inspections.models.inspections import (
    OPEN_STATES,
    Inspection,
    InspectionQuerySet,
    InspectionState,
)
from campaigns.inspections.models.photos import InspectionPhoto
from campaigns.inspections.models.uploads import PhotoUpload

__all__ = [
    "OPEN_STATES",
    "Checklist",
    "ChecklistVersion",
    "Finding",
    "FindingState",
    "Inspection",
    "InspectionPhoto",
    "InspectionQuerySet",
    "InspectionState",
    "PhotoUpload",
    "Severity",
]
