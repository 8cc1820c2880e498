"""Rights in an inspection come from either unit of its premises: where it counts, or who answers."""

from datetime import date

from campaigns.inspections import models
from campaigns.kernel import roles, verdict
from campaigns.units import permissions as units_permissions


def may(
    user: units_permissions.Visitor,
    permission: roles.Permission,
    inspection: models.Inspection,
    *,
    on: date | None = None,
) -> verdict.Verdict:
    """Whether the user holds the permission at the inspected premises."""
    premises = inspection.premises
    there = units_permissions.can(user, permission, unit=premises.commune, on=on)
    if there or premises.owner is None:
        return there
    return units_permissions.can(user, permission, unit=premises.owner, on=on)
