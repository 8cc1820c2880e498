"""Campaigns, their directives and obligations, the calendar that due dates go by, and apps."""

from campaigns.directives.models.calendar import CalendarDay, DayKind
from campaigns.directives.models.declaration_apps import DeclarationApp
from campaigns.directives.models.letters import (
    Campaign,
    Clause,
    Directive,
    Obligation,
    Recipient,
)

__all__ = [
    "CalendarDay",
    "Campaign",
    "Clause",
    "DayKind",
    "DeclarationApp",
    "Directive",
    "Obligation",
    "Recipient",
]
