"""Forms of the pages of premises, by what they speak of."""

from campaigns.premises.forms.lists import (
    ColumnsForm,
    ListForm,
)
from campaigns.premises.forms.registry import (
    CommuneFilter,
    CoverageFilter,
    DayForm,
    PayloadForm,
    PosterForm,
    PremisesFilter,
    PremisesForm,
    ReasonForm,
    ResolveForm,
    SheetsForm,
)
from campaigns.premises.forms.safety import SafetyForm, first_day, initial_of

__all__ = [
    "ColumnsForm",
    "CommuneFilter",
    "CoverageFilter",
    "DayForm",
    "ListForm",
    "PayloadForm",
    "PosterForm",
    "PremisesFilter",
    "PremisesForm",
    "ReasonForm",
    "ResolveForm",
    "SafetyForm",
    "SheetsForm",
    "first_day",
    "initial_of",
]
