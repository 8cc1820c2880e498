"""Who answers for coverage: the newsrooms that briefs reach, and the ladder that silence climbs."""

from datetime import date

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models
from campaigns.kernel import roles
from campaigns.units import models as units_models

# Whom silence about a coverage reaches, level by level.
SILENCE_LADDER: tuple[roles.Role, ...] = (
    roles.Role.CHIEF_EDITOR,
    roles.Role.COORDINATOR,
    roles.Role.PROVINCIAL_OFFICE,
)


def people_above(unit: units_models.Unit, role: roles.Role, on: date) -> list[accounts_models.User]:
    """Those who hold the role in a unit, by a grant there or above."""
    above = units_models.UnitClosure.objects.filter(units_models.in_force(on), descendant=unit)
    grants = units_models.Grant.objects.filter(
        units_models.in_force(on), role=role, unit_id__in=above.values("ancestor_id")
    )
    people = accounts_models.User.objects.filter(is_active=True, pk__in=grants.values("user_id"))
    return list(people.order_by("pk"))


def newsrooms_under(unit: units_models.Unit, on: date) -> list[accounts_models.User]:
    """Chief editors of outlets under a unit, and the coordinators over it: who briefs reach."""
    closure = units_models.UnitClosure.objects.filter(units_models.in_force(on))
    below = closure.filter(ancestor=unit).values("descendant_id")
    outlets = models.Outlet.objects.active().filter(unit__in=below)
    grants = units_models.Grant.objects.filter(
        units_models.in_force(on),
        role=roles.Role.CHIEF_EDITOR,
        unit_id__in=outlets.values("unit_id"),
    )
    chiefs = accounts_models.User.objects.filter(is_active=True, pk__in=grants.values("user_id"))
    found = {user.pk: user for user in chiefs}
    found |= {user.pk: user for user in people_above(unit, roles.Role.COORDINATOR, on)}
    return [found[pk] for pk in sorted(found)]
