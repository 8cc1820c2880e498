"""Lists of premises: bringing one in, confirming its columns, what it would do, what it did."""

from itertools import islice
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.jobs import http as jobs_http
from campaigns.jobs import queries as jobs_queries
from campaigns.jobs.queries import sheets
from campaigns.kernel import errors, roles, tables
from campaigns.premises import forms, models, queries, services
from campaigns.premises.queries import lists
from campaigns.premises.views import scope
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

P = roles.Permission
S = models.ImportState
# Room for the rest of the form around the file.
_AROUND = 64 * 1024
_AT_WORK = (S.CHECKING, S.TAKING_IN, S.UNDOING)
_LISTS = (
    tables.Column("file_name", gettext_lazy("List")),
    tables.Column("unit", gettext_lazy("Whose list"), is_sortable=True, sort_by="unit__name_vi"),
    tables.Column("state", gettext_lazy("State"), is_sortable=True),
    tables.Column("lines", gettext_lazy("Lines"), is_sortable=True, is_numeric=True),
    tables.Column("uploaded_at", gettext_lazy("Brought in"), is_sortable=True),
)
_ROWS = (
    tables.Column("number", gettext_lazy("Line"), is_sortable=True, is_numeric=True),
    tables.Column("name", gettext_lazy("Premises"), is_sortable=True, sort_by="folded_name"),
    tables.Column("commune", gettext_lazy("Commune"), is_sortable=True, sort_by="commune__name_vi"),
    tables.Column("verdict", gettext_lazy("What it is"), is_sortable=True),
    tables.Column("outcome", gettext_lazy("What became of it"), is_sortable=True),
)
_FAULTS = (
    tables.Column("number", gettext_lazy("Line")),
    tables.Column("column", gettext_lazy("Column")),
    tables.Column("value", gettext_lazy("What stands there")),
    tables.Column("message", gettext_lazy("What to do")),
)
_SHOWN_FAULTS = 100
_OUTCOMES = {
    "KEPT": (models.RowOutcome.KEPT_CHANGED, models.RowOutcome.KEPT_USED),
    "LEFT_OUT": (models.RowOutcome.LEFT_OUT,),
}


@csrf_exempt
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Lists so far, and bringing one in. What is too large is turned away by its length, before
    anything reads it: hence the check for forgery comes after, in `_upload`."""
    scope.require_anywhere(request, P.MANAGE_PREMISES)
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length[:20]) > sheets.Limits().file_bytes + _AROUND:
        form = forms.ListForm(units=_units(http.signed_in(request)))
        form.cleaned_data = {}
        form.add_error(None, sheets.too_large_message())
        return _imports_page(request, form, status=413)
    return _upload(request) if request.method == "POST" else _imports_page(request)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    user = http.signed_in(request)
    form = forms.ListForm(request.POST, request.FILES, units=_units(user))
    if form.is_valid():
        sheet = form.cleaned_data["sheet"]
        draft = services.ListDraft(form.whose, sheet.name or "", sheet.chunks())
        try:
            imported = services.upload_list(draft=draft, by=user, at=timezone.now())
        except errors.LoaError as refusal:
            form.add_error("sheet", refusal.message)
        else:
            return redirect("premises:import_detail", pk=imported.pk)
    return _imports_page(request, form, status=422)


@csrf_protect
def _imports_page(
    request: HttpRequest, form: forms.ListForm | None = None, *, status: int = 200
) -> HttpResponse:
    user = http.signed_in(request)
    table = tables.build(
        columns=_LISTS,
        rows=models.Import.objects.kept_by(user).select_related("unit", "uploaded_by"),
        params=request.GET,
        default_sort="uploaded_at",
        is_default_descending=True,
    )
    context = {"table": table, "form": form or forms.ListForm(units=_units(user))}
    return http.render_page(request, "premises/imports.html", context, status=status)


def _units(user: accounts_models.User) -> list[units_models.Unit]:
    """Units whose lists the user may bring in: territories, or whatever else they keep."""
    today = timezone.localdate()
    kept = units_permissions.units_where(user, P.MANAGE_PREMISES, on=today).in_force(today)
    found = list(kept.select_related("kind").order_by("name_vi", "pk"))
    upper = ("province", "district", models.COMMUNE)
    return [unit for unit in found if unit.kind.code in upper] or found


def _load(request: HttpRequest, pk: int) -> models.Import:
    """The list; 404 outside the reader's units, 403 where a role there does not reach it."""
    user, today = http.signed_in(request), timezone.localdate()
    near = units_models.Unit.objects.all().visible_to(user, today)
    rows = models.Import.objects.filter(unit__in=near.values("pk"))
    loaded = rows.select_related("unit__kind", "uploaded_by", "job__progress", "job__ordered_by")
    imported = get_object_or_404(loaded, pk=pk)
    verdict = units_permissions.can(user, P.MANAGE_PREMISES, unit=imported.unit)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return imported


