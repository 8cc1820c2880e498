"""Who answers for an outlet's rundown."""

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
    holding = [role for role, held in roles.ROLE_PERMISSIONS.items() if permission in held]
    grants = units_models.Grant.objects.filter(
        units_models.in_force(on), unit_id=outlet.unit_id, role__in=holding
    )
    people = accounts_models.User.objects.filter(is_active=True, pk__in=grants.values("user_id"))
    return list(people.order_by("pk"))
