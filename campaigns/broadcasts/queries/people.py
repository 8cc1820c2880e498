"""Who answers for an outlet's rundown."""

from collections.abc import Collection, Sequence
from datetime import date

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models
from campaigns.kernel import roles
from campaigns.units import models as units_models


def people_of(
    outlet: models.Outlet, permission: roles.Permission, on: date
) -> list[accounts_models.User]:
    """Those who hold the permission in the outlet by a grant at its own unit.

    Grants from further up (the whole province) are left out: nobody is to be told of every
    outlet's day.
    """
    return people_of_many([outlet.unit_id], permission, on)


def people_of_many(
    unit_ids: Collection[int], permission: roles.Permission, on: date
) -> list[accounts_models.User]:
    """The same of many outlets, each person once."""
    holding = [role for role, held in roles.ROLE_PERMISSIONS.items() if permission in held]
    grants = units_models.Grant.objects.filter(
        units_models.in_force(on), unit__in=unit_ids, role__in=holding
    )
    people = accounts_models.User.objects.filter(is_active=True, pk__in=grants.values("user_id"))
    return list(people.order_by("pk"))


def who_answers(outlet: models.Outlet, on: date) -> list[accounts_models.User]:
    """The outlet's broadcasters; where it has none, those who place scripts there."""
    return people_of(outlet, roles.Permission.CONFIRM_AIRING, on) or people_of(
        outlet, roles.Permission.PLAN_RELEASE, on
    )


def outlets_by_parent(
    outlets: Sequence[models.Outlet], on: date
) -> list[tuple[int, str, list[models.Outlet]]]:
    """Outlets under the units to which theirs belong: a district, the province."""
    edges = units_models.UnitEdge.objects.filter(
        units_models.in_force(on), child__in=[outlet.unit_id for outlet in outlets]
    )
    parents = {edge.child_id: edge.parent for edge in edges.select_related("parent")}
    found: dict[int, tuple[int, str, list[models.Outlet]]] = {}
    for outlet in outlets:
        parent = parents.get(outlet.unit_id, outlet.unit)
        found.setdefault(parent.pk, (parent.pk, parent.name_vi, []))[2].append(outlet)
    return sorted(found.values(), key=lambda group: (group[1], group[0]))
