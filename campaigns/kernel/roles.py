"""Roles are code, grants are rows: what each role may do, wherever a grant places it."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    """One thing that somebody may do in a unit."""

    VIEW_UNIT = "VIEW_UNIT", _("see a unit's file and figures")
    KEEP_TERRITORY = "KEEP_TERRITORY", _("enter hamlets and populations")
    MANAGE_GRANTS = "MANAGE_GRANTS", _("give and end roles")
    KEEP_MAIL = "KEEP_MAIL", _("see to mail that does not arrive")
    VIEW_AUDIT = "VIEW_AUDIT", _("read the record of changes")
    WRITE_GUIDANCE = "WRITE_GUIDANCE", _("write guidance")
    PUBLISH_GUIDANCE = "PUBLISH_GUIDANCE", _("approve and publish guidance")
    REVIEW_FACTS = "REVIEW_FACTS", _("check health facts")
    VIEW_RUNDOWN = "VIEW_RUNDOWN", _("see an outlet's rundown")
    PLAN_RELEASE = "PLAN_RELEASE", _("place a script on an outlet's rundown")
    MANAGE_OUTLET = "MANAGE_OUTLET", _("keep an outlet's timetable")
    CONFIRM_AIRING = "CONFIRM_AIRING", _("confirm what an outlet aired")
    VIEW_COVERAGE = "VIEW_COVERAGE", _("see the planning desk")
    PLAN_COVERAGE = "PLAN_COVERAGE", _("plan coverage and assign it")
    DELIVER_COVERAGE = "DELIVER_COVERAGE", _("accept and deliver coverage")
    MANAGE_DESTINATION = "MANAGE_DESTINATION", _("set where an outlet's scripts are delivered")
    VIEW_DRIVE = "VIEW_DRIVE", _("see drives and their results")
    MANAGE_DRIVE = "MANAGE_DRIVE", _("open drives, shifts and join codes")
    LOG_SUPPORT = "LOG_SUPPORT", _("log support given to residents")
    VIEW_OBLIGATION = "VIEW_OBLIGATION", _("see directives and obligations")
    MANAGE_OBLIGATION = "MANAGE_OBLIGATION", _("assign obligations")
    ACT_ON_ASSIGNMENT = "ACT_ON_ASSIGNMENT", _("carry out and report assigned duties")
    VIEW_CITATION = "VIEW_CITATION", _("see commendations that are not public yet")
    NOMINATE_CITATION = "NOMINATE_CITATION", _("propose a commendation")
    DECIDE_CITATION = "DECIDE_CITATION", _("decide a commendation")
    VIEW_CRITICISM = "VIEW_CRITICISM", _("see criticisms under way")
    PROPOSE_CRITICISM = "PROPOSE_CRITICISM", _("propose a criticism, or remind a unit")
    NOTIFY_CRITICISM = "NOTIFY_CRITICISM", _("give a unit notice of a criticism and time to reply")
    ANSWER_CRITICISM = "ANSWER_CRITICISM", _("answer a criticism for the unit")
    DECIDE_CRITICISM = "DECIDE_CRITICISM", _("decide a criticism")
    ISSUE_CRITICISM = "ISSUE_CRITICISM", _("issue a decided criticism")
    DECIDE_APPEAL = "DECIDE_APPEAL", _("decide an appeal against a criticism")
    VIEW_PREMISES = "VIEW_PREMISES", _("see premises")
    MANAGE_PREMISES = "MANAGE_PREMISES", _("keep premises in order")
    KEEP_LINK_TARGETS = "KEEP_LINK_TARGETS", _("say where short links may lead")
    INSPECT_PREMISES = "INSPECT_PREMISES", _("inspect premises")
    PLAN_INSPECTION = "PLAN_INSPECTION", _("plan inspections and confirm remedies")
    COMMENT_SCORE = "COMMENT_SCORE", _("say something beside the unit's figures")


P = Permission


class Role(TextChoices):
    """The people of product section 1 who sign in."""

    ADMINISTRATOR = "ADMINISTRATOR", _("Administrator")
    PROVINCIAL_OFFICE = "PROVINCIAL_OFFICE", _("Provincial office")
    COORDINATOR = "COORDINATOR", _("Coordinator")
    CHIEF_EDITOR = "CHIEF_EDITOR", _("Chief editor")
    EDITOR = "EDITOR", _("Media editor")
    BROADCASTER = "BROADCASTER", _("Broadcaster")
    HEALTH_REVIEWER = "HEALTH_REVIEWER", _("Health reviewer")
    ORGANISER = "ORGANISER", _("Youth-union organiser")
    VOLUNTEER = "VOLUNTEER", _("Volunteer")
    UNIT_HEAD = "UNIT_HEAD", _("Unit head")
    UNIT_OFFICER = "UNIT_OFFICER", _("Unit officer")
    INSPECTOR = "INSPECTOR", _("Inspector")
    COMMITTEE_MEMBER = "COMMITTEE_MEMBER", _("Steering committee member")
    AUDITOR = "AUDITOR", _("Auditor")


_CRITICISM = frozenset(
    {P.VIEW_CRITICISM, P.PROPOSE_CRITICISM, P.NOTIFY_CRITICISM, P.DECIDE_CRITICISM}
    | {P.ISSUE_CRITICISM, P.DECIDE_APPEAL}
)
_READ = frozenset({P.VIEW_UNIT, P.VIEW_RUNDOWN, P.VIEW_DRIVE, P.VIEW_OBLIGATION, P.VIEW_PREMISES})

ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: _READ
    | {P.MANAGE_GRANTS, P.VIEW_AUDIT, P.VIEW_CITATION, P.VIEW_COVERAGE, P.MANAGE_OUTLET}
    | {P.MANAGE_DESTINATION, P.KEEP_TERRITORY, P.KEEP_MAIL, P.VIEW_CRITICISM},
    Role.PROVINCIAL_OFFICE: _READ
    | {P.VIEW_CITATION, P.NOMINATE_CITATION, P.DECIDE_CITATION}
    | {P.VIEW_COVERAGE, P.PLAN_COVERAGE, P.KEEP_LINK_TARGETS, P.PLAN_INSPECTION}
    | _CRITICISM,
    Role.COORDINATOR: _READ
    | {P.MANAGE_OBLIGATION, P.VIEW_CITATION, P.NOMINATE_CITATION, P.PLAN_RELEASE}
    | {P.VIEW_COVERAGE, P.PLAN_COVERAGE, P.MANAGE_OUTLET, P.MANAGE_DESTINATION}
    | {P.KEEP_TERRITORY, P.KEEP_LINK_TARGETS, P.PLAN_INSPECTION}
    | {P.VIEW_CRITICISM, P.PROPOSE_CRITICISM, P.NOTIFY_CRITICISM},
    Role.CHIEF_EDITOR: frozenset(
        {P.VIEW_UNIT, P.VIEW_OBLIGATION, P.WRITE_GUIDANCE, P.PUBLISH_GUIDANCE}
        | {P.VIEW_RUNDOWN, P.PLAN_RELEASE, P.MANAGE_OUTLET, P.MANAGE_DESTINATION}
        | {P.VIEW_COVERAGE, P.PLAN_COVERAGE, P.DELIVER_COVERAGE, P.ACT_ON_ASSIGNMENT}
    ),
    Role.EDITOR: frozenset(
        {P.VIEW_UNIT, P.VIEW_OBLIGATION, P.WRITE_GUIDANCE, P.VIEW_RUNDOWN, P.PLAN_RELEASE}
        | {P.VIEW_COVERAGE, P.DELIVER_COVERAGE}
    ),
    Role.BROADCASTER: frozenset({P.VIEW_UNIT, P.VIEW_RUNDOWN, P.CONFIRM_AIRING, P.VIEW_COVERAGE}),
    Role.HEALTH_REVIEWER: frozenset({P.VIEW_UNIT, P.REVIEW_FACTS}),
    Role.ORGANISER: frozenset(
        {P.VIEW_UNIT, P.VIEW_OBLIGATION, P.VIEW_DRIVE, P.MANAGE_DRIVE, P.LOG_SUPPORT}
        | {P.KEEP_TERRITORY, P.ACT_ON_ASSIGNMENT}
    ),
    Role.VOLUNTEER: frozenset({P.VIEW_UNIT, P.VIEW_DRIVE, P.LOG_SUPPORT}),
    Role.UNIT_HEAD: _READ
    | {P.MANAGE_PREMISES, P.NOMINATE_CITATION, P.VIEW_CITATION, P.KEEP_TERRITORY}
    | {P.ACT_ON_ASSIGNMENT, P.COMMENT_SCORE, P.ANSWER_CRITICISM},
    Role.UNIT_OFFICER: _READ
    | {P.MANAGE_PREMISES, P.KEEP_TERRITORY, P.ACT_ON_ASSIGNMENT, P.ANSWER_CRITICISM},
    Role.INSPECTOR: frozenset(
        {P.VIEW_UNIT, P.VIEW_OBLIGATION, P.VIEW_PREMISES} | {P.INSPECT_PREMISES, P.PLAN_INSPECTION}
    ),
    Role.COMMITTEE_MEMBER: _READ | {P.VIEW_COVERAGE},
    Role.AUDITOR: _READ | {P.VIEW_AUDIT, P.VIEW_CITATION, P.VIEW_CRITICISM, P.VIEW_COVERAGE},
}

SECOND_FACTOR_ROLES = frozenset({Role.ADMINISTRATOR, Role.PROVINCIAL_OFFICE, Role.CHIEF_EDITOR})
