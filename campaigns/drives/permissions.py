"""Rights in a drive come from either of its units: where it is held, or who organises it; those in a
request for help from the commune that it comes from, and from the team that it was given to."""

from datetime import date

from django.utils.translation import gettext as _

from campaigns.drives import models
from campaigns.kernel import roles, verdict
from campaigns.units import permissions as units_permissions


def may_manage(
    user: units_permissions.Visitor, drive: models.Drive, *, on: date | None = None
) -> verdict.Verdict:
    """Whether the user leads the drive: shifts, codes, phones, closing."""
    return _may(user, roles.Permission.MANAGE_DRIVE, drive, on)


def may_log(
    user: units_permissions.Visitor, drive: models.Drive, *, on: date | None = None
) -> verdict.Verdict:
    """Whether the user may log support in the drive by their own account."""
    return _may(user, roles.Permission.LOG_SUPPORT, drive, on)


def _may(
    user: units_permissions.Visitor,
    permission: roles.Permission,
    drive: models.Drive,
    on: date | None,
) -> verdict.Verdict:
    there = units_permissions.can(user, permission, unit=drive.unit, on=on)
    return there or units_permissions.can(user, permission, unit=drive.organiser, on=on)


def may_assign(
    user: units_permissions.Visitor, request: models.HelpRequest, *, on: date | None = None
) -> verdict.Verdict:
    """Whether the user gives the request to a team, puts it away or brings it back."""
    return units_permissions.can(user, roles.Permission.MANAGE_DRIVE, unit=request.unit, on=on)


def may_help(
    user: units_permissions.Visitor, request: models.HelpRequest, *, on: date | None = None
) -> verdict.Verdict:
    """Whether the user is of the team that the request was given to."""
    if request.drive is not None:
        return may_log(user, request.drive, on=on)
    if request.team is not None:
        return units_permissions.can(user, roles.Permission.LOG_SUPPORT, unit=request.team, on=on)
    return verdict.refused(_("This request has not been given to a team yet."))


def may_see_phone(
    user: units_permissions.Visitor, request: models.HelpRequest, *, on: date | None = None
) -> verdict.Verdict:
    """Whether the user may see the resident's phone number now.

    Until a team has the request, whoever assigns it; from then on its team and nobody else; when
    it is over, nobody.
    """
    if not request.is_open:
        return verdict.refused(_("This request is over: nobody calls the resident any more."))
    if request.state == models.HelpRequest.State.NEW:
        return may_assign(user, request, on=on)
    return may_help(user, request, on=on)
