"""Reading timetables, rundowns, the as-run log and its figures."""

from campaigns.broadcasts.queries.figures import pieces_aired
from campaigns.broadcasts.queries.lists import (
    OutletLine,
    ScriptPlace,
    airing_standing,
    airings_filtered,
    lines_of_script,
    outlet_lines,
)
from campaigns.broadcasts.queries.outcomes import (
    Standing,
    outcome_of,
    standing_of_airing,
    standing_of_release,
)
from campaigns.broadcasts.queries.people import people_of
from campaigns.broadcasts.queries.places import Place, places_for
from campaigns.broadcasts.queries.rundown import (
    AiringLine,
    ReleaseLine,
    Rundown,
    SlotBlock,
    release_line,
    rundown,
)
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
    "AiringLine",
    "OutletLine",
    "Place",
    "ReleaseLine",
    "Rundown",
    "ScriptPlace",
    "SlotBlock",
    "SlotStart",
    "Standing",
    "airing_standing",
    "airings_filtered",
    "first_start",
    "free_start",
    "is_daily_rule",
    "lines_of_script",
    "next_slot_starts",
    "occurrence_at",
    "occurrences",
    "outcome_of",
    "outlet_lines",
    "people_of",
    "pieces_aired",
    "places_for",
    "release_line",
    "rundown",
    "slots_in_force",
    "standing_of_airing",
    "standing_of_release",
    "used_seconds",
]
