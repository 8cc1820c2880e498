"""Reading inspections: items and what answers are worth, lists, what waits, open findings."""

from campaigns.inspections.queries.findings import (
    FindingCounts,
    called_by,
    findings_of,
    open_findings_at,
    review_refusal,
    source_of,
)
from campaigns.inspections.queries.items import (
    Choice,
    Item,
    ItemFault,
    as_data,
    from_data,
)
from campaigns.inspections.queries.items import faults_of as item_faults_of
from campaigns.inspections.queries.judging import (
    Judgement,
    asked,
    earned_percent,
    fault_of,
    judge,
)
from campaigns.inspections.queries.judging import faults_of as answer_faults_of
from campaigns.inspections.queries.people import (
    Inspectors,
    checklists,
    inspectors_at,
    inspectors_for,
)
from campaigns.inspections.queries.records import Line, RecordPaper, answer_text, lines_of, paper_of
from campaigns.inspections.queries.visits import Visits, visits_of

__all__ = [
    "Choice",
    "FindingCounts",
    "Inspectors",
    "Item",
    "ItemFault",
    "Judgement",
    "Line",
    "RecordPaper",
    "Visits",
    "answer_faults_of",
    "answer_text",
    "as_data",
    "asked",
    "called_by",
    "checklists",
    "earned_percent",
    "fault_of",
    "findings_of",
    "from_data",
    "inspectors_at",
    "inspectors_for",
    "item_faults_of",
    "judge",
    "lines_of",
    "open_findings_at",
    "paper_of",
    "review_refusal",
    "source_of",
    "visits_of",
]
