"""Open duties of units that ended: listed until somebody decides on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, Q

from campaigns.directives import models
from campaigns.directives.queries import issuing
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

P = roles.Permission
S = models.AssignmentState
# What a unit has not reported done; what it reported is judged as ever.
UNDECIDED = (S.DRAFT, *models.OPEN_STATES)


@dataclass(frozen=True)
class Orphaned:
    """A unit that ended and its open duties: how many, and since when the first is due."""

    unit: units_models.Unit
    count: int
    first_due: date | None


def left_behind(user: units_permissions.Visitor, *, on: date) -> models.AssignmentQuerySet:
    """Open duties of ended units, where the user assigns or did until the unit ended."""
    once = units_permissions.units_once_where(user, P.MANAGE_OBLIGATION, on=on)
    ended = once.filter(valid_to_date__lt=on)
    # As a list: few units end, and the database is to go from them to their duties.
    pks = list(ended.values_list("pk", flat=True))
    return models.Assignment.objects.filter(unit_id__in=pks, state__in=UNDECIDED)


def ended_with_duties(user: units_permissions.Visitor, *, on: date) -> list[Orphaned]:
    """Ended units with open duties, the longest ended first."""
    rows = left_behind(user, on=on).values("unit_id")
    counts = {
        row["unit_id"]: (row["n"], row["first"])
        for row in rows.annotate(n=Count("pk"), first=Min("current_due_date")).order_by()
    }
    units = units_models.Unit.objects.filter(pk__in=counts).select_related("kind")
    return [
        Orphaned(unit, *counts[unit.pk])
        for unit in units.order_by("valid_to_date", "name_vi", "pk")
    ]


def duties_left_in(unit: units_models.Unit) -> list[models.Assignment]:
    """What is to be decided of one ended unit, by due date."""
    rows = models.Assignment.objects.filter(unit=unit, state__in=UNDECIDED)
    loaded = rows.select_related("unit__kind", "obligation__clause", "parent__unit")
    return list(loaded.order_by("current_due_date", "pk"))


def transfers_of(row: models.Assignment) -> list[models.Transfer]:
    """Whose it was, in order; on the successor's duty also what became one with it."""
    found = models.Transfer.objects.filter(Q(assignment=row) | Q(joined=row))
    return list(found.select_related("made_by", "from_unit", "to_unit").order_by("pk"))


def first_unit_of(row: models.Assignment, transfers: Sequence[models.Transfer]) -> str:
    """Whose duty it was at first; empty where it has always been the same unit's."""
    own = (one.from_unit.name_vi for one in transfers if one.assignment_id == row.pk)
    return next(own, "")


def successors_of(
    unit: units_models.Unit, user: units_permissions.Visitor, *, on: date
) -> list[units_models.Unit]:
    """Units that may take over: those that began when the unit ended first, then its own kind."""
    ended = unit.valid_to_date or on
    morning = ended + timedelta(days=1)

    def place(other: units_models.Unit) -> tuple[bool, bool, str]:
        is_other_kind = other.kind_id != unit.kind_id
        return is_other_kind or other.valid_from_date != morning, is_other_kind, other.name_vi

    found = issuing.units_to_assign(user, on=on)
    return sorted((one for one in found if one.pk != unit.pk), key=place)


def standing_at(
    unit: units_models.Unit, rows: Sequence[models.Assignment]
) -> dict[int, models.Assignment]:
    """By obligation, the duty that a unit has already of those of the rows."""
    standing = models.Assignment.objects.filter(
        unit=unit,
        obligation__in=[row.obligation_id for row in rows],
        state__in=models.STANDING_STATES,
    )
    return {row.obligation_id: row for row in standing.select_related("unit", "obligation")}
