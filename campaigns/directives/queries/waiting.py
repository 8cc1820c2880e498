"""Duties that wait for somebody: in their own units, below them, before them, and for their word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q

from campaigns.accounts import models as accounts_models
from campaigns.directives import models
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

L = models.Level
S = models.AssignmentState
P = roles.Permission


def own_units(user: accounts_models.User, *, on: date) -> list[int]:
    """Units that the user acts for by a role in that very unit: who is told of its duties."""
    acting = [role for role, held in roles.ROLE_PERMISSIONS.items() if P.ACT_ON_ASSIGNMENT in held]
    return _granted(user, acting, on)


def _granted(user: accounts_models.User, wanted: Sequence[roles.Role], on: date) -> list[int]:
    grants = units_models.Grant.objects.filter(
        units_models.in_force(on), user=user, role__in=wanted
    )
    return list(grants.order_by("unit_id").values_list("unit_id", flat=True).distinct())


def waiting_in(
    unit_ids: Sequence[int], *, marks: models.Marks, limit: int
) -> list[models.Assignment]:
    """What the units have to do now: confirm receipt, mend what came back, report what is overdue
    or due soon; by due date, each with its `time_state` and since when it `stands_at` its state.

    What is only encouraged waits but to be received or mended; what is paused does not wait.
    """
    is_near = Q(current_due_date__lte=marks.soon_until) & ~Q(strength=models.Strength.ENCOURAGE)
    is_new = Q(state__in=[S.ISSUED, S.RETURNED])
    rows = models.Assignment.objects.filter(
        is_near | is_new, unit_id__in=unit_ids, paused_since_date__isnull=True
    )
    in_order = rows.open().timed(marks).order_by(F("current_due_date").asc(nulls_last=True), "pk")
    loaded = in_order.annotate(stands_at=Max("steps__made_at"))
    return list(loaded.select_related("obligation", "unit")[:limit])


@dataclass(frozen=True)
class SilentBelow:
    """A duty that was handed down, and how many units below are overdue with it."""

    parent_id: int
    task: str
    count: int
    first_due: date


def silent_below(unit_ids: Sequence[int], *, on: date, limit: int) -> list[SilentBelow]:
    """Of what the units handed down, what is overdue below, the longest first."""
    rows = _overdue(on).filter(parent__unit_id__in=unit_ids)
    grouped = rows.values("parent_id", "parent__obligation__task_vi").annotate(
        n=Count("pk"), first=Min("current_due_date")
    )
    return [
        SilentBelow(row["parent_id"], row["parent__obligation__task_vi"], row["n"], row["first"])
        for row in grouped.order_by("first", "parent_id")[:limit]
    ]


def _overdue(on: date) -> models.AssignmentQuerySet:
    rows: models.AssignmentQuerySet = (
        models.Assignment.objects.all()
        .open()
        .filter(
            Q(unit__valid_to_date__isnull=True) | Q(unit__valid_to_date__gte=on),
            current_due_date__lt=on,
            paused_since_date__isnull=True,
        )
        .exclude(strength=models.Strength.ENCOURAGE)
    )
    return rows


def waiting_for_word(
    user: accounts_models.User, own: Sequence[int], *, on: date, limit: int
) -> list[models.Assignment]:
    """Reported done and not judged: where the user assigns, and what their unit handed down."""
    judged = _pks(units_permissions.units_where(user, P.MANAGE_OBLIGATION, on=on))
    mine = Q(unit_id__in=judged) | Q(parent__unit_id__in=own)
    rows = models.Assignment.objects.filter(mine, state=S.REPORTED)
    return list(rows.select_related("obligation", "unit").order_by("reported_at", "pk")[:limit])


def heard_of(
    rows: models.AssignmentQuerySet, level: models.Level, *, on: date
) -> models.AssignmentQuerySet:
    """Those that are overdue, and of whose silence the level has heard."""
    told = models.Escalation.objects.filter(
        assignment=OuterRef("pk"),
        due_date=OuterRef("current_due_date"),
        level=level,
        act=models.EscalationAct.TOLD,
        people_count__gt=0,
    )
    overdue = _overdue(on).filter(Exists(told))
    return rows.filter(pk__in=overdue.values("pk"))


@dataclass(frozen=True)
class BroughtBefore:
    """A task with which units are silent, as a level above them heard; `only_id` is the duty where
    it is one alone."""

    level: models.Level
    obligation_id: int
    task: str
    count: int
    first_due: date
    only_id: int
    told_at: datetime


def brought_before(user: accounts_models.User, *, on: date, limit: int) -> list[BroughtBefore]:
    """Silence that climbed to the user, by task, the longest first: to the coordinating
    department, or to the provincial office."""
    department = units_permissions.units_where(user, P.MANAGE_OBLIGATION, on=on)
    reached = {
        L.DEPARTMENT: _pks(department),
        L.OFFICE: below_granted(user, [roles.Role.PROVINCIAL_OFFICE], on),
    }
    found = [
        one
        for level, unit_ids in reached.items()
        if unit_ids
        for one in _by_task(level, unit_ids, on, limit)
    ]
    return sorted(found, key=lambda one: (one.first_due, one.obligation_id))[:limit]


def _by_task(
    level: models.Level, unit_ids: Sequence[int], on: date, limit: int
) -> list[BroughtBefore]:
    told: Any = models.Escalation.objects.filter(
        level=level,
        act=models.EscalationAct.TOLD,
        people_count__gt=0,
        due_date=F("assignment__current_due_date"),
        assignment__in=_overdue(on).filter(unit_id__in=unit_ids).values("pk"),
    )
    grouped = told.values(
        obligation=F("assignment__obligation_id"), task=F("assignment__obligation__task_vi")
    ).annotate(
        n=Count("pk"), first=Min("due_date"), one=Min("assignment_id"), told_at=Min("made_at")
    )
    return [
        BroughtBefore(
            level,
            row["obligation"],
            row["task"],
            row["n"],
            row["first"],
            row["one"],
            row["told_at"],
        )
        for row in grouped.order_by("first", "obligation")[:limit]
    ]


def below_granted(user: accounts_models.User, wanted: Sequence[roles.Role], on: date) -> list[int]:
    """Units in which the user holds one of the roles, and all that stand under them."""
    granted = _granted(user, wanted, on)
    if not granted:
        return []
    rows = units_models.UnitClosure.objects.filter(
        units_models.in_force(on), ancestor_id__in=granted
    )
    return list(rows.values_list("descendant_id", flat=True))


def _pks(units: units_models.UnitQuerySet) -> list[int]:
    # As a list: with a subquery, the database cannot tell a commune from a province.
    return list(units.values_list("pk", flat=True))


def duties_of(
    unit: units_models.Unit, *, marks: models.Marks, limit: int
) -> list[models.Assignment]:
    """Open duties of a unit by due date, each with its `time_state`: its page shows them."""
    rows = models.Assignment.objects.filter(unit=unit).open().timed(marks)
    in_order = rows.order_by(F("current_due_date").asc(nulls_last=True), "pk")
    return list(in_order.select_related("obligation__clause")[:limit])
