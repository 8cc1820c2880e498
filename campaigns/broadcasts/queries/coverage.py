"""Coverage as the planning desk shows it: late or not, filtered, on the board, in the calendar."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, Q
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models
from campaigns.broadcasts.queries import newsrooms
from campaigns.kernel import roles, text
from campaigns.units import models as units_models

State = models.CoverageState
# Cards that a column of the board shows; the list has the rest.
CARDS = 25
# After this many graces beyond its time a coverage is long overdue: the office was called.
_LONG = len(newsrooms.SILENCE_LADDER)
_COLUMNS = (State.PLANNED, State.ASSIGNED, State.ACCEPTED, State.DECLINED, State.DELIVERED)
GROUPINGS = ("outlet", "matter", "assignee")
_SHOWN_WITH = ("outlet__unit", "brief", "clause__directive", "assignee")


@dataclass(frozen=True)
class Card:
    """One coverage with its derived time state, as `due_tag` names it; empty when cancelled."""

    row: models.Coverage
    time_state: str
    is_past_original: bool


@dataclass(frozen=True)
class Group:
    """Cards of a column that belong together."""

    label: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Column:
    """A state on the board; `count` is of all its rows, `shown` of its cards."""

    state: str
    label: str
    count: int
    shown: int
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Day:
    """A day of the calendar with what is due on it, in the order of time."""

    day: date
    is_outside: bool
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Waiting:
    """A coverage that waits for somebody: why, and since when."""

    row: models.Coverage
    why: str
    since_at: datetime


def grace(priority: str) -> timedelta:
    """How long silence may last at each level, by priority."""
    minutes = {
        models.Priority.PRIORITY: settings.LOA_COVERAGE_GRACE_PRIORITY_MINUTES,
        models.Priority.EMERGENCY: settings.LOA_COVERAGE_GRACE_EMERGENCY_MINUTES,
    }
    chosen = minutes.get(models.Priority(priority), settings.LOA_COVERAGE_GRACE_MINUTES)
    return timedelta(minutes=chosen)


def card_of(row: models.Coverage, at: datetime) -> Card:
    is_past = row.is_open and row.was_moved and row.original_due_at < at <= row.due_at
    return Card(row, time_state(row, at), is_past)


def time_state(row: models.Coverage, at: datetime) -> str:
    """Where a coverage stands in time; delivered ones are measured by the first due moment."""
    if row.delivered_at is not None:
        return "done_on_time" if row.delivered_at <= row.original_due_at else "done_late"
    if not row.is_open:
        return ""
    if at > row.due_at:
        return "very_overdue" if at - row.due_at > _LONG * grace(row.priority) else "overdue"
    is_soon = row.due_at - at <= timedelta(hours=settings.LOA_COVERAGE_SOON_HOURS)
    return "due_soon" if is_soon else "not_due"


def silence_label(row: models.Coverage) -> str:
    """The role that silence reached last; empty while nobody was called."""
    reached = row.silence_level if row.is_open else 0
    return str(newsrooms.SILENCE_LADDER[reached - 1].label) if reached else ""


def coverage_in(units: units_models.UnitQuerySet) -> models.CoverageQuerySet:
    """Coverage by outlets of the units, with what a row shows."""
    return models.Coverage.objects.filter(outlet__unit__in=units).select_related(*_SHOWN_WITH)


def coverage_filtered(
    rows: models.CoverageQuerySet, wanted: dict[str, Any], at: datetime
) -> models.CoverageQuerySet:
    """Rows as the filters want them; `due` is counted in days of broadcasting."""
    for name in ("outlet", "medium", "assignee", "state", "brief"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if wanted.get("clause"):
        rows = rows.about_clause(wanted["clause"])
    if wanted.get("due"):
        rows = _due(rows, wanted["due"], at)
    if wanted.get("from"):
        rows = rows.filter(due_at__gte=models.day_bounds(wanted["from"])[0])
    if wanted.get("to"):
        rows = rows.filter(due_at__lt=models.day_bounds(wanted["to"])[1])
    for word in text.fold(wanted.get("q") or "").split():
        by_clause = Q(clause__number__icontains=word) | Q(clause__directive__symbol__icontains=word)
        rows = rows.filter(Q(brief__folded_title__contains=word) | by_clause)
    return rows


def _due(rows: models.CoverageQuerySet, due: str, at: datetime) -> models.CoverageQuerySet:
    today = models.air_day(at)
    start, end = models.day_bounds(today)
    if due == "overdue":
        return rows.overdue(at)
    if due == "today":
        return rows.filter(due_at__gte=start, due_at__lt=end)
    week_end = models.day_bounds(today + timedelta(days=6))[1]
    return rows.filter(due_at__gte=start, due_at__lt=week_end)


def board(rows: models.CoverageQuerySet, grouping: str, at: datetime) -> tuple[Column, ...]:
    """The columns of the board, six queries whatever the number of rows.

    What is open comes by its due moment, what is delivered latest first.
    """
    counted = rows.order_by().values("state").annotate(count=Count("pk"))
    counts = {line["state"]: line["count"] for line in counted}
    return tuple(_column(rows, state, counts.get(state, 0), grouping, at) for state in _COLUMNS)


def _column(
    rows: models.CoverageQuerySet, state: State, count: int, grouping: str, at: datetime
) -> Column:
    order = ("-delivered_at", "-pk") if state == State.DELIVERED else ("due_at", "pk")
    found = list(rows.filter(state=state).order_by(*order)[:CARDS]) if count else []
    groups: dict[str, list[Card]] = defaultdict(list)
    for row in found:
        groups[_group_label(row, grouping)].append(card_of(row, at))
    shown = tuple(Group(label, tuple(groups[label])) for label in sorted(groups))
    return Column(state, str(state.label), count, len(found), shown)


def _group_label(row: models.Coverage, grouping: str) -> str:
    if grouping == "matter":
        return row.matter
    if grouping == "assignee":
        return str(row.assignee or _("Nobody yet"))
    return row.outlet.unit.short_name_vi


def calendar(
    rows: models.CoverageQuerySet, first: date, days: int, month: int | None, at: datetime
) -> tuple[Day, ...]:
    """Days from the first with what is due on each; days outside the month are marked so."""
    start, end = models.day_bounds(first)[0], models.day_bounds(first + timedelta(days=days - 1))[1]
    due = rows.exclude(state=State.CANCELLED).filter(due_at__gte=start, due_at__lt=end)
    by_day: dict[date, list[Card]] = defaultdict(list)
    for row in due.order_by("due_at", "pk"):
        by_day[models.air_day(row.due_at)].append(card_of(row, at))
    shown = [first + timedelta(days=number) for number in range(days)]
    return tuple(
        Day(day, month is not None and day.month != month, tuple(by_day[day])) for day in shown
    )


def fitting_scripts(
    row: models.Coverage, scripts: models.ScriptQuerySet, limit: int
) -> list[models.Script]:
    """Standing scripts that would fulfil it; a piece that fulfils the same matter comes first."""
    same = models.Coverage.objects.filter(brief=row.brief, clause=row.clause)
    pages = same.filter(script__isnull=False).values("script__page_id")
    newer = models.Script.objects.newer_than_outer(prefix="")
    fitting = scripts.filter(
        ~Exists(newer), medium=row.medium, language=row.language, withdrawn_at__isnull=True
    ).annotate(is_of_matter=Q(page_id__in=pages))
    newest = fitting.order_by(F("is_of_matter").desc(), "-published_at", "-pk")
    return list(newest[:limit])


def waiting_for(user: accounts_models.User, at: datetime, limit: int) -> list[Waiting]:
    """What waits for a person on the planning desk: an answer, a piece, another assignee, a word.

    The last is silence that climbed to a role which the person holds over the outlet.
    """
    own = models.Coverage.objects.filter(assignee=user)
    soon = at + timedelta(hours=settings.LOA_COVERAGE_SOON_HOURS)
    asked = own.filter(state=State.ASSIGNED).order_by("assigned_at", "pk")
    owed = own.filter(state=State.ACCEPTED, due_at__lte=soon).order_by("due_at", "pk")
    refused = models.Coverage.objects.filter(state=State.DECLINED, assigned_by=user)
    called = _called_up_to(user, models.air_day(at)).exclude(assignee=user)
    found = [
        *(Waiting(row, "answer", row.assigned_at or at) for row in _some(asked, limit)),
        *(Waiting(row, "piece", min(row.due_at, at)) for row in _some(owed, limit)),
        *(
            Waiting(row, "another", row.answered_at or at)
            for row in _some(refused.order_by("answered_at", "pk"), limit)
        ),
    ]
    known = {waiting.row.pk for waiting in found}
    silent = _some(called.order_by("due_at", "pk"), limit)
    found += [Waiting(r, "silence", min(r.due_at, at)) for r in silent if r.pk not in known]
    return found


def _some(rows: models.CoverageQuerySet, limit: int) -> Iterable[models.Coverage]:
    return rows.select_related(*_SHOWN_WITH)[:limit]


def _called_up_to(user: accounts_models.User, on: date) -> models.CoverageQuerySet:
    """Open coverage whose silence reached a level at which the person sits."""
    reached = Q(pk__in=[])
    for level, role in enumerate(newsrooms.SILENCE_LADDER, start=1):
        reached |= Q(silence_level__gte=level, outlet__unit__in=_units_of_role(user, role, on))
    return models.Coverage.objects.open().filter(reached)


def _units_of_role(
    user: accounts_models.User, role: roles.Role, on: date
) -> units_models.UnitQuerySet:
    granted = units_models.Grant.objects.filter(units_models.in_force(on), user=user, role=role)
    below = units_models.UnitClosure.objects.filter(
        units_models.in_force(on), ancestor_id__in=granted.values("unit_id")
    )
    return units_models.Unit.objects.filter(pk__in=below.values("descendant_id"))
