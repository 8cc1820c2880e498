"""Whom an obligation goes to: units by name, by kind, or a part of the tree, as of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from campaigns.accounts import models as accounts_models
from campaigns.directives import models
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions
from campaigns.units import queries as units_queries

D = models.Duty
MOST_OFFERED = 300
"""Units that a filter offers; a province has a third of it."""
_LONGEST_KEY = 18


@dataclass(frozen=True)
class Choice:
    """Units by name, and all of some kinds, everywhere or under one unit; coordinating ones by
    name. A unit that leads does not coordinate as well."""

    unit_ids: Sequence[int] = ()
    kind_ids: Sequence[int] = ()
    under_id: int | None = None
    coordinating_ids: Sequence[int] = ()


@dataclass(frozen=True)
class Receiver:
    """A unit that would be given the obligation, and how strongly.

    `head` answers for it; `standing_pk` is the assignment that it already has.
    """

    unit: units_models.Unit
    duty: models.Duty
    strength: models.Strength
    head: units_models.UnitHead | None = None
    standing_pk: int | None = None


def units_chosen(choice: Choice, *, on: date) -> list[units_models.Unit]:
    """The leading units of a choice that exist on the day, by name.

    Kinds under a unit are those of its subtree, itself left out; a unit without kinds means
    everything directly below it.
    """
    wanted = Q(pk__in=choice.unit_ids)
    if choice.under_id is not None:
        below = units_models.UnitClosure.objects.filter(
            units_models.in_force(on), ancestor_id=choice.under_id
        )
        below = below.filter(depth__gt=0) if choice.kind_ids else below.filter(depth=1)
        there = Q(pk__in=below.values("descendant_id"))
        wanted |= there & Q(kind_id__in=choice.kind_ids) if choice.kind_ids else there
    elif choice.kind_ids:
        wanted |= Q(kind_id__in=choice.kind_ids)
    rows = units_models.Unit.objects.in_force(on).filter(wanted).select_related("kind")
    return list(rows.order_by("kind__name_vi", "name_vi", "pk"))


def receivers(obligation: models.Obligation, choice: Choice, *, on: date) -> list[Receiver]:
    """Who would get what; nothing is written."""
    leads = units_chosen(choice, on=on)
    led = {unit.pk for unit in leads}
    beside = [pk for pk in choice.coordinating_ids if pk not in led]
    others = units_chosen(Choice(unit_ids=beside), on=on)
    pks = [unit.pk for unit in (*leads, *others)]
    heads = heads_of(pks, on=on)
    standing = standing_of(obligation, pks)
    return [
        Receiver(
            unit,
            duty,
            strength_for(obligation, unit),
            heads.get(unit.pk),
            standing.get(unit.pk),
        )
        for duty, units in ((D.LEAD, leads), (D.COORDINATE, others))
        for unit in units
    ]


def strength_for(obligation: models.Obligation, unit: units_models.Unit) -> models.Strength:
    """Bodies outside the committee's command are asked where others are ordered."""
    strength = models.Strength(obligation.strength)
    is_softened = strength == models.Strength.ASSIGN and not unit.kind.is_commanded
    return models.Strength.REQUEST if is_softened else strength


def standing_of(obligation: models.Obligation, unit_ids: Sequence[int]) -> dict[int, int]:
    """By unit, the assignment of the obligation that stands there already."""
    rows = models.Assignment.objects.filter(
        obligation=obligation, unit_id__in=unit_ids, state__in=models.STANDING_STATES
    )
    return dict(rows.values_list("unit_id", "pk"))


def heads_of(unit_ids: Sequence[int], *, on: date) -> dict[int, units_models.UnitHead]:
    """By unit, who is accountable as of a day; units without anybody are left out."""
    rows = units_models.UnitHead.objects.filter(
        units_models.in_force(on), unit_id__in=unit_ids
    ).order_by("valid_from_date", "pk")
    return {row.unit_id: row for row in rows}


def units_to_assign(user: units_permissions.Visitor, *, on: date) -> list[units_models.Unit]:
    """Units to which the user may give obligations, hamlets left out: they are reached through
    their commune."""
    rows = units_permissions.units_where(user, roles.Permission.MANAGE_OBLIGATION, on=on)
    named = rows.exclude(kind__code=units_queries.HAMLET).select_related("kind")
    return list(named.order_by("kind__name_vi", "name_vi", "pk"))


def units_below(unit: units_models.Unit, *, on: date) -> list[units_models.Unit]:
    """Units under one, itself left out: to whom it may hand down."""
    below = units_models.UnitClosure.objects.filter(
        units_models.in_force(on), ancestor=unit, depth__gt=0
    ).exclude(descendant__kind__code=units_queries.HAMLET)
    rows = units_models.Unit.objects.filter(pk__in=below.values("descendant_id"))
    return list(rows.select_related("kind").order_by("name_vi", "pk"))


def people_of(unit_ids: Sequence[int], *, on: date) -> dict[int, list[accounts_models.User]]:
    """By unit, who acts on its assignments by a role in that very unit, and can sign in."""
    acting = [
        role
        for role, held in roles.ROLE_PERMISSIONS.items()
        if roles.Permission.ACT_ON_ASSIGNMENT in held
    ]
    grants = units_models.Grant.objects.filter(
        units_models.in_force(on), unit_id__in=unit_ids, role__in=acting, user__is_active=True
    )
    people: dict[int, dict[int, accounts_models.User]] = {}
    for grant in grants.select_related("user").order_by("pk"):
        people.setdefault(grant.unit_id, {})[grant.user_id] = grant.user
    return {unit: list(found.values()) for unit, found in people.items()}


def units_to_see(
    user: units_permissions.Visitor, *, on: date, chosen: str = ""
) -> list[units_models.Unit]:
    """Units whose duties the user may see, hamlets left out, by name.

    Of more than one can choose from, those at the top of what the user reaches, the one that was
    chosen, and what stands directly under that: level by level every unit is found.
    """
    seen = roles.Permission.VIEW_OBLIGATION
    rows = units_permissions.units_where(user, seen, on=on)
    top = units_permissions.top_where(user, seen, on=on, most=MOST_OFFERED)
    if top is not None:
        # What stands under a unit in which somebody may see is seen as well.
        below = _chosen_and_below(chosen, rows, on)
        rows = units_models.Unit.objects.filter(pk__in=[*top, *below])
    rows = rows.exclude(kind__code=units_queries.HAMLET)
    return list(rows.only("pk", "name_vi").order_by("name_vi", "pk"))


def _chosen_and_below(chosen: str, seen: units_models.UnitQuerySet, on: date) -> list[int]:
    if not chosen.isdecimal() or len(chosen) > _LONGEST_KEY:
        return []
    near = units_models.UnitClosure.objects.filter(
        units_models.in_force(on),
        ancestor=int(chosen),
        ancestor__in=seen.values("pk"),
        depth__lte=1,
    )
    return list(near.values_list("descendant_id", flat=True))
