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
    MOST_FILE_BYTES,
    ClauseForm,
    DirectiveForm,
    DutyFileForm,
    FileForm,
    ObligationForm,
    RecipientsForm,
)
from campaigns.directives.forms.reports import (
    NEW_FORM,
    AbsentForm,
    AnswerForm,
    CompletenessFilter,
    QuestionSet,
    ReportFilter,
    ReportFormForm,
    UnlockForm,
    questions_of,
)
from campaigns.directives.forms.simulation import SimulationForm
from campaigns.directives.forms.succession import SuccessionForm

__all__ = [
    "MOST_FILE_BYTES",
    "NEW_FORM",
    "AbsentForm",
    "AnswerForm",
    "AssignmentFilter",
    "ClauseForm",
    "CompletenessFilter",
    "DayForm",
    "DirectiveForm",
    "DutyFileForm",
    "ExtendForm",
    "FileForm",
    "HandDownForm",
    "IssueForm",
    "ObligationForm",
    "ProgressForm",
    "QuestionSet",
    "ReasonForm",
    "RecipientsForm",
    "ReportFilter",
    "ReportFormForm",
    "SimulationForm",
    "SuccessionForm",
    "UnlockForm",
    "WordsForm",
    "questions_of",
]
