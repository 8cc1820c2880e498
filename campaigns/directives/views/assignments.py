"""Assignments as a list, one of them, a unit's sheet, and evidence."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.directives import forms, models, permissions, queries
from campaigns.directives.views import scope
from campaigns.kernel import counting, roles, serving, tables
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions
from campaigns.units import queries as units_queries

P = roles.Permission
COLUMNS = (
    tables.Column("unit", gettext_lazy("Unit"), is_sortable=True, sort_by="unit__name_vi"),
    tables.Column(
        "clause",
        gettext_lazy("Clause"),
        is_sortable=True,
        sort_by="obligation__clause__position",
        is_sorted_short=True,
    ),
    tables.Column("task", gettext_lazy("Task")),
    tables.Column("duty", gettext_lazy("Part"), is_sortable=True, is_sorted_short=True),
    tables.Column(
        "current_due_date",
        gettext_lazy("Due on"),
        is_sortable=True,
    ),
    tables.Column("time_state", gettext_lazy("Deadline")),
    tables.Column("state", gettext_lazy("State"), is_sortable=True, then_by="current_due_date"),
)
# A person reads a year's duties of a unit on paper; more are a list.
MOST_ON_SHEET = 300


@login_required
@require_safe
def assignment_list(request: HttpRequest) -> HttpResponseBase:
    user, today = scope.require_anywhere(request, P.VIEW_OBLIGATION), timezone.localdate()
    marks = queries.marks_on(today, queries.working_calendar())
    form = forms.AssignmentFilter(request.GET, user=user, on=today)
    near = narrowed(models.Assignment.objects.all().visible_to(user, on=today), form, today)
    rows = _timed(near, form, marks)
    loaded = rows.select_related("unit", "obligation__clause")
    if tables.export_format(request.GET):
        return tables.export(
            columns=COLUMNS, rows=loaded, params=request.GET, name="assignments", value=_plain
        )
    found = counting.up_to(near)
    counts = queries.counts_by_time(near, marks=marks, is_many=found.is_more)
    standing = {one.state.value: one.count for one in counts}
    table = tables.build(
        columns=COLUMNS,
        rows=loaded,
        params=request.GET,
        default_sort="current_due_date",
        found=standing.get(form.cleaned_data.get("time") or "", found),
    )
    context = {
        "table": table,
        "filter": form,
        "counts": counts,
        "children": queries.children_counts([row.pk for row in table.rows], marks=marks),
        "kept": kept_params(request, "time"),
        "kept_all": kept_params(request),
        "may_assign": units_permissions.can(user, P.MANAGE_OBLIGATION),
        "saved": units_queries.saved_views("duties", request.GET, user=user, on=today),
        "left_behind": queries.left_behind(user, on=today).count(),
    }
    return http.render_page(request, "directives/assignment_list.html", context)


def kept_params(request: HttpRequest, *left_out: str) -> str:
    """The filters of the list but those that a link beside it sets itself."""
    params = request.GET.copy()
    for name in (*left_out, "page", "export"):
        params.pop(name, None)
    return params.urlencode()


def narrowed(
    rows: models.AssignmentQuerySet, form: forms.AssignmentFilter, today: date
) -> models.AssignmentQuerySet:
    form.is_valid()
    said = form.cleaned_data
    rows = queries.found(rows, said.get("q") or "")
    if said.get("unit"):
        rows = rows.filter(
            models.of_units(units_models.Unit.objects.subtree_of(said["unit"], today))
        )
    if said.get("heard"):
        rows = queries.heard_of(rows, models.Level(said["heard"]), on=today)
    wanted = {
        "obligation_id": said.get("obligation"),
        "state": said.get("state"),
        "current_due_date__gte": said.get("due_from"),
        "current_due_date__lte": said.get("due_to"),
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def _timed(
    rows: models.AssignmentQuerySet, form: forms.AssignmentFilter, marks: models.Marks
) -> models.AssignmentQuerySet:
    wanted = form.cleaned_data.get("time")
    if wanted:
        return rows.standing(models.TimeState(wanted), marks=marks)
    return rows.timed(marks)


def _plain(row: Any, column: tables.Column) -> object:
    shown: dict[str, Callable[[], object]] = {
        "unit": lambda: row.unit.name_vi,
        "clause": lambda: row.obligation.clause.number,
        "task": lambda: row.obligation.task_vi,
        "duty": row.get_duty_display,
        "state": row.get_state_display,
        "time_state": lambda: str(models.TimeState(row.time_state).label),
    }
    return shown[column.key]() if column.key in shown else tables.cell(row, column)


def _has_free_below(row: models.Assignment, today: date) -> bool:
    """Whether a unit below does not have the duty yet."""
    below = [unit.pk for unit in queries.units_below(row.unit, on=today)]
    return len(queries.standing_of(row.obligation, below)) < len(below)


@login_required
@require_safe
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.seen(request, pk)
    user, today = http.signed_in(request), timezone.localdate()
    calendar = queries.working_calendar()
    marks = queries.marks_on(today, calendar)
    progress, changes = queries.progress_of(row), queries.due_changes_of(row)
    transfers = queries.transfers_of(row)
    counts = queries.children_counts([row.pk], marks=marks)
    context = {
        "row": row,
        "time_state": models.time_state(row, marks),
        "due_words": queries.due_words(row, changes, calendar),
        "head": units_queries.head_of(row.unit, today),
        "plan": queries.plans_of([row], calendar, on=today),
        "today": today,
        "progress": progress,
        "measured": next((one for one in progress if one.indicator_code), None),
        "why_returned": queries.why_returned(row),
        "events": queries.timeline_of(row, progress, changes, transfers),
        "first_unit": queries.first_unit_of(row, transfers),
        "children": queries.children_of(row, marks=marks),
        "counts": counts.get(row.pk, queries.ChildCounts()),
        "may_act": permissions.may(user, P.ACT_ON_ASSIGNMENT, row, on=today),
        "may_judge": permissions.may_judge(user, row, on=today),
        "may_manage": permissions.may(user, P.MANAGE_OBLIGATION, row, on=today),
        "has_below": row.is_open and _has_free_below(row, today),
    }
    return http.render_page(request, "directives/assignment.html", context)


@login_required
@require_safe
def evidence(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponseBase:
    """A file as it was written anew; it can run nothing."""
    row = scope.seen(request, pk)
    files = models.Evidence.objects.filter(progress__assignment=row).exclude(file="")
    kept = get_object_or_404(files, pk=evidence_pk)
    file = serving.StoredFile(
        Path(kept.file.path), kept.size, kept.sha256, kept.content_type, kept.name
    )
    return serving.serve(request, file, "private, no-cache")


@login_required
@require_safe
def unit_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What a unit has to do, on paper, with who answers for it."""
    user, today = http.signed_in(request), timezone.localdate()
    reached = units_models.Unit.objects.all().visible_to(user, today)
    unit = get_object_or_404(reached.select_related("kind"), pk=pk)
    answer = units_permissions.can(user, P.VIEW_OBLIGATION, unit=unit)
    if not answer:
        raise PermissionDenied(answer.reason)
    marks = queries.marks_on(today, queries.working_calendar())
    rows = models.Assignment.objects.filter(unit=unit).in_force().timed(marks)
    loaded = rows.select_related("obligation__clause__directive")
    due = loaded.exclude(state=models.AssignmentState.CLOSED).order_by("current_due_date", "pk")
    shown = list(due[:MOST_ON_SHEET])
    context = {
        "unit": unit,
        "head": units_queries.head_of(unit, today),
        "rows": shown,
        "children": queries.children_counts([row.pk for row in shown], marks=marks),
        "today": today,
        "closed_count": rows.filter(state=models.AssignmentState.CLOSED).aggregate(n=Count("pk"))[
            "n"
        ],
    }
    return http.render_page(request, "directives/unit_sheet.html", context)
