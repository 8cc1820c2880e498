"""What is known of silence: the facts of many assignments at once, and who sits at each level."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.directives import models
from campaigns.directives.queries import calendar as calendars
from campaigns.directives.queries import climbing
from campaigns.kernel import roles
from campaigns.units import models as units_models

L = models.Level
S = models.AssignmentState
R = roles.Role
People = dict[int, accounts_models.User]
Seats = dict[models.Level, list[accounts_models.User]]

_ACTS = (S.ACKNOWLEDGED, S.IN_PROGRESS, S.REPORTED, S.RETURNED)
_ACTING = frozenset(
    role
    for role, held in roles.ROLE_PERMISSIONS.items()
    if roles.Permission.ACT_ON_ASSIGNMENT in held
)
_ABOVE = {R.COORDINATOR: L.DEPARTMENT, R.PROVINCIAL_OFFICE: L.OFFICE}


def may_climb(on: date) -> models.AssignmentQuerySet:
    """Assignments whose due date came and whose last level has not heard of it.

    An index finds them (`directives_by_due_date`); what is paused, encouraged or of an ended unit
    is not among them.
    """
    heard = models.Escalation.objects.filter(
        assignment=OuterRef("pk"),
        due_date=OuterRef("current_due_date"),
        act=models.EscalationAct.TOLD,
    )
    last = {strength: ladder[-1] for strength, ladder in climbing.LADDERS.items() if ladder}
    to_the_top = Q()
    for strength, level in last.items():
        to_the_top |= Q(Exists(heard.filter(level=level)), strength=strength)
    rows = able_to_climb(models.Assignment.objects.all(), on=on)
    return rows.filter(current_due_date__lte=on).exclude(to_the_top)


def able_to_climb(rows: models.AssignmentQuerySet, *, on: date) -> models.AssignmentQuerySet:
    """Those whose silence climbs, or will once they are overdue."""
    return rows.filter(
        Q(unit__valid_to_date__isnull=True) | Q(unit__valid_to_date__gte=on),
        state__in=models.OPEN_STATES,
        current_due_date__isnull=False,
        strength__in=[strength for strength, ladder in climbing.LADDERS.items() if ladder],
        paused_since_date__isnull=True,
    )


def silences_of(
    rows: Sequence[models.Assignment], seats: Mapping[int, Seats], *, on: date
) -> dict[int, climbing.Silence]:
    """By assignment, what its climb follows from; the units are loaded with the rows."""
    pks = [row.pk for row in rows]
    acted = _acted(pks)
    told = told_of(rows)
    return {
        row.pk: climbing.Silence(
            due=row.current_due_date,
            strength=row.strength,
            is_waiting=_is_waiting(row, on),
            acted_date=acted.get(row.pk),
            told=told.get(row.pk, {}),
            vacant=frozenset(level for level in L if not seats[row.pk][level]),
        )
        for row in rows
    }


def _is_waiting(row: models.Assignment, on: date) -> bool:
    is_ended = row.last_day is not None and row.last_day < on
    return row.is_open and row.paused_since_date is None and not is_ended


def told_of(rows: Iterable[models.Assignment]) -> dict[int, dict[models.Level, climbing.Told]]:
    """By assignment, the levels that heard of its present due date."""
    heard = models.Escalation.objects.filter(
        assignment__in=[row.pk for row in rows],
        due_date=F("assignment__current_due_date"),
        act=models.EscalationAct.TOLD,
    )
    found: dict[int, dict[models.Level, climbing.Told]] = {}
    for said in heard.order_by("level", "pk"):
        day = timezone.localdate(said.made_at)
        told = climbing.Told(day, is_vacant=said.people_count == 0)
        found.setdefault(said.assignment_id, {})[models.Level(said.level)] = told
    return found


def _acted(pks: Sequence[int]) -> dict[int, date]:
    """By assignment, the last day on which the unit acted, or got the duty back.

    What Loa itself measured is no act of the unit.
    """
    steps = models.AssignmentStep.objects.filter(assignment__in=pks, state__in=_ACTS)
    said = models.Progress.objects.filter(assignment__in=pks, indicator_code="")
    resumed = models.DueChange.objects.filter(assignment__in=pks, kind=models.DueChangeKind.PAUSE)
    # Who takes a duty over begins with it on that day.
    taken = models.Transfer.objects.filter(assignment__in=pks)
    sources: tuple[QuerySet[Any], ...] = (steps, said, resumed, taken)
    first, *others = (
        rows.values_list("assignment").annotate(Max("made_at")).order_by() for rows in sources
    )
    last: dict[int, datetime] = {}
    for pk, at in first.union(*others, all=True):
        last[pk] = max(at, last.get(pk, at))
    return {pk: timezone.localdate(at) for pk, at in last.items()}


@dataclass(frozen=True)
class PlanLine:
    """One level of the plan of a duty, with who sits there today."""

    row: models.Assignment
    rung: climbing.Rung
    people: tuple[str, ...]
    page = "directives:assignment"

    @property
    def on_date(self) -> date:
        return self.rung.on_date

    @property
    def level(self) -> int:
        return self.rung.level.value

    @property
    def unit(self) -> str:
        return self.row.unit.name_vi

    @property
    def clause(self) -> str:
        return self.row.obligation.clause.number

    @property
    def task(self) -> str:
        return self.row.obligation.task_vi

    @property
    def due(self) -> date | None:
        return self.row.current_due_date


def plans_of(
    rows: Sequence[models.Assignment], calendar: calendars.Calendar, *, on: date
) -> list[PlanLine]:
    """Who heard and who will hear when if nobody moves from today on, by duty and level."""
    seats = seats_of(rows, on=on)
    silences = silences_of(rows, seats, on=on)
    days = climbing.waits()
    return [
        PlanLine(row, rung, tuple(str(user) for user in seats[row.pk][rung.level]))
        for row in rows
        for rung in climbing.climb(silences[row.pk], calendar, days, on)
    ]


@dataclass
class _Held:
    """Roles that people hold, by the unit to which they are tied."""

    by_unit: dict[int, dict[roles.Role, People]] = field(default_factory=dict)

    def of(self, unit_id: int, wanted: Iterable[roles.Role]) -> People:
        there = self.by_unit.get(unit_id, {})
        return {pk: user for role in wanted for pk, user in there.get(role, {}).items()}


@dataclass(frozen=True)
class Post:
    """Whose silence it is, and the unit that asked it of them where another one did."""

    unit_id: int
    asked_by_id: int | None = None


def seats_of(rows: Sequence[models.Assignment], *, on: date) -> dict[int, Seats]:
    """By assignment, who hears at each level (`seats_at`)."""
    posts = {row.pk: Post(row.unit_id, row.parent.unit_id if row.parent else None) for row in rows}
    return seats_at(posts, on=on)


def seats_at(posts: Mapping[int, Post], *, on: date) -> dict[int, Seats]:
    """By key of the post, who hears at each level; four questions for any number of posts.

    In the unit its officers, at the head whoever is entered as head or holds the role there; the
    unit that handed a duty down, or collects a report, sits with the coordinating department. The
    department and the office are the nearest that somebody holds the role in, the unit itself or
    above it.
    """
    units = {post.unit_id for post in posts.values()}
    parents = {post.asked_by_id for post in posts.values() if post.asked_by_id is not None}
    above = _above(units, on)
    ancestors = {pk for line in above.values() for pk in line}
    held = _held(units | parents | ancestors, on)
    heads = _heads(units, on)
    return {
        key: _seats(post, above.get(post.unit_id, []), held, heads) for key, post in posts.items()
    }


def _seats(post: Post, above: Sequence[int], held: _Held, heads: Mapping[int, People]) -> Seats:
    people: dict[models.Level, People] = {
        L.UNIT: held.of(post.unit_id, _ACTING - {R.UNIT_HEAD}),
        L.HEAD: held.of(post.unit_id, [R.UNIT_HEAD]) | dict(heads.get(post.unit_id, {})),
    }
    for role, level in _ABOVE.items():
        nearest = (held.of(unit_id, [role]) for unit_id in above)
        people[level] = next(filter(None, nearest), {})
    if post.asked_by_id is not None:
        people[L.DEPARTMENT] = held.of(post.asked_by_id, _ACTING) | people[L.DEPARTMENT]
    return {level: [found[pk] for pk in sorted(found)] for level, found in people.items()}


def _above(units: Iterable[int], on: date) -> dict[int, list[int]]:
    """By unit, itself and the units above it, the nearest first."""
    rows = units_models.UnitClosure.objects.filter(
        units_models.in_force(on), descendant__in=list(units)
    )
    line: dict[int, list[int]] = {}
    for unit_id, ancestor_id in rows.order_by("depth", "-is_governed", "pk").values_list(
        "descendant_id", "ancestor_id"
    ):
        line.setdefault(unit_id, []).append(ancestor_id)
    return line


def _held(units: Iterable[int], on: date) -> _Held:
    grants = units_models.Grant.objects.filter(
        units_models.in_force(on),
        unit__in=list(units),
        role__in=[*_ACTING, *_ABOVE],
        user__is_active=True,
    )
    held = _Held()
    for grant in grants.select_related("user").order_by("pk"):
        there = held.by_unit.setdefault(grant.unit_id, {})
        there.setdefault(roles.Role(grant.role), {})[grant.user_id] = grant.user
    return held


def _heads(units: Iterable[int], on: date) -> dict[int, People]:
    """Heads who can sign in, by unit."""
    rows = units_models.UnitHead.objects.filter(
        units_models.in_force(on), unit__in=list(units), user__is_active=True
    )
    return {
        row.unit_id: {row.user.pk: row.user}
        for row in rows.select_related("user").order_by("valid_from_date", "pk")
        if row.user is not None
    }
