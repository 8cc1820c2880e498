"""The rows behind figures of acts and of visits, with the same total as the figure."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.drives import models
from campaigns.drives.forms import planning
from campaigns.drives.forms import results as result_forms
from campaigns.drives.views import entries, scope
from campaigns.kernel import roles, tables

_WHEN = tables.Column("when", gettext_lazy("When"), is_sortable=True, sort_by="entry__occurred_at")
_WHERE = tables.Column(
    "where", gettext_lazy("Where"), is_sortable=True, sort_by="entry__unit__name_vi"
)
_DRIVE = tables.Column(
    "drive", gettext_lazy("Drive"), is_sortable=True, sort_by="entry__drive__name"
)
_APP = tables.Column("app", gettext_lazy("App"), is_sortable=True, sort_by="app__position")
_OUTCOME = tables.Column("outcome", gettext_lazy("Outcome"), is_sortable=True)
_REASON = tables.Column("reason", gettext_lazy("Why"), is_sortable=True)


def _count(label: Any, total: int) -> tables.Column:
    return tables.Column("count", label, is_sortable=True, is_numeric=True, total=total)


_VALUES: dict[str, Callable[[Any], object]] = {
    "when": lambda row: row.entry.occurred_at,
    "where": lambda row: row.entry.unit.name_vi,
    "drive": lambda row: row.entry.drive.name,
    "app": lambda row: row.app.name_vi if row.app else "",
    "outcome": lambda row: row.get_outcome_display(),
    "reason": lambda row: row.get_reason_display(),
    "count": lambda row: row.count,
}


def _value(row: Any, column: tables.Column) -> object:
    return _VALUES[column.key](row)


@login_required
@require_safe
def acts(request: HttpRequest) -> HttpResponseBase:
    """Acts of the entries that count, by app and outcome."""
    scope.require_anywhere(request, roles.Permission.VIEW_DRIVE)
    form = result_forms.ActFilter(request.GET)
    rows = models.SupportCount.objects.filter(entry__in=_entries(request, form))
    said = form.cleaned_data
    wanted = {"app_id": said.get("app"), "outcome": said.get("outcome")}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    columns = (_WHEN, _WHERE, _DRIVE, _APP, _OUTCOME)
    return _list(request, form, rows, columns, gettext_lazy("Acts"))


@login_required
@require_safe
def visits(request: HttpRequest) -> HttpResponseBase:
    """Households in which nothing was done, and why."""
    scope.require_anywhere(request, roles.Permission.VIEW_DRIVE)
    form = result_forms.ReasonFilter(request.GET)
    rows = models.ReasonCount.objects.filter(entry__in=_entries(request, form))
    if form.cleaned_data.get("reason"):
        rows = rows.filter(reason=form.cleaned_data["reason"])
    columns = (_WHEN, _WHERE, _DRIVE, _REASON)
    return _list(request, form, rows, columns, gettext_lazy("Households"))


def _entries(request: HttpRequest, form: planning.EntryFilter) -> Any:
    """Entries that the filter names and that count; as a condition, without what pages load."""
    rows = entries.filtered(request, form)
    return rows.standing().order_by().values("pk")


def _list(
    request: HttpRequest,
    form: planning.EntryFilter,
    rows: QuerySet[Any],
    columns: tuple[tables.Column, ...],
    label: Any,
) -> HttpResponseBase:
    loads = ["app"] if _APP in columns else []
    total = rows.aggregate(total=Sum("count"))["total"] or 0
    shown = (*columns, _count(label, total))
    named = rows.select_related("entry__unit", "entry__drive", *loads)
    if tables.export_format(request.GET):
        return tables.export(
            columns=shown, rows=named, params=request.GET, name="luot", value=_value
        )
    table = tables.build(
        columns=shown,
        rows=named,
        params=request.GET,
        default_sort="when",
        is_default_descending=True,
    )
    context = {"table": table, "filter": form, "total": total, "label": label}
    return http.render_page(request, "drives/acts.html", context)
