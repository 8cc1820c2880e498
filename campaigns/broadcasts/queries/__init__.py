"""Reading timetables, rundowns, the as-run log and its figures."""

from campaigns.broadcasts.queries.schedule import (
    SlotStart,
    first_start,
    free_start,
    is_daily_rule,
    next_slot_starts,
    occurrence_at,
    occurrences,
    slots_in_force,
    used_seconds,
)

__all__ = [
    "SlotStart",
    "first_start",
    "free_start",
    "is_daily_rule",
    "next_slot_starts",
    "occurrence_at",
    "occurrences",
    "slots_in_force",
    "used_seconds",
]
