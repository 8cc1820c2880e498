"""Who can be sent, and which checklists there are."""

from dataclasses import dataclass
from datetime import date

from campaigns.accounts import models as accounts_models
from campaigns.inspections import models
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

_INSPECTING = [
    role
    for role, held in roles.ROLE_PERMISSIONS.items()
    if roles.Permission.INSPECT_PREMISES in held
]


@dataclass(frozen=True)
class Inspectors:
    """Units that have inspectors, and those inspectors."""

    units: list[units_models.Unit]
    people: list[accounts_models.User]


def inspectors_for(user: units_permissions.Visitor, *, on: date) -> Inspectors:
    """Inspectors of units in which the user plans inspections."""
    here = units_permissions.units_where(user, roles.Permission.PLAN_INSPECTION, on=on)
    grants = units_models.Grant.objects.filter(
        units_models.in_force(on), role__in=_INSPECTING, unit__in=here, user__is_active=True
    )
    units = units_models.Unit.objects.filter(pk__in=grants.values("unit_id"))
    people = accounts_models.User.objects.filter(pk__in=grants.values("user_id"))
    return Inspectors(
        list(units.order_by("name_vi", "pk")), list(people.order_by("full_name", "pk"))
    )


def inspectors_at(inspection: models.Inspection, *, on: date) -> list[accounts_models.User]:
    """Who may inspect at the premises of an inspection, by where it counts or who answers."""
    inspect = roles.Permission.INSPECT_PREMISES
    premises = inspection.premises
    people = set(units_permissions.holders_of(inspect, unit=premises.commune, on=on))
    if premises.owner is not None:
        people |= set(units_permissions.holders_of(inspect, unit=premises.owner, on=on))
    return sorted(people, key=lambda person: (person.full_name, person.pk))


def checklists() -> list[models.Checklist]:
    """All checklists in the order of the kit."""
    return list(models.Checklist.objects.order_by("position", "pk"))
