"""Campaigns, their directives and obligations, who has to carry them out, and apps."""

from campaigns.directives.models.assignments import Assignment, AssignmentQuerySet, of_units
from campaigns.directives.models.calendar import CalendarDay, DayKind
from campaigns.directives.models.declaration_apps import DeclarationApp
from campaigns.directives.models.duty_files import DutyFile
from campaigns.directives.models.escalations import Escalation, EscalationAct, Level
from campaigns.directives.models.excuses import ExcuseState, ReportExcuse
from campaigns.directives.models.expectations import (
    ExpectedReport,
    ExpectedReportQuerySet,
    ReportForm,
    ReportVersion,
    Rhythm,
)
from campaigns.directives.models.files import DirectiveFile
from campaigns.directives.models.letters import (
    Campaign,
    Clause,
    Directive,
    Obligation,
    Recipient,
)
from campaigns.directives.models.outcomes import FALLEN_DUE, RECEIVED, Outcome, outcome
from campaigns.directives.models.progress import AssignmentStep, DueChange, Evidence, Progress
from campaigns.directives.models.questions import Question, QuestionKind
from campaigns.directives.models.report_escalations import ReportAct, ReportEscalation
from campaigns.directives.models.timing import Marks, TimeState, running, time_state
from campaigns.directives.models.transfers import Transfer
from campaigns.directives.models.vocabulary import (
    DONE_STATES,
    OPEN_STATES,
    STANDING_STATES,
    AssignmentState,
    DueChangeKind,
    DueRule,
    Duty,
    Strength,
)

__all__ = [
    "DONE_STATES",
    "FALLEN_DUE",
    "OPEN_STATES",
    "RECEIVED",
    "STANDING_STATES",
    "Assignment",
    "AssignmentQuerySet",
    "AssignmentState",
    "AssignmentStep",
    "CalendarDay",
    "Campaign",
    "Clause",
    "DayKind",
    "DeclarationApp",
    "Directive",
    "DirectiveFile",
    "DueChange",
    "DueChangeKind",
    "DueRule",
    "Duty",
    "DutyFile",
    "Escalation",
    "EscalationAct",
    "Evidence",
    "ExcuseState",
    "ExpectedReport",
    "ExpectedReportQuerySet",
    "Level",
    "Marks",
    "Obligation",
    "Outcome",
    "Progress",
    "Question",
    "QuestionKind",
    "Recipient",
    "ReportAct",
    "ReportEscalation",
    "ReportExcuse",
    "ReportForm",
    "ReportVersion",
    "Rhythm",
    "Strength",
    "TimeState",
    "Transfer",
    "of_units",
    "outcome",
    "running",
    "time_state",
]
