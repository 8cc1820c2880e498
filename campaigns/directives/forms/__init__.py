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
from campaigns.directives.forms.editing import (
    ClauseForm,
    DirectiveForm,
    FileForm,
    ObligationForm,
    RecipientsForm,
)

__all__ = [
    "AssignmentFilter",
    "ClauseForm",
    "DayForm",
    "DirectiveForm",
    "ExtendForm",
    "FileForm",
    "HandDownForm",
    "IssueForm",
    "ObligationForm",
    "ProgressForm",
    "ReasonForm",
    "RecipientsForm",
    "WordsForm",
]
