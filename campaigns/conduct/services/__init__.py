"""Proposing, deciding, declining and withdrawing commendations."""

from campaigns.conduct.services.deciding import (
    decide_commendation,
    decline_commendation,
    withdraw_nomination,
)
from campaigns.conduct.services.drafts import CommendationDraft, Decision, Link
from campaigns.conduct.services.erasing import erase_made_by
from campaigns.conduct.services.proposing import nominate_commendation, save_recognition_form
from campaigns.conduct.services.refusals import (
    AlreadyDecided,
    CitationFault,
    DecisionFault,
    EvidenceChanged,
    EvidenceMissing,
    FormNotOffered,
    NotTheNominator,
    NumberMissing,
    NumberTaken,
    OverlappingAchievement,
    OwnNomination,
    PeriodFault,
    ReasonMissing,
    SameAchievement,
    SignatoryMissing,
)

__all__ = [
    "AlreadyDecided",
    "CitationFault",
    "CommendationDraft",
    "Decision",
    "DecisionFault",
    "EvidenceChanged",
    "EvidenceMissing",
    "FormNotOffered",
    "Link",
    "NotTheNominator",
    "NumberMissing",
    "NumberTaken",
    "OverlappingAchievement",
    "OwnNomination",
    "PeriodFault",
    "ReasonMissing",
    "SameAchievement",
    "SignatoryMissing",
    "decide_commendation",
    "decline_commendation",
    "erase_made_by",
    "nominate_commendation",
    "save_recognition_form",
    "withdraw_nomination",
]
