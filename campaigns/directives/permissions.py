"""Rights in an assignment: of its unit, also after the unit's last day, and over what was handed
down."""

from datetime import date

from django.utils.translation import gettext as _

from campaigns.directives import models
from campaigns.kernel import roles, verdict
from campaigns.units import permissions as units_permissions

P = roles.Permission


def may(
    user: units_permissions.Visitor,
    permission: roles.Permission,
    assignment: models.Assignment | models.ExpectedReport,
    *,
    on: date,
) -> verdict.Verdict:
    """Whether the user holds the permission in the unit; an ended unit counts where it stood."""
    there = units_permissions.can(user, permission, unit=assignment.unit, on=on)
    if there or assignment.unit.valid_to_date is None:
        return there
    once = units_permissions.units_once_where(user, permission, on=on)
    return verdict.ALLOWED if once.filter(pk=assignment.unit_id).exists() else there


def may_judge(
    user: units_permissions.Visitor, assignment: models.Assignment, *, on: date
) -> verdict.Verdict:
    """Whether the user accepts, returns, extends: who assigns, and for what was handed down, who
    acts for the unit that did so. Nobody judges a duty that was given to their own unit alone."""
    assigns = may(user, P.MANAGE_OBLIGATION, assignment, on=on)
    if assigns or assignment.parent is None:
        return assigns
    above = may(user, P.ACT_ON_ASSIGNMENT, assignment.parent, on=on)
    return above or verdict.refused(
        _("Who assigns duties decides this, or the unit that handed it down.")
    )
