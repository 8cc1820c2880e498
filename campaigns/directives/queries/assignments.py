"""Reading assignments: the list, one of them, its children, what happened to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel import numbers
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.directives import models
from campaigns.kernel import counting, text
from campaigns.units import models as units_models
from campaigns.units import queries as units_queries

S = models.AssignmentState
T = models.TimeState


@dataclass(frozen=True)
class ChildCounts:
    """Of what a unit handed down: how much is done of what has fallen due, and of all."""

    total: int = 0
    due: int = 0
    done: int = 0
    overdue: int = 0


def children_counts(parent_ids: Sequence[int], *, marks: models.Marks) -> dict[int, ChildCounts]:
    """By parent, its children in force; a parent without any is left out."""
    overdue = [models.TimeState.OVERDUE, models.TimeState.VERY_OVERDUE]
    is_done = Q(state__in=models.DONE_STATES)
    rows = (
        models.Assignment.objects.all()
        .in_force()
        .filter(parent_id__in=parent_ids)
        .timed(marks)
        .values("parent_id")
        .annotate(
            total=Count("pk"),
            due=Count("pk", filter=Q(current_due_date__lte=marks.on) | is_done),
            done=Count("pk", filter=is_done),
            overdue=Count("pk", filter=Q(time_state__in=overdue)),
        )
        .order_by("parent_id")
    )
    return {
        row["parent_id"]: ChildCounts(row["total"], row["due"], row["done"], row["overdue"])
        for row in rows
    }


def found(rows: models.AssignmentQuerySet, words: str) -> models.AssignmentQuerySet:
    """Those whose unit or task holds all the words, marks folded."""
    folded = text.fold(words).split()
    if not folded:
        return rows
    units = units_queries.search_units(units_models.Unit.objects.all(), words)
    of_these = models.of_units(units)
    tasks = models.Obligation.objects.values_list("pk", "task_vi")
    named = [pk for pk, task in tasks if all(word in text.fold(task) for word in folded)]
    return rows.filter(of_these | Q(obligation_id__in=named) if named else of_these)


def children_of(row: models.Assignment, *, marks: models.Marks) -> list[models.Assignment]:
    """What was handed down of it, by unit, each with its `time_state`."""
    children = models.Assignment.objects.filter(parent=row).timed(marks)
    return list(children.select_related("unit").order_by("unit__name_vi", "pk"))


def progress_of(row: models.Assignment) -> list[models.Progress]:
    """What the unit reported, newest first, with its evidence."""
    files = models.Evidence.objects.order_by("pk")
    rows = row.progress.select_related("made_by").prefetch_related(
        Prefetch("evidence", queryset=files)
    )
    return list(rows.order_by("-made_at", "-pk"))


def due_changes_of(row: models.Assignment) -> list[models.DueChange]:
    """Moves of its due date, in order."""
    return list(row.due_changes.select_related("made_by").order_by("pk"))


@dataclass(frozen=True)
class Happening:
    """One line of an assignment's timeline."""

    at: datetime
    who: str
    what: str
    note: str = ""
    tone: str = "neutral"
    icon: str = "circle-dot"


_TONES = {
    S.ISSUED: "info",
    S.REPORTED: "info",
    S.ACCEPTED: "good",
    S.CLOSED: "good",
    S.RETURNED: "warning",
    S.CANCELLED: "danger",
}


def timeline_of(
    row: models.Assignment,
    progress: Sequence[models.Progress],
    changes: Sequence[models.DueChange],
    transfers: Sequence[models.Transfer] = (),
) -> list[Happening]:
    """Steps, reports of progress, moves of the due date, silence that was brought up and who took
    it over, newest first, each with its person."""
    lines = [
        Happening(
            step.made_at,
            who(step.made_by),
            _step_words(step.state),
            step.note,
            _TONES.get(S(step.state), "neutral"),
        )
        for step in row.steps.select_related("made_by").order_by("pk")
    ]
    lines += [
        Happening(said.made_at, who(said.made_by), _progress_words(said), said.text)
        for said in progress
    ]
    lines += [
        Happening(
            change.made_at,
            who(change.made_by),
            _CHANGE_WORDS[models.DueChangeKind(change.kind)](),
            change.reason,
        )
        for change in changes
    ]
    lines += [*_told(row), *_taken_over(transfers)]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _told(row: models.Assignment) -> Iterator[Happening]:
    """Levels that heard of its silence, and warnings before; counts of people, no names."""
    for said in row.escalations.order_by("pk"):
        due = {"day": formats.date_format(said.due_date, "d/m/Y")}
        level = str(models.Level(said.level).label)
        if said.act == models.EscalationAct.WARNED:
            words = _("warned the unit: on %(on)s its silence is brought before %(level)s") % {
                "on": formats.date_format(said.planned_date, "d/m/Y"),
                "level": level,
            }
        elif said.people_count == 0:
            words = _("found nobody at this level: %(level)s") % {"level": level}
        else:
            words = ngettext(
                "brought its silence before %(level)s (%(count)s person)",
                "brought its silence before %(level)s (%(count)s people)",
                said.people_count,
            ) % {"level": level, "count": said.people_count}
        note = _("Due date: %(day)s") % due
        yield Happening(said.made_at, who(None), words, note, "warning", "bell")


