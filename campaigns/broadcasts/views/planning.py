"""The planning desk: board, calendar, list, gaps."""

import calendar as calendars
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.forms import planning as forms
from campaigns.broadcasts.views import loading
from campaigns.kernel import roles, tables
from campaigns.units import permissions

P = roles.Permission
DAY = timedelta(days=1)
_WEEK = 7
# Filters that the tabs of the desk carry from one view to the next.
_KEPT = ("q", "outlet", "medium", "assignee", "due", "clause", "brief", "from", "to")


@dataclass(frozen=True)
class Desk:
    """What every view of the desk shows: the reader's rows under the filters of the address."""

    rows: models.CoverageQuerySet
    form: forms.PlanningFilter
    kept: str
    may_plan: bool


def open_desk(
    user: accounts_models.User, params: QueryDict, now: datetime, hidden: tuple[str, ...] = ()
) -> Desk:
    """Filter what the reader may see; `hidden` names filters that the view has no field for."""
    loading.need(user, P.VIEW_COVERAGE)
    everything = queries.coverage_in(permissions.units_where(user, P.VIEW_COVERAGE))
    form = forms.PlanningFilter(
        params, outlets=_outlets(user), assignees=_assignees(everything), hidden=hidden
    )
    form.is_valid()
    kept = QueryDict(mutable=True)
    for name in _KEPT:
        if params.get(name):
            kept[name] = params.get(name, "")
    return Desk(
        rows=queries.coverage_filtered(everything, form.cleaned_data, now),
        form=form,
        kept=kept.urlencode(),
        may_plan=bool(permissions.can(user, P.PLAN_COVERAGE)),
    )


def _outlets(user: accounts_models.User) -> list[tuple[str, str]]:
    units = permissions.units_where(user, P.VIEW_COVERAGE)
    outlets = models.Outlet.objects.filter(unit__in=units).order_by("unit__name_vi", "pk")
    return [(str(pk), name) for pk, name in outlets.values_list("pk", "unit__name_vi")]


def _assignees(rows: models.CoverageQuerySet) -> list[tuple[str, str]]:
    asked = accounts_models.User.objects.filter(pk__in=rows.order_by().values("assignee"))
    return [(str(user.pk), str(user)) for user in asked.order_by("full_name", "pk")]


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    desk = open_desk(user, request.GET, now, hidden=("state",))
    wanted = request.GET.get("group", "")
    grouping = wanted if wanted in queries.GROUPINGS else queries.GROUPINGS[0]
    context = {
        "desk": desk,
        "grouping": grouping,
        "columns": queries.board(desk.rows, grouping, now),
        "user_pk": user.pk,
    }
    return http.render_page(request, "planning/board.html", context)


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Days of a month or a week with what is due on each."""
    user, now = http.signed_in(request), timezone.now()
    params = request.GET.copy()
    for name in ("from", "to", "due"):
        params.pop(name, None)
    desk = open_desk(user, params, now, hidden=("due",))
    today = models.air_day(now)
    day = _day(request.GET.get("day", ""), today)
    is_week = request.GET.get("view") == "week"
    first, days = _week_of(day) if is_week else _month_of(day)
    month = None if is_week else day.month
    previous, following = _neighbours(day, is_week=is_week)
    context = {
        "desk": desk,
        "days": queries.calendar(desk.rows, first, days, month, now),
        "day": day,
        "first": first,
        "last": first + timedelta(days=days - 1),
        "today": today,
        "is_week": is_week,
        "previous": previous,
        "following": following,
    }
    return http.render_page(request, "planning/calendar.html", context)


def _day(text: str, today: date) -> date:
    """The day of an address; today for what is none, or lies at the ends of time."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if date(1990, 1, 1) <= day <= date(2990, 1, 1) else today


def _week_of(day: date) -> tuple[date, int]:
    return day - timedelta(days=day.weekday()), _WEEK


