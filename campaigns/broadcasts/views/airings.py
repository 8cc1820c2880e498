"""The as-run log: its list, corrections, and what was aired outside the plan."""

import dataclasses
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import forms, models, queries, services
from campaigns.broadcasts.views import loading
from campaigns.broadcasts.views.releases import back_to_day, draft_of
from campaigns.kernel import errors, roles, tables
from campaigns.units import models as units_models
from campaigns.units import permissions

P = roles.Permission
# Scripts that the form for unplanned airings offers, newest first.
_RECENT = 50


@login_required
@require_safe
def airings(request: HttpRequest) -> HttpResponseBase:
    user = http.signed_in(request)
    unit = _unit(user, request.GET.get("unit", ""))
    loading.need(user, P.VIEW_RUNDOWN, unit)
    outlets = models.Outlet.objects.filter(unit__in=permissions.units_where(user, P.VIEW_RUNDOWN))
    names = outlets.order_by("unit__name_vi", "pk").values_list("pk", "unit__name_vi")
    form = forms.AiringFilter(request.GET, outlets=[(str(pk), name) for pk, name in names])
    form.is_valid()
    rows = queries.airings_filtered(
        models.Airing.objects.filter(outlet__in=outlets), unit, form.cleaned_data
    )
    if tables.export_format(request.GET):
        return tables.export(
            columns=_OF_FILE, rows=rows, params=request.GET, name="airings", value=_value
        )
    table = tables.build(
        columns=_of_page(rows.aggregate(total=Sum("seconds"))["total"] or 0),
        rows=rows,
        params=request.GET,
        default_sort="aired_at",
        is_default_descending=True,
    )
    standings = {row.pk: queries.airing_standing(row) for row in table.rows}
    context = {"table": table, "filters": form, "unit": unit, "standings": standings}
    return http.render_page(request, "broadcasts/airings.html", context)


def _unit(user: accounts_models.User, text: str) -> units_models.Unit | None:
    """The unit that the list is narrowed to; 404 where the user's grants do not reach."""
    if not text:
        return None
    units = units_models.Unit.objects.visible_to(user, timezone.localdate())
    return get_object_or_404(units, pk=int(text) if text.isdecimal() else 0)


_AIRED_AT = tables.Column("aired_at", gettext_lazy("Aired at"), is_sortable=True)
_OUTLET = tables.Column(
    "outlet", gettext_lazy("Outlet"), is_sortable=True, sort_by="outlet__unit__name_vi"
)
_PIECE = tables.Column("piece", gettext_lazy("Piece"), is_sortable=True, sort_by="script__title")
_SECONDS = tables.Column("seconds", gettext_lazy("Seconds"), is_sortable=True, is_numeric=True)
_OUTCOME = tables.Column("outcome", gettext_lazy("Outcome"))
_CONFIRMED_BY = tables.Column(
    "confirmed_by",
    gettext_lazy("Confirmed by"),
    is_sortable=True,
    sort_by="confirmed_by__full_name",
)
# A file has a column for each thing; the page tells medium and language under the piece.
_OF_FILE = (
    _AIRED_AT,
    _OUTLET,
    _PIECE,
    tables.Column("medium", gettext_lazy("Medium"), is_sortable=True),
    tables.Column("language", gettext_lazy("Language"), is_sortable=True),
    _SECONDS,
    _OUTCOME,
    tables.Column("source", gettext_lazy("How this is known"), is_sortable=True),
    _CONFIRMED_BY,
    tables.Column("note", gettext_lazy("Note or evidence")),
)


def _of_page(seconds: int) -> tuple[tables.Column, ...]:
    total = dataclasses.replace(_SECONDS, total=seconds)
    return _AIRED_AT, _PIECE, _OUTLET, total, _OUTCOME, _CONFIRMED_BY


def _value(row: models.Airing, column: tables.Column) -> object:
    """What a cell of the file holds."""
    shown: dict[str, Any] = {
        "piece": lambda: row.script.title if row.script else row.evidence_text,
        "medium": row.get_medium_display,
        "language": row.get_language_display,
        "source": row.get_source_display,
        "outcome": lambda: queries.airing_standing(row).label,
        "outlet": lambda: str(row.outlet),
        "confirmed_by": lambda: row.who,
    }
    return shown[column.key]() if column.key in shown else tables.cell(row, column)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, airing_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    airing = loading.load_airing(user, airing_id, P.CONFIRM_AIRING)
    form = forms.CorrectionForm(request.POST or None, initial=_as_it_was(airing))
    conflict = ""
    if request.method == "POST" and form.is_valid():
        try:
            _correct(airing, form.cleaned_data, user, now)
        except services.AlreadyConfirmed as refusal:
            conflict = refusal.message
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Corrected; the line as it was stays in the log."))
            return back_to_day(airing.outlet_id, airing.aired_at)
    context = {
        "airing": airing,
        "outlet": airing.outlet,
        "day": airing.air_day,
        "form": form,
        "conflict": conflict,
    }
    status = 409 if conflict else 200
    return http.render_page(request, "broadcasts/correct.html", context, status=status)


def _as_it_was(airing: models.Airing) -> dict[str, Any]:
    chosen = forms.AiringForm.AIRED if airing.has_aired else forms.AiringForm.NOT_AIRED
    return {
        "has_aired": chosen,
        "aired_at": airing.aired_at,
        "seconds": airing.seconds,
        "source": airing.source,
        "evidence_text": airing.evidence_text,
        "evidence_url": airing.evidence_url,
        "not_aired_reason": airing.not_aired_reason,
    }


def _correct(
    airing: models.Airing, wanted: dict[str, Any], user: accounts_models.User, now: datetime
) -> None:
    services.correct_airing(
        airing=airing, draft=draft_of(wanted), reason=wanted["reason"], by=user, at=now
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, outlet_id: int) -> HttpResponse:
    """Something aired outside the plan."""
    user, now = http.signed_in(request), timezone.now()
    outlet = loading.load_outlet(user, outlet_id, P.CONFIRM_AIRING)
    scripts = _recent_scripts(user, outlet)
    form = forms.UnplannedForm(
        request.POST or None,
        mediums=[(m, models.Medium(m).label) for m in outlet.mediums],
        scripts=[(str(s.pk), f"{s.title} · {s.get_medium_display()}") for s in scripts.values()],
    )
    if request.method == "POST" and form.is_valid():
        script = scripts.get(form.cleaned_data["script"])
        medium = script.medium if script else form.cleaned_data["medium"]
        draft = draft_of(form.cleaned_data, outlet=outlet, script=script, medium=medium)
        try:
            airing = services.confirm_airing(draft=draft, by=user, at=now)
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Noted in the as-run log."))
            return back_to_day(outlet.pk, airing.aired_at)
    context = {"outlet": outlet, "day": models.air_day(now), "form": form, "conflict": ""}
    return http.render_page(request, "broadcasts/record.html", context)


def _recent_scripts(user: accounts_models.User, outlet: models.Outlet) -> dict[str, models.Script]:
    scripts = models.Script.objects.visible_to(user, timezone.localdate()).filter(
        medium__in=outlet.mediums, withdrawn_at__isnull=True
    )
    return {str(s.pk): s for s in scripts.order_by("-published_at", "-pk")[:_RECENT]}
