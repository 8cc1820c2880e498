"""Rights in a premises come from either of its units: where it counts, or who answers for it."""

from datetime import date

from campaigns.kernel import roles, verdict
from campaigns.premises import models
from campaigns.units import permissions as units_permissions


def may_manage(
    user: units_permissions.Visitor, premises: models.Premises, *, on: date | None = None
) -> verdict.Verdict:
    """Whether the user keeps the premises in order: what is said of it, its code and sheets."""
    permission = roles.Permission.MANAGE_PREMISES
    there = units_permissions.can(user, permission, unit=premises.commune, on=on)
    if there or premises.owner is None:
        return there
    return units_permissions.can(user, permission, unit=premises.owner, on=on)
