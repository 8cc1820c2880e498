"""Reading the register of premises: search, what comes next, coverage as of a day."""

from campaigns.premises.queries.comparing import Derived, derived, plate_form
from campaigns.premises.queries.coverage import (
    Coverage,
    coverage_by_commune,
    coverage_by_day,
    coverage_by_kind,
    coverage_of,
)
from campaigns.premises.queries.daily import (
    DayLine,
    DayTotals,
    StaffLine,
    day_totals,
    open_on,
    sheet_rows,
    staff_lines,
    with_counts,
)
from campaigns.premises.queries.duplicates import Pair, suggested_pairs
from campaigns.premises.queries.owners import find_by_owner_link, owner_link_of
from campaigns.premises.queries.printing import SheetToPrint, app_names, sheets_to_print, targets_on
from campaigns.premises.queries.public import (
    PublicPlace,
    look_up,
    public_place,
)
from campaigns.premises.queries.public import communes_on as public_communes_on
from campaigns.premises.queries.registry import (
    UnitChoice,
    communes_among,
    in_unit,
    kinds,
    next_step,
    search,
    timeline_of,
    units_offered,
)
from campaigns.premises.queries.safety import (
    CommuneSafety,
    criteria_for,
    open_calls,
    reviews_of,
    safety_by_commune,
    safety_of,
)
from campaigns.premises.queries.scanning import PhotoRefused, own_path, read_code
from campaigns.premises.queries.scoring import (
    AnswersRefused,
    Item,
    Rule,
    RuleFaulty,
    has_knock_out,
    read_range,
    rule_of,
)
from campaigns.premises.queries.walking import Stop, lacking, stops

__all__ = [
    "AnswersRefused",
    "CommuneSafety",
    "Coverage",
    "DayLine",
    "DayTotals",
    "Derived",
    "Item",
    "Pair",
    "PhotoRefused",
    "PublicPlace",
    "Rule",
    "RuleFaulty",
    "SheetToPrint",
    "StaffLine",
    "Stop",
    "UnitChoice",
    "app_names",
    "communes_among",
    "coverage_by_commune",
    "coverage_by_day",
    "coverage_by_kind",
    "coverage_of",
    "criteria_for",
    "day_totals",
    "derived",
    "find_by_owner_link",
    "has_knock_out",
    "in_unit",
    "kinds",
    "lacking",
    "look_up",
    "next_step",
    "open_calls",
    "open_on",
    "own_path",
    "owner_link_of",
    "plate_form",
    "public_communes_on",
    "public_place",
    "read_code",
    "read_range",
    "reviews_of",
    "rule_of",
    "safety_by_commune",
    "safety_of",
    "search",
    "sheet_rows",
    "sheets_to_print",
    "staff_lines",
    "stops",
    "suggested_pairs",
    "targets_on",
    "timeline_of",
    "units_offered",
    "with_counts",
]
