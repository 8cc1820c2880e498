"""Pages of directives, assignments and the calendar."""

from campaigns.directives.views.assignments import (
    assignment,
    assignment_list,
    evidence,
    unit_sheet,
)
from campaigns.directives.views.calendar import calendar, enter_day, remove_day
from campaigns.directives.views.duty_files import (
    discard_duty_file,
    duty_file,
    duty_files,
    duty_sheet,
    take_in_duty_file,
)
from campaigns.directives.views.editing import (
    add_clause,
    add_directive,
    add_obligation,
    add_recipients,
    attach_file,
    detach_file,
    directive_file,
    edit_clause,
    edit_directive,
    edit_obligation,
    remove_recipient,
)
from campaigns.directives.views.issuing import hand_down, issue
from campaigns.directives.views.letters import directive, directive_list
from campaigns.directives.views.overviews import duty_board, duty_month, duty_timeline
from campaigns.directives.views.report_periods import (
    absent,
    completeness,
    report_form_edit,
    report_form_new,
)
from campaigns.directives.views.reports import (
    report,
    report_list,
    report_nothing,
    send_report,
    take_back_excuse,
    unlock_report,
)
from campaigns.directives.views.simulation import simulation
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
from campaigns.directives.views.succession import ended_unit, ended_units

__all__ = [
    "absent",
    "accept",
    "acknowledge",
    "add_clause",
    "add_directive",
    "add_obligation",
    "add_recipients",
    "assignment",
    "assignment_list",
    "attach_file",
    "calendar",
    "cancel",
    "close",
    "completeness",
    "detach_file",
    "directive",
    "directive_file",
    "directive_list",
    "discard_duty_file",
    "duty_board",
    "duty_file",
    "duty_files",
    "duty_month",
    "duty_sheet",
    "duty_timeline",
    "edit_clause",
    "edit_directive",
    "edit_obligation",
    "ended_unit",
    "ended_units",
    "enter_day",
    "evidence",
    "extend",
    "give_back",
    "hand_down",
    "issue",
    "issue_draft",
    "pause",
    "remove_day",
    "remove_recipient",
    "report",
    "report_done",
    "report_form_edit",
    "report_form_new",
    "report_list",
    "report_nothing",
    "report_progress",
    "resume",
    "send_report",
    "simulation",
    "take_back_excuse",
    "take_in_duty_file",
    "unit_sheet",
    "unlock_report",
]
