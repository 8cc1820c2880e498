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

P = roles.Permission
COLUMNS = (
    tables.Column("on_date", gettext_lazy("Day"), is_sortable=True),
    tables.Column("level", gettext_lazy("Who hears"), is_sortable=True),
    tables.Column("people", gettext_lazy("By name")),
    tables.Column("unit", gettext_lazy("Silent unit"), is_sortable=True),
    tables.Column("task", gettext_lazy("Task")),
    tables.Column("due", gettext_lazy("Due on"), is_sortable=True),
)
# A plan is counted for each duty when the page is asked for; more are to be narrowed down.
MOST_DUTIES = 300


@login_required
@require_safe
def simulation(request: HttpRequest) -> HttpResponseBase:
    """The plan of all duties that the reader may see, day by day, from a day of their choice."""
    user, today = scope.require_anywhere(request, P.VIEW_OBLIGATION), timezone.localdate()
    form = forms.SimulationForm(request.GET, user=user, on=today)
    form.is_valid()
    said = form.cleaned_data
    near = models.Assignment.objects.all().visible_to(user, on=today)
    rows = _chosen(queries.able_to_climb(near, on=today), said, today)
    loaded = rows.select_related("unit", "obligation__clause", "parent")
    in_order = list(loaded.order_by("current_due_date", "pk")[: MOST_DUTIES + 1])
    since = said.get("since") or today
    lines = [
        line
        for line in queries.plans_of(in_order[:MOST_DUTIES], queries.working_calendar(), on=today)
        if line.on_date >= since and said.get("level") in {None, line.level}
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
        "is_cut": len(in_order) > MOST_DUTIES,
        "most": MOST_DUTIES,
        "waits": queries.waits(),
    }
    return http.render_page(request, "directives/simulation.html", context)


def _chosen(
    rows: models.AssignmentQuerySet, said: dict[str, Any], today: date
) -> models.AssignmentQuerySet:
    if said.get("unit"):
        below = units_models.Unit.objects.all().subtree_of(said["unit"], today)
        rows = rows.filter(unit_id__in=list(below.values_list("pk", flat=True)))
    if said.get("directive"):
        rows = rows.filter(obligation__clause__directive_id=said["directive"])
    if said.get("obligation"):
        rows = rows.filter(obligation_id=said["obligation"])
    return rows


def _plain(line: queries.PlanLine, column: tables.Column) -> object:
    shown: dict[str, Callable[[], object]] = {
        "level": lambda: str(models.Level(line.level).label),
        "people": lambda: ", ".join(line.people),
    }
    return shown[column.key]() if column.key in shown else tables.cell(line, column)
