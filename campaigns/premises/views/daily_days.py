"""Days side by side: who reported, who is missing, and the sums; each day opens its sheet."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.kernel import roles, tables
from campaigns.premises import forms, models, queries
from campaigns.premises.views import daily, scope

P = roles.Permission


@login_required
@require_safe
def visit_days(request: HttpRequest) -> HttpResponseBase:
    return _days(request, daily.VISITS, "visits-by-day")


@login_required
@require_safe
def isolation_days(request: HttpRequest) -> HttpResponseBase:
    return _days(request, daily.ISOLATION, "isolation-by-day")


def _days(request: HttpRequest, topic: daily.Topic, file_name: str) -> HttpResponseBase:
    scope.require_anywhere(request, P.VIEW_PREMISES)
    user, today = http.signed_in(request), timezone.localdate()
    form = forms.PeriodFilter(request.GET, user=user, on=today)
    first, last = form.period()
    seen = models.Premises.objects.all().visible_to(user, on=today)
    unit = form.cleaned_data.get("unit")
    if unit:
        seen = queries.in_unit(seen, unit, on=last)
    rows = queries.day_rows(seen, topic.model, first, last)
    columns = _columns(topic, rows)
    if tables.export_format(request.GET):
        return tables.export(columns=columns, rows=rows, params=request.GET, name=file_name)
    table = tables.build(
        columns=columns,
        rows=rows,
        params=request.GET,
        default_sort="day",
        is_default_descending=True,
        page_size=50,
    )
    context = {"topic": topic, "table": table, "filter": form, "unit": unit or ""}
    return http.render_page(request, "premises/day_rows.html", context)


_COLUMNS = (
    tables.Column("day", gettext_lazy("Day"), is_sortable=True),
    tables.Column("open_count", gettext_lazy("Open"), is_sortable=True, is_numeric=True),
    tables.Column("reported", gettext_lazy("Reported"), is_sortable=True, is_numeric=True),
    tables.Column("missing", gettext_lazy("Missing"), is_sortable=True, is_numeric=True),
    tables.Column("nil", gettext_lazy("Said none"), is_sortable=True, is_numeric=True),
)


def _columns(topic: daily.Topic, rows: Sequence[queries.DayRow]) -> tuple[tables.Column, ...]:
    """With the words of the topic; days on which premises are open are never added up, acts are."""
    sums = (("first", topic.first), ("second", topic.second))
    counted = [
        tables.Column(
            name,
            label,
            is_sortable=True,
            is_numeric=True,
            total=sum(getattr(row, name) for row in rows) if topic is daily.VISITS else None,
        )
        for name, label in sums
    ]
    return (*_COLUMNS, *counted)
