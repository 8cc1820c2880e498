"""Pages of directives, assignments and the calendar."""

from campaigns.directives.views.assignments import (
    assignment,
    assignment_list,
    evidence,
    unit_sheet,
)
from campaigns.directives.views.calendar import calendar, enter_day, remove_day
from campaigns.directives.views.issuing import hand_down, issue
from campaigns.directives.views.letters import directive, directive_list
from campaigns.directives.views.steps import (
    accept,
    acknowledge,
    cancel,
    close,
    extend,
    give_back,
    issue_draft,
    pause,
    report_done,
    report_progress,
    resume,
)

__all__ = [
    "accept",
    "acknowledge",
    "assignment",
    "assignment_list",
    "calendar",
    "cancel",
    "close",
    "directive",
    "directive_list",
    "enter_day",
    "evidence",
    "extend",
    "give_back",
    "hand_down",
    "issue",
    "issue_draft",
    "pause",
    "remove_day",
    "report_done",
    "report_progress",
    "resume",
    "unit_sheet",
]
