"""Inspections as a list, one's own, and the board of findings."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.inspections import forms, models, queries
from campaigns.inspections.views import scope
from campaigns.kernel import roles, tables
from campaigns.premises import models as premises_models
from campaigns.premises import queries as premises_queries
from campaigns.units import permissions as units_permissions

P = roles.Permission
COLUMNS = (
    tables.Column(
        "premises", gettext_lazy("Premises"), is_sortable=True, sort_by="premises__folded_name"
    ),
    tables.Column(
        "commune", gettext_lazy("Commune"), is_sortable=True, sort_by="premises__commune__name_vi"
    ),
    tables.Column("planned_date", gettext_lazy("Day of the visit"), is_sortable=True),
    tables.Column(
        "inspector", gettext_lazy("Inspector"), is_sortable=True, sort_by="inspector__full_name"
    ),
    tables.Column("state", gettext_lazy("State"), is_sortable=True),
    tables.Column("percent", gettext_lazy("Points of 100"), is_numeric=True),
)
FINDING_COLUMNS = (
    tables.Column("text", gettext_lazy("Finding")),
    tables.Column(
        "premises",
        gettext_lazy("Premises"),
        is_sortable=True,
        sort_by="inspection__premises__folded_name",
    ),
    tables.Column("severity", gettext_lazy("Severity"), is_sortable=True),
    tables.Column("remedy_by_date", gettext_lazy("Remedy by"), is_sortable=True),
    tables.Column("state", gettext_lazy("State"), is_sortable=True),
)


@login_required
@require_safe
def inspection_list(request: HttpRequest) -> HttpResponseBase:
    scope.require_anywhere(request, P.VIEW_PREMISES)
    user, today = http.signed_in(request), timezone.localdate()
    form = forms.InspectionFilter(request.GET, user=user, on=today)
    rows = _filtered(models.Inspection.objects.all().visible_to(user, on=today), form)
    rows = rows.select_related("premises__commune", "inspector", "inspected_by")
    if tables.export_format(request.GET):
        return tables.export(
            columns=COLUMNS, rows=rows, params=request.GET, name="inspections", value=_plain
        )
    table = tables.build(
        columns=COLUMNS, rows=rows, params=request.GET, default_sort="planned_date"
    )
    context = {
        "table": table,
        "filter": form,
        "today": today,
        "may_plan": units_permissions.can(user, P.PLAN_INSPECTION),
        "may_inspect": units_permissions.can(user, P.INSPECT_PREMISES),
    }
    return http.render_page(request, "inspections/inspection_list.html", context)


def _filtered(rows: models.InspectionQuerySet, form: forms.InspectionFilter) -> Any:
    form.is_valid()
    said = form.cleaned_data
    places = _places(said)
    if places is not None:
        rows = rows.filter(premises__in=places)
    if said.get("state"):
        rows = rows.filter(state=said["state"])
    return rows.overdue(on=timezone.localdate()) if said.get("late") else rows


def _places(said: dict[str, Any]) -> premises_models.PremisesQuerySet | None:
    """The premises that the filter leaves; None: all."""
    if not said.get("q") and not said.get("unit"):
        return None
    places = premises_models.Premises.objects.all()
    if said.get("q"):
        places = premises_queries.search(places, said["q"])
    if said.get("unit"):
        places = premises_queries.in_unit(places, said["unit"], on=timezone.localdate())
    return places


def _plain(row: models.Inspection, column: tables.Column) -> object:
    shown: dict[str, Callable[[], object]] = {
        "premises": lambda: row.premises.name,
        "commune": lambda: row.premises.commune.name_vi,
        "inspector": lambda: str(row.inspected_by or row.inspector or ""),
        "state": row.get_state_display,
    }
    return shown[column.key]() if column.key in shown else tables.cell(row, column)


@login_required
@require_safe
def my_inspections(request: HttpRequest) -> HttpResponse:
    """What the reader is to inspect, the oldest day first, and what nobody has yet."""
    scope.require_anywhere(request, P.INSPECT_PREMISES)
    user, today = http.signed_in(request), timezone.localdate()
    visits = queries.visits_of(user, on=today)
    context = {"mine": visits.mine, "nobodys": visits.nobodys, "today": today}
    return http.render_page(request, "inspections/my_inspections.html", context)


@login_required
@require_safe
def finding_list(request: HttpRequest) -> HttpResponseBase:
    scope.require_anywhere(request, P.VIEW_PREMISES)
    user, today = http.signed_in(request), timezone.localdate()
    form = forms.FindingFilter(request.GET, user=user, on=today)
    form.is_valid()
    said = form.cleaned_data
    rows = models.Finding.objects.all().visible_to(user, on=today)
    places = _places(said)
    if places is not None:
        rows = rows.filter(inspection__premises__in=places)
    wanted = {"state": said.get("state"), "severity": said.get("severity")}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if said.get("late"):
        rows = rows.overdue(on=today)
    rows = rows.select_related("inspection__premises__commune")
    if tables.export_format(request.GET):
        return tables.export(
            columns=FINDING_COLUMNS,
            rows=rows,
            params=request.GET,
            name="findings",
            value=_plain_finding,
        )
    table = tables.build(
        columns=FINDING_COLUMNS, rows=rows, params=request.GET, default_sort="remedy_by_date"
    )
    context = {"table": table, "filter": form, "today": today}
    return http.render_page(request, "inspections/finding_list.html", context)


def _plain_finding(row: models.Finding, column: tables.Column) -> object:
    shown: dict[str, Callable[[], object]] = {
        "premises": lambda: row.inspection.premises.name,
        "severity": row.get_severity_display,
        "state": row.get_state_display,
    }
    return shown[column.key]() if column.key in shown else tables.cell(row, column)
