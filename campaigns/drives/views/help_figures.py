"""Figures of residents' requests by commune; each opens into the list that it counts."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.drives import forms, models, queries
from campaigns.drives.views import scope
from campaigns.kernel import roles, tables

# What a column counts, as the list is asked for it.
_OPENS: dict[str, dict[str, str]] = {
    "received": {"group": queries.ALL_HELP},
    "in_time": {"answer": "in_time"},
    "done": {"state": models.HelpRequest.State.DONE},
    "could_not": {"state": models.HelpRequest.State.COULD_NOT},
    "withdrawn": {"state": models.HelpRequest.State.WITHDRAWN},
    "open": {"group": "open"},
}


def _columns(rows: list[queries.HelpFigures]) -> tuple[tables.Column, ...]:
    def number(key: str, label: Any) -> tables.Column:
        total = sum(getattr(row, key) for row in rows)
        return tables.Column(key, label, is_sortable=True, is_numeric=True, total=total)

    return (
        tables.Column("name", gettext_lazy("Commune"), is_sortable=True),
        number("received", gettext_lazy("Received")),
        number("in_time", gettext_lazy("Answered in time")),
        number("done", gettext_lazy("Helped")),
        number("could_not", gettext_lazy("Could not be helped")),
        number("withdrawn", gettext_lazy("Withdrawn")),
        number("open", gettext_lazy("Still open")),
    )


@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponseBase:
    scope.require_anywhere(request, roles.Permission.VIEW_DRIVE)
    form = forms.DaysFilter(request.GET)
    form.is_valid()  # a day that makes no sense is left out
    said = form.cleaned_data
    seen = models.HelpRequest.objects.visible_to(request.user, on=timezone.localdate())
    rows = queries.help_figures(seen, said.get("from"), said.get("to"))
    columns = _columns(rows)
    if tables.export_format(request.GET):
        return tables.export(columns=columns, rows=rows, params=request.GET, name="help-figures")
    days = {name: str(said[name]) for name in ("from", "to") if said.get(name)}
    context = {
        "table": tables.build(
            columns=columns, rows=rows, params=request.GET, default_sort="name", page_size=100
        ),
        "filter": form,
        "totals": {c.key: c.total for c in columns},
        "hours": settings.LOA_HELP_ANSWER_HOURS,
        "address": lambda key, unit=None: _address(key, unit, days),
    }
    return http.render_page(request, "help/figures.html", context)


def _address(key: str, unit_pk: int | None, days: dict[str, str]) -> str:
    """The list behind a figure."""
    query = {**days, **_OPENS[key], **({"unit": str(unit_pk)} if unit_pk else {})}
    return f"{reverse('help:request_list')}?{urlencode(query)}"
