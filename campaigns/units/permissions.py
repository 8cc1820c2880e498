"""May somebody do something in a unit? The one place that answers."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles, verdict
from campaigns.units import models

Visitor = accounts_models.User | AnonymousUser
_MOST_LISTED = 1000


def can(
    user: Visitor,
    permission: roles.Permission,
    *,
    unit: models.Unit | None = None,
    on: date | None = None,
) -> verdict.Verdict:
    """Say whether the user may, and if not, why.

    Args:
        permission: what is asked.
        unit: where; without one, whether the user may anywhere at all.
        on: as of which day; today in Viet Nam when left out.
    """
    if not user.is_authenticated:
        return verdict.refused(_("Sign in first."))
    held = roles_of(user, unit=unit, on=on or timezone.localdate())
    if any(permission in roles.ROLE_PERMISSIONS[role] for role in held):
        return verdict.ALLOWED
    return verdict.refused(
        _("Your roles here do not include: %(act)s.") % {"act": permission.label}
    )


def roles_of(
    user: accounts_models.User, *, unit: models.Unit | None = None, on: date
) -> frozenset[roles.Role]:
    """Roles that the user's grants give in a unit (grants reach down the tree), or anywhere."""
    grants = models.Grant.objects.filter(models.in_force(on), user=user)
    if unit is not None:
        above = models.UnitClosure.objects.filter(models.in_force(on), descendant=unit)
        grants = grants.filter(unit_id__in=above.values("ancestor_id"))
    return frozenset(roles.Role(r) for r in grants.values_list("role", flat=True))


def permissions_of(user: accounts_models.User, *, on: date) -> frozenset[roles.Permission]:
    """What the user's grants permit anywhere; one query."""
    held = roles_of(user, on=on)
    return frozenset(p for role in held for p in roles.ROLE_PERMISSIONS[role])


def units_where(
    user: Visitor, permission: roles.Permission, *, on: date | None = None
) -> models.UnitQuerySet:
    """Units in which the user holds the permission; none for visitors."""
    return _units_where(user, permission, models.in_force(on or timezone.localdate()), on)


def units_once_where(
    user: Visitor, permission: roles.Permission, *, on: date | None = None
) -> models.UnitQuerySet:
    """Units in which the user holds the permission, and ended ones that stood there to the end.

    For reading the past: what was done in a unit is not undone by its end.
    """
    to_the_end = Q(valid_to_date=F("descendant__valid_to_date"))
    return _units_where(
        user, permission, models.in_force(on or timezone.localdate()) | to_the_end, on
    )


def top_where(
    user: Visitor, permission: roles.Permission, *, on: date, most: int
) -> list[int] | None:
    """Of the units in which the user holds the permission, whole levels of the tree from the top,
    as many as make at most so many units; those to which the grants are tied in any case. None
    where all of them are no more."""
    if not user.is_authenticated:
        return None
    granted = list(_granted(user, permission, on))
    below = models.UnitClosure.objects.filter(models.in_force(on), ancestor_id__in=granted)
    sizes = below.values_list("depth").annotate(n=Count("pk")).order_by("depth")
    deepest = total = 0
    for depth, count in sizes:
        total += count
        if total > most:
            shown = below.filter(depth__lte=deepest)
            return list(shown.values_list("descendant_id", flat=True))
        deepest = depth
    return None


def once_in(user: Visitor, *wanted: roles.Permission, on: date) -> list[Q | None]:
    """For each permission a condition on rows of a unit: it is one of `units_once_where`. None
    where that is every unit there is: then nothing need be asked.

    As a list: with a subquery, the database cannot tell a commune from a province. Of thousands it
    need not, and reading them costs more.
    """
    if not user.is_authenticated:
        return [Q(unit_id__in=()) for _permission in wanted]
    grants = models.Grant.objects.filter(models.in_force(on), user=user)
    held = list(grants.values_list("role", "unit_id"))
    granted = [
        frozenset(pk for role, pk in held if one in roles.ROLE_PERMISSIONS[roles.Role(role)])
        for one in wanted
    ]
    found = {units: _once_under(units, on) for units in {*granted}}
    return [found[units] for units in granted]


def _once_under(granted: frozenset[int], on: date) -> Q | None:
    to_the_end = Q(valid_to_date=F("descendant__valid_to_date"))
    under = models.UnitClosure.objects.filter(ancestor_id__in=granted)
    units = under.filter(models.in_force(on) | to_the_end).values("descendant_id").distinct()
    now = under.filter(models.in_force(on)).values("descendant_id").distinct().count()
    if now <= _MOST_LISTED:
        return Q(unit_id__in=list(units.values_list("descendant_id", flat=True)))
    if now < models.Unit.objects.in_force(on).count():
        return Q(unit_id__in=units)
    # Who reaches all of today reaches all that was, unless something ended elsewhere.
    to_its_end = under.filter(descendant=OuterRef("pk"), valid_to_date=OuterRef("valid_to_date"))
    others = models.Unit.objects.exclude(models.in_force(on)).exclude(Exists(to_its_end))
    return Q(unit_id__in=units) if others.exists() else None


def stood_where(
    user: Visitor, permission: roles.Permission, *, on: date | None = None
) -> Exists | Q:
    """A condition on rows of a unit and day: the unit stood then where the user has the permission.

    The user's grants are those of `on`.
    """
    if not user.is_authenticated:
        return Q(pk__in=())
    return models.stood_under(_granted(user, permission, on))


def may_be_told(user: accounts_models.User, permission: str, unit_id: int | None, on: date) -> bool:
    """Whether somebody may still be sent what they were told: the guard of notices that leave.

    Without a permission it takes any grant in force; a superuser holds none.
    """
    if not permission:
        return user.is_superuser or bool(roles_of(user, on=on))
    unit = None
    if unit_id is not None:
        unit = models.Unit.objects.filter(pk=unit_id).first()
        if unit is None:
            return False
    return bool(can(user, roles.Permission(permission), unit=unit, on=on))


def _granted(
    user: accounts_models.User, permission: roles.Permission, on: date | None
) -> QuerySet[models.Grant, int]:
    """Units to which grants with the permission are tied."""
    holding = [role for role, held in roles.ROLE_PERMISSIONS.items() if permission in held]
    grants = models.Grant.objects.filter(models.in_force(on or timezone.localdate()), user=user)
    return grants.filter(role__in=holding).values_list("unit_id", flat=True)


def _units_where(
    user: Visitor, permission: roles.Permission, days: Q, on: date | None
) -> models.UnitQuerySet:
    if not user.is_authenticated:
        return models.Unit.objects.none()
    granted = _granted(user, permission, on)
    below = models.UnitClosure.objects.filter(days, ancestor_id__in=granted)
    return models.Unit.objects.filter(pk__in=below.values("descendant_id"))


def holders_of(
    permission: roles.Permission, *, unit: models.Unit, on: date
) -> QuerySet[accounts_models.User]:
    """Who holds the permission in a unit, by grants there or above, and can sign in."""
    holding = [role for role, held in roles.ROLE_PERMISSIONS.items() if permission in held]
    above = models.UnitClosure.objects.filter(models.in_force(on), descendant=unit)
    granted = models.Grant.objects.filter(
        models.in_force(on), role__in=holding, unit_id__in=above.values("ancestor_id")
    )
    return accounts_models.User.objects.filter(pk__in=granted.values("user_id"), is_active=True)