def _taken_over(transfers: Sequence[models.Transfer]) -> Iterator[Happening]:
    for one in transfers:
        words = (
            _("let %(to)s take it over from %(unit)s")
            if one.joined_id is None
            else _("made the duty of %(unit)s one with that of %(to)s")
        )
        what = words % {"to": one.to_unit.name_vi, "unit": one.from_unit.name_vi}
        yield Happening(one.made_at, who(one.made_by), what, one.reason, "info", "arrow-right")


def why_returned(row: models.Assignment) -> str:
    """What was found wanting when it was last returned; empty where it stands otherwise."""
    if row.state != S.RETURNED:
        return ""
    last = row.steps.filter(state=S.RETURNED).order_by("-pk").first()
    return last.note if last else ""


def _step_words(state: str) -> str:
    return {
        S.DRAFT: _("prepared it"),
        S.ISSUED: _("issued it"),
        S.ACKNOWLEDGED: _("confirmed receipt"),
        S.IN_PROGRESS: _("began the work"),
        S.REPORTED: _("reported it done"),
        S.ACCEPTED: _("accepted the result"),
        S.RETURNED: _("returned it"),
        S.CLOSED: _("closed it"),
        S.CANCELLED: _("cancelled it"),
    }[S(state)]


_CHANGE_WORDS = {
    models.DueChangeKind.EXTENSION: lambda: _("extended the due date"),
    models.DueChangeKind.HOLIDAY: lambda: _("moved the due date by a change of the calendar"),
    models.DueChangeKind.PAUSE: lambda: _("resumed it after a pause"),
}


def _progress_words(said: models.Progress) -> str:
    if said.value is None:
        return _("reported progress")
    return _("reported %(value)s %(label)s") % {
        "value": numbers.format_decimal(said.value, locale=get_language() or "vi"),
        "label": said.value_label,
    }


def who(user: accounts_models.User | None) -> str:
    """Who acted; Loa itself where nobody did."""
    return str(user) if user is not None else "Loa"


def obligations_to_filter() -> list[models.Obligation]:
    """Obligations to filter lists by, in the order of the letters."""
    rows = models.Obligation.objects.select_related("clause__directive")
    return list(rows.order_by("clause__directive_id", "clause__position", "code", "pk"))


@dataclass(frozen=True)
class TimeCount:
    """How many stand so to their due date; the list behind it shows as many."""

    state: models.TimeState
    count: counting.Count


def counts_by_time(
    rows: models.AssignmentQuerySet, *, marks: models.Marks, is_many: bool = False
) -> list[TimeCount]:
    """Assignments in force by time state, in the order of the states; one query.

    Where they are many, each state is counted as far as somebody reads: those whose time runs from
    indexes, the few that are stopped one by one; three queries.
    """
    if is_many:
        return _counted_each(rows, marks)
    by_state = _numbers_by_time(rows.in_force(), marks)
    return [TimeCount(one, counting.Count(by_state.get(one, 0))) for one in T]


def _counted_each(rows: models.AssignmentQuerySet, marks: models.Marks) -> list[TimeCount]:
    ended = units_models.Unit.objects.filter(valid_to_date__lt=marks.on).order_by("pk")
    gone = list(ended.values_list("pk", flat=True))
    paused = Q(paused_since_date__isnull=False, paused_since_date__lte=marks.on)
    runs = rows.exclude(paused | Q(unit_id__in=gone)) if gone else rows.exclude(paused)
    done = {T.DONE_ON_TIME, T.DONE_LATE}
    parts = [(rows if one in done else runs).filter(models.running(one, marks)) for one in T]
    stopped = rows.open().filter(paused | Q(unit_id__in=gone) if gone else paused)
    beside = _numbers_by_time(stopped, marks)
    return [
        TimeCount(one, count + counting.Count(beside.get(one, 0)))
        for one, count in zip(T, counting.each_up_to(parts), strict=True)
    ]


def _numbers_by_time(rows: models.AssignmentQuerySet, marks: models.Marks) -> dict[str, int]:
    timed: QuerySet[Any] = rows.timed(marks)
    found = timed.values("time_state").annotate(n=Count("pk")).order_by("time_state")
    return {row["time_state"]: row["n"] for row in found}
