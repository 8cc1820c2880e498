"""Rights in a drive come from either of its units: where it is held, or who organises it."""

from datetime import date

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