def _month_of(day: date) -> tuple[date, int]:
    """The Monday on or before the first, and as many days as whole weeks have."""
    first = _week_of(day.replace(day=1))[0]
    last = day.replace(day=calendars.monthrange(day.year, day.month)[1])
    weeks = ((last - first).days // _WEEK) + 1
    return first, weeks * _WEEK


def _neighbours(day: date, *, is_week: bool) -> tuple[date, date]:
    if is_week:
        return day - _WEEK * DAY, day + _WEEK * DAY
    first = day.replace(day=1)
    return (first - DAY).replace(day=1), (first + 31 * DAY).replace(day=1)


_COLUMNS = (
    tables.Column("due_at", gettext_lazy("Due at"), is_sortable=True),
    tables.Column("matter", gettext_lazy("Brief or clause")),
    tables.Column(
        "outlet", gettext_lazy("Outlet"), is_sortable=True, sort_by="outlet__unit__name_vi"
    ),
    tables.Column("medium", gettext_lazy("Medium"), is_sortable=True),
    tables.Column("state", gettext_lazy("State"), is_sortable=True),
    tables.Column(
        "assignee", gettext_lazy("Assignee"), is_sortable=True, sort_by="assignee__full_name"
    ),
)
# A file has a column for each thing; the page tells some of them under others.
_OF_FILE = (
    *_COLUMNS[:4],
    tables.Column("language", gettext_lazy("Language")),
    tables.Column("priority", gettext_lazy("Priority")),
    *_COLUMNS[4:],
    tables.Column("original_due_at", gettext_lazy("Originally due at")),
    tables.Column("delivered_at", gettext_lazy("Delivered at")),
    tables.Column("note", gettext_lazy("What is wanted")),
)


@login_required
@require_safe
def coverage_list(request: HttpRequest) -> HttpResponseBase:
    user, now = http.signed_in(request), timezone.now()
    desk = open_desk(user, request.GET, now)
    if tables.export_format(request.GET):
        return tables.export(
            columns=_OF_FILE, rows=desk.rows, params=request.GET, name="coverage", value=_value
        )
    table = tables.build(
        columns=_COLUMNS, rows=desk.rows, params=request.GET, default_sort="due_at"
    )
    cards = {row.pk: queries.card_of(row, now) for row in table.rows}
    context = {"desk": desk, "table": table, "cards": cards}
    return http.render_page(request, "planning/coverage_list.html", context)


def _value(row: models.Coverage, column: tables.Column) -> object:
    """What a cell of the file holds."""
    shown: dict[str, Any] = {
        "outlet": lambda: str(row.outlet),
        "medium": row.get_medium_display,
        "language": row.get_language_display,
        "priority": row.get_priority_display,
        "state": row.get_state_display,
        "assignee": lambda: str(row.assignee or ""),
    }
    return shown[column.key]() if column.key in shown else tables.cell(row, column)


_OF_CLAUSES = (
    tables.Column("number", gettext_lazy("Clause"), is_sortable=True, sort_by="position"),
    tables.Column("text", gettext_lazy("Text")),
    tables.Column("open", gettext_lazy("Open"), is_sortable=True, is_numeric=True),
    tables.Column("delivered", gettext_lazy("Handed in"), is_sortable=True, is_numeric=True),
    tables.Column("last_due_at", gettext_lazy("Last due at"), is_sortable=True),
)


@login_required
@require_safe
def gaps(request: HttpRequest) -> HttpResponseBase:
    """Clauses with their coverage; those that nobody tells are the gaps."""
    user, now = http.signed_in(request), timezone.now()
    loading.need(user, P.VIEW_COVERAGE)
    units = permissions.units_where(user, P.VIEW_COVERAGE)
    lines = queries.clause_lines(user, units, models.air_day(now))
    missing = [line for line in lines if line.is_gap]
    shown = missing if request.GET.get("only") == "gaps" else lines
    if tables.export_format(request.GET):
        return tables.export(
            columns=_OF_CLAUSES, rows=shown, params=request.GET, name="coverage-gaps"
        )
    context = {
        "table": tables.build(columns=_OF_CLAUSES, rows=shown, params=request.GET, page_size=50),
        "is_only_gaps": request.GET.get("only") == "gaps",
        "all_count": len(lines),
        "gap_count": len(missing),
        "may_plan": bool(permissions.can(user, P.PLAN_COVERAGE)),
    }
    return http.render_page(request, "planning/gaps.html", context)