@login_required
@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Where a list stands: its columns, the work on it, what it would do or did."""
    imported = _load(request, pk)
    if tables.export_format(request.GET):
        return tables.export(
            columns=_FAULTS,
            rows=imported.faults.order_by("number", "pk"),
            params=request.GET,
            name="loi-can-sua",
        )
    if imported.state == S.UPLOADED:
        return _columns_page(request, imported)
    is_at_work = imported.state in _AT_WORK
    wanted = request.GET.get("show", "")
    context = {
        "imported": imported,
        "job": jobs_queries.view_of(imported.job, timezone.now()) if imported.job else None,
        "is_at_work": is_at_work,
        "table": None if is_at_work else _rows_table(request, imported, wanted),
        "wanted": wanted,
        "faults": list(imported.faults.order_by("number", "pk")[:_SHOWN_FAULTS]),
        "kept_until": imported.uploaded_at + services.KEPT,
    }
    return http.render_page(request, "premises/import_detail.html", context)


def _rows_table(request: HttpRequest, imported: models.Import, wanted: str) -> tables.Table:
    rows = models.ImportRow.objects.filter(imported=imported)
    if wanted in models.RowVerdict.values:
        rows = rows.filter(verdict=wanted)
    elif wanted in _OUTCOMES:
        rows = rows.filter(outcome__in=_OUTCOMES[wanted])
    return tables.build(
        columns=_ROWS,
        rows=rows.select_related("commune"),
        params=request.GET,
        default_sort="number",
        page_size=50,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the columns, the first time or anew."""
    return _columns_page(request, _load(request, pk))


def _columns_page(request: HttpRequest, imported: models.Import) -> HttpResponse:
    user = http.signed_in(request)
    header = list(imported.header)
    try:
        sample = [line.cells for line in islice(services.open_list(imported).lines(), 3)]
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
        return redirect("premises:imports")
    form = forms.ColumnsForm(
        request.POST if request.method == "POST" else None,
        columns=_columns(header, sample),
        communes=_communes(user, imported),
        initial=_initial(imported),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.check_list(imported=imported, by=user, at=timezone.now(), **form.answers())
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            jobs_http.nudge()
            return redirect("premises:import_detail", pk=imported.pk)
    context = {
        "imported": imported,
        "form": form,
        "header": header,
        "sample": sample,
        "fault": imported.job.fault if imported.job else "",
        "names": {place: _name(place, heading) for place, heading in enumerate(header)},
    }
    status = 422 if form.errors else 200
    return http.render_page(request, "premises/import_columns.html", context, status=status)


def _name(place: int, heading: str) -> str:
    return heading or _("column %(number)d without heading") % {"number": place + 1}


def _columns(header: list[str], sample: list[tuple[str, ...]]) -> list[tuple[int, str]]:
    """Columns as the form offers them: the heading, and the first value below it."""
    found = []
    for place, heading in enumerate(header):
        values = (cells[place] for cells in sample if place < len(cells) and cells[place])
        first = next(values, "")
        shown = f" ({first[:30]}{'…' if len(first) > 30 else ''})" if first else ""
        found.append((place, _name(place, heading)[:60] + shown))
    return found


def _communes(user: accounts_models.User, imported: models.Import) -> list[units_models.Unit]:
    today = timezone.localdate()
    kept = units_permissions.units_where(user, P.MANAGE_PREMISES, on=today).in_force(today)
    below = units_models.Unit.objects.all().subtree_of(imported.unit, today)
    return queries.communes_among(kept & below)


def _initial(imported: models.Import) -> dict[str, Any]:
    mapping = imported.mapping or lists.suggested(imported.header, imported.unit_id)
    is_commune = imported.unit.kind.code == models.COMMUNE
    commune = imported.commune_id or (imported.unit_id if is_commune else None)
    return {**mapping, "default_kind": imported.kind_id, "default_commune": commune}


@login_required
@require_POST
def take_in_import(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.take_in_list)


@login_required
@require_POST
def undo_import(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.undo_list)


def _act(request: HttpRequest, pk: int, act: Any) -> HttpResponse:
    imported = _load(request, pk)
    try:
        act(imported=imported, by=http.signed_in(request), at=timezone.now())
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        jobs_http.nudge()
    return redirect("premises:import_detail", pk=imported.pk)


@login_required
@require_POST
def discard_import(request: HttpRequest, pk: int) -> HttpResponse:
    imported = _load(request, pk)
    try:
        services.discard_list(imported=imported, by=http.signed_in(request), at=timezone.now())
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
        return redirect("premises:import_detail", pk=imported.pk)
    messages.success(request, _("Discarded; nothing of it counts."))
    return redirect("premises:imports")
