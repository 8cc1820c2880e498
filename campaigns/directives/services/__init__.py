"""Every write of directives: letters, obligations, apps, and days of the calendar."""

from campaigns.directives.services.calendar import DayDraft, DayRefused, enter_day, remove_day
from campaigns.directives.services.letters import (
    save_app,
    save_campaign,
    save_clause,
    save_directive,
    save_obligation,
    save_recipient,
)

__all__ = [
    "DayDraft",
    "DayRefused",
    "enter_day",
    "remove_day",
    "save_app",
    "save_campaign",
    "save_clause",
    "save_directive",
    "save_obligation",
    "save_recipient",
]
