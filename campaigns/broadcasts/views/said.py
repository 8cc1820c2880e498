"""What was said on air about something, between two days: a search with an export."""

import dataclasses
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.forms import said as said_forms
from campaigns.broadcasts.views import loading
from campaigns.kernel import roles, tables
from campaigns.units import permissions

P = roles.Permission


@login_required
@require_safe
def said(request: HttpRequest) -> HttpResponseBase:
    user = http.signed_in(request)
    loading.need(user, P.VIEW_RUNDOWN)
    outlets = models.Outlet.objects.filter(unit__in=permissions.units_where(user, P.VIEW_RUNDOWN))
    names = list(outlets.order_by("unit__name_vi", "pk").values_list("pk", "unit__name_vi"))
    form = said_forms.SaidForm(request.GET, outlets=[(str(pk), name) for pk, name in names])
    form.is_valid()
    phrases = queries.phrases_of(form.cleaned_data.get("q") or "")
    mine = models.Airing.objects.filter(outlet__in=[pk for pk, _name in names])
    rows = queries.said_filtered(mine, form.cleaned_data)
    if tables.export_format(request.GET):
        return tables.export(
            columns=_OF_FILE,
            rows=queries.shown_whole(rows),
            params=request.GET,
            name="said-on-air",
            value=_cell(phrases),
        )
    table = tables.build(
        columns=_of_page(queries.said_total(rows).seconds),
        rows=queries.shown_whole(rows),
        params=request.GET,
        default_sort="aired_at",
        is_default_descending=True,
    )
    context = {
        "table": table,
        "filters": form,
        "excerpts": {row.pk: queries.excerpt(row, phrases) for row in table.rows},
        "standings": {row.pk: queries.airing_standing(row) for row in table.rows},
    }
    return http.render_page(request, "broadcasts/said.html", context)


_AIRED_AT = tables.Column("aired_at", gettext_lazy("Aired at"), is_sortable=True)
_OUTLET = tables.Column(
    "outlet", gettext_lazy("Outlet"), is_sortable=True, sort_by="outlet__unit__name_vi"
)
_PIECE = tables.Column("piece", gettext_lazy("Piece"), is_sortable=True, sort_by="script__title")
_SECONDS = tables.Column("seconds", gettext_lazy("Seconds"), is_sortable=True, is_numeric=True)
_OUTCOME = tables.Column("outcome", gettext_lazy("Outcome"))
_OF_FILE = (
    _AIRED_AT,
    _OUTLET,
    _PIECE,
    tables.Column("excerpt", gettext_lazy("Where it is said")),
    tables.Column("text", gettext_lazy("Text as it was read")),
    tables.Column("medium", gettext_lazy("Medium"), is_sortable=True),
    tables.Column("language", gettext_lazy("Language"), is_sortable=True),
    _SECONDS,
    _OUTCOME,
    tables.Column("source", gettext_lazy("How this is known")),
    tables.Column("confirmed_by", gettext_lazy("Confirmed by")),
    tables.Column("sha256", gettext_lazy("Digest")),
)


def _of_page(seconds: int) -> tuple[tables.Column, ...]:
    total = dataclasses.replace(_SECONDS, total=seconds)
    return _AIRED_AT, _PIECE, _OUTLET, total, _OUTCOME


def _cell(phrases: tuple[str, ...]) -> tables.CellValue:
    """What a cell of the file holds."""

    def value(row: models.Airing, column: tables.Column) -> object:
        script = row.script
        shown: dict[str, Any] = {
            "piece": lambda: script.title if script else row.evidence_text,
            "excerpt": lambda: "".join(span.text for span in queries.excerpt(row, phrases)),
            "text": lambda: (script.spoken_text or script.text) if script else "",
            "medium": row.get_medium_display,
            "language": row.get_language_display,
            "source": row.get_source_display,
            "outcome": lambda: queries.airing_standing(row).label,
            "outlet": lambda: str(row.outlet),
            "confirmed_by": lambda: row.who,
            "sha256": lambda: script.sha256 if script else "",
        }
        return shown[column.key]() if column.key in shown else tables.cell(row, column)

    return value
