"""Every write of directives: letters, obligations, assignments, days of the calendar, apps."""

from campaigns.directives.services.acting import (
    ProgressDraft,
    acknowledge,
    report_done,
    report_progress,
)
from campaigns.directives.services.calendar import DayDraft, DayRefused, enter_day, remove_day
from campaigns.directives.services.climbing import climb_silence
from campaigns.directives.services.due_dates import extend, pause, resume
from campaigns.directives.services.duty_files import (
    DutyFileDraft,
    DutyFileRefused,
    DutyFileSettled,
    check_duty_file,
    discard_duty_file,
    take_in_duty_file,
)
from campaigns.directives.services.edges import AssignmentRefused
from campaigns.directives.services.editing import (
    ClauseDraft,
    DirectiveDraft,
    EditRefused,
    ObligationDraft,
    add_directive,
    add_recipients,
    attach_file,
    change_directive,
    detach_file,
    put_clause,
    put_obligation,
    remove_recipient,
)
from campaigns.directives.services.erasing import erase_made_by
from campaigns.directives.services.evidence import EvidenceRefused, Upload, purge_evidence
from campaigns.directives.services.expecting import (
    FormRefused,
    ReportFormDraft,
    expect_period,
    expect_reports,
    save_report_form,
)
from campaigns.directives.services.issuing import (
    Due,
    HandDown,
    Issued,
    IssueDraft,
    IssueRefused,
    hand_down,
    issue,
    issue_draft,
)
from campaigns.directives.services.judging import accept, cancel, close, give_back
from campaigns.directives.services.letters import (
    save_app,
    save_campaign,
    save_clause,
    save_directive,
    save_obligation,
    save_recipient,
)
from campaigns.directives.services.measuring import Measured, record_measured
from campaigns.directives.services.reporting import (
    ReportRefused,
    excuse_reports,
    report_nothing,
    send_report,
    unlock_report,
)

__all__ = [
    "AssignmentRefused",
    "ClauseDraft",
    "DayDraft",
    "DayRefused",
    "DirectiveDraft",
    "Due",
    "DutyFileDraft",
    "DutyFileRefused",
    "DutyFileSettled",
    "EditRefused",
    "EvidenceRefused",
    "FormRefused",
    "HandDown",
    "IssueDraft",
    "IssueRefused",
    "Issued",
    "Measured",
    "ObligationDraft",
    "ProgressDraft",
    "ReportFormDraft",
    "ReportRefused",
    "Upload",
    "accept",
    "acknowledge",
    "add_directive",
    "add_recipients",
    "attach_file",
    "cancel",
    "change_directive",
    "check_duty_file",
    "climb_silence",
    "close",
    "detach_file",
    "discard_duty_file",
    "enter_day",
    "erase_made_by",
    "excuse_reports",
    "expect_period",
    "expect_reports",
    "extend",
    "give_back",
    "hand_down",
    "issue",
    "issue_draft",
    "pause",
    "purge_evidence",
    "put_clause",
    "put_obligation",
    "record_measured",
    "remove_day",
    "remove_recipient",
    "report_done",
    "report_nothing",
    "report_progress",
    "resume",
    "save_app",
    "save_campaign",
    "save_clause",
    "save_directive",
    "save_obligation",
    "save_recipient",
    "save_report_form",
    "send_report",
    "take_in_duty_file",
    "unlock_report",
]
