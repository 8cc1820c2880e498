"""Commendations, criticisms, and the evidence that they stand on."""

from campaigns.conduct.models.citations import Citation, CitationQuerySet
from campaigns.conduct.models.criticism_rules import FEWEST_REPLY_DAYS, MOST_REPLY_DAYS
from campaigns.conduct.models.criticisms import Criticism, CriticismQuerySet, Subject
from campaigns.conduct.models.evidence import Evidence, EvidenceKind, EvidenceQuerySet
from campaigns.conduct.models.frozen import AppendOnly
from campaigns.conduct.models.procedure import (
    CRITICISM_TRANSITIONS,
    DECIDED_STATES,
    EDGES,
    NOTICED_STATES,
    OPEN_STATES,
    PUBLISHED_STATES,
    STANDING_STATES,
    CriticismState,
    Edge,
    Outcome,
    Side,
)
from campaigns.conduct.models.recognition import RecognitionForm, RecognitionFormQuerySet
from campaigns.conduct.models.reminders import Reminder
from campaigns.conduct.models.statements import CitationFile, Statement, StatementKind

__all__ = [
    "CRITICISM_TRANSITIONS",
    "DECIDED_STATES",
    "EDGES",
    "FEWEST_REPLY_DAYS",
    "MOST_REPLY_DAYS",
    "NOTICED_STATES",
    "OPEN_STATES",
    "PUBLISHED_STATES",
    "STANDING_STATES",
    "AppendOnly",
    "Citation",
    "CitationFile",
    "CitationQuerySet",
    "Criticism",
    "CriticismQuerySet",
    "CriticismState",
    "Edge",
    "Evidence",
    "EvidenceKind",
    "EvidenceQuerySet",
    "Outcome",
    "RecognitionForm",
    "RecognitionFormQuerySet",
    "Reminder",
    "Side",
    "Statement",
    "StatementKind",
    "Subject",
]
