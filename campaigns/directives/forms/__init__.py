"""Forms of the pages of directives."""

from campaigns.directives.forms.assignments import (
    AssignmentFilter,
    ExtendForm,
    HandDownForm,
    IssueForm,
    ProgressForm,
    WordsForm,
)
from campaigns.directives.forms.calendar import DayForm, ReasonForm

__all__ = [
    "AssignmentFilter",
    "DayForm",
    "ExtendForm",
    "HandDownForm",
    "IssueForm",
    "ProgressForm",
    "ReasonForm",
    "WordsForm",
]
