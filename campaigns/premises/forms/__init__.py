"""Forms of the pages of premises, by what they speak of."""

from campaigns.premises.forms.daily import (
    DaySheetFilter,
    Entered,
    MonthFilter,
    PeriodFilter,
    is_number,
    read_line,
)
from campaigns.premises.forms.links import (
    AimForm,
    LinkFilter,
    LinkForm,
    RetireForm,
    ScanFilter,
    SheetLinksForm,
    TargetForm,
)
from campaigns.premises.forms.lists import (
    ColumnsForm,
    ListForm,
)
from campaigns.premises.forms.public import LookUpForm
from campaigns.premises.forms.registry import (
    CommuneFilter,
    CoverageFilter,
    DayForm,
    HungForm,
    PayloadForm,
    PosterForm,
    PremisesFilter,
    PremisesForm,
    ReasonForm,
    ResolveForm,
    SheetsForm,
    VerificationForm,
)
from campaigns.premises.forms.safety import SafetyForm, first_day, initial_of

__all__ = [
    "AimForm",
    "ColumnsForm",
    "CommuneFilter",
    "CoverageFilter",
    "DayForm",
    "DaySheetFilter",
    "Entered",
    "HungForm",
    "LinkFilter",
    "LinkForm",
    "ListForm",
    "LookUpForm",
    "MonthFilter",
    "PayloadForm",
    "PeriodFilter",
    "PosterForm",
    "PremisesFilter",
    "PremisesForm",
    "ReasonForm",
    "ResolveForm",
    "RetireForm",
    "SafetyForm",
    "ScanFilter",
    "SheetLinksForm",
    "SheetsForm",
    "TargetForm",
    "VerificationForm",
    "first_day",
    "initial_of",
    "is_number",
    "read_line",
]
