"""If nobody moves: who hears of which silence when."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.directives import forms, models, queries
from campaigns.directives.views import scope
from campaigns.kernel import roles, tables
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

P = roles.Permission
COLUMNS = (
    tables.Column("on_date", gettext_lazy("Day"), is_sortable=True),
    tables.Column("level", gettext_lazy("Who hears"), is_sortable=True),
    tables.Column("people", gettext_lazy("By name")),
    tables.Column("unit", gettext_lazy("Silent unit"), is_sortable=True),
    tables.Column("task", gettext_lazy("Task or report")),
    tables.Column("due", gettext_lazy("Due on"), is_sortable=True),
)
# A plan is counted for each duty or report when the page is asked for; more are to be narrowed.
MOST_DUTIES = 300


@login_required
@require_safe
def simulation(request: HttpRequest) -> HttpResponseBase:
    """The plan of all duties and reports that the reader may see, day by day, from a chosen day."""
    user, today = scope.require_anywhere(request, P.VIEW_OBLIGATION), timezone.localdate()
    form = forms.SimulationForm(request.GET, user=user, on=today)
    form.is_valid()
    said = form.cleaned_data
    (duties, is_cut), (reports, are_cut) = _duties(user, said, today), _reports(user, said, today)
    calendar, since = queries.working_calendar(), said.get("since") or today
    plans: list[queries.PlanLine | queries.ReportPlanLine] = [
        *queries.plans_of(duties, calendar, on=today),
        *queries.report_plans_of(reports, calendar, on=today),
    ]
    lines = [
        line for line in plans if line.on_date >= since and said.get("level") in {None, line.level}
    ]
    lines.sort(key=lambda line: (line.on_date, line.level, line.unit))
    if tables.export_format(request.GET):
        return tables.export(
            columns=COLUMNS, rows=lines, params=request.GET, name="silence", value=_plain
        )
    context = {
        "table": tables.build(columns=COLUMNS, rows=lines, params=request.GET),
        "filter": form,
        "since": since,
        "is_cut": is_cut or are_cut,
        "most": MOST_DUTIES,
        "waits": queries.waits(),
    }
    return http.render_page(request, "directives/simulation.html", context)


def _duties(
    user: units_permissions.Visitor, said: dict[str, Any], today: date
) -> tuple[list[models.Assignment], bool]:
    """Those that climb or will, by due date, and whether there are more."""
    near = models.Assignment.objects.all().visible_to(user, on=today)
    wanted = _chosen(said, today, "obligation")
    rows = queries.able_to_climb(near, on=today).filter(**wanted)
    loaded = rows.select_related("unit", "obligation__clause", "parent")
    found = list(loaded.order_by("current_due_date", "pk")[: MOST_DUTIES + 1])
    return found[:MOST_DUTIES], len(found) > MOST_DUTIES


def _reports(
    user: units_permissions.Visitor, said: dict[str, Any], today: date
) -> tuple[list[models.ExpectedReport], bool]:
    near = models.ExpectedReport.objects.all().visible_to(user, on=today)
    wanted = _chosen(said, today, "form__obligation")
    rows = queries.reports_able_to_climb(near, on=today).filter(**wanted)
    loaded = rows.select_related(*queries.SILENCE_LOADED)
    found = list(loaded.order_by("due_date", "pk")[: MOST_DUTIES + 1])
    return found[:MOST_DUTIES], len(found) > MOST_DUTIES


def _chosen(said: dict[str, Any], today: date, obligation: str) -> dict[str, Any]:
    """What the filters ask of duties or reports; `obligation` is the way to it."""
    wanted: dict[str, Any] = {}
    if said.get("unit"):
        below = units_models.Unit.objects.all().subtree_of(said["unit"], today)
        wanted["unit_id__in"] = list(below.values_list("pk", flat=True))
    if said.get("directive"):
        wanted[f"{obligation}__clause__directive_id"] = said["directive"]
    if said.get("obligation"):
        wanted[f"{obligation}_id"] = said["obligation"]
    return wanted


def _plain(line: queries.PlanLine | queries.ReportPlanLine, column: tables.Column) -> object:
    shown: dict[str, Callable[[], object]] = {
        "level": lambda: str(models.Level(line.level).label),
        "people": lambda: ", ".join(line.people),
    }
    return shown[column.key]() if column.key in shown else tables.cell(line, column)
