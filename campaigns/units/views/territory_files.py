"""Lists of hamlets and populations as files: the present one out, a new one in."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.kernel import errors, roles, sheets, tables
from campaigns.units import models, permissions, queries, services
from campaigns.units.forms import populations as population_forms
from campaigns.units.views import scope

P = roles.Permission
# Room for the rest of the form around the file.
_AROUND = 64 * 1024
_SHEET_COLUMNS = tuple(tables.Column(key, label) for key, label in queries.COLUMN_LABELS.items())
_ROW_COLUMNS = (
    tables.Column("number", gettext_lazy("Line"), is_sortable=True, is_numeric=True),
    tables.Column("commune_name", gettext_lazy("Commune"), is_sortable=True),
    tables.Column("hamlet_name", gettext_lazy("Hamlet"), is_sortable=True),
    tables.Column("people", gettext_lazy("Population"), is_sortable=True, is_numeric=True),
    tables.Column("verdict", gettext_lazy("What it is"), is_sortable=True),
)
_FAULT_COLUMNS = (
    tables.Column("number", gettext_lazy("Line")),
    tables.Column("column", gettext_lazy("Column")),
    tables.Column("value", gettext_lazy("What stands there")),
    tables.Column("message", gettext_lazy("What to do")),
)


@login_required
@require_safe
def territory_sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The present list of a unit, in the form in which it may come back."""
    unit = scope.need_unit(request, pk, P.VIEW_UNIT)
    rows = queries.territory_sheet(unit, timezone.localdate())
    return tables.export(
        columns=_SHEET_COLUMNS, rows=rows, params=_as_file(request.GET), name="thon-dan-so"
    )


def _as_file(params: QueryDict) -> QueryDict:
    """The address is that of a file: without a format, of the plainest."""
    asked = QueryDict(mutable=True)
    asked[tables.EXPORT] = tables.export_format(params) or tables.CSV
    return asked


@csrf_exempt
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def territory_files(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Files of a unit. What is too large is turned away by its length, before anything reads it:
    hence the check for forgery comes after, in `_territory_files`."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length[:20]) > sheets.MAX_BYTES + _AROUND:
        return HttpResponse(sheets.too_large(), status=413, content_type="text/plain")
    return _territory_files(request, pk)


@csrf_protect
def _territory_files(request: HttpRequest, pk: int) -> HttpResponse:
    unit = scope.need_unit(request, pk, P.KEEP_TERRITORY)
    form = population_forms.FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sheet = form.cleaned_data["sheet"]
        draft = services.FileDraft(unit, sheet.name or "", sheet.read(sheets.MAX_BYTES + 1))
        try:
            file = services.check_file(draft=draft, by=http.signed_in(request), at=timezone.now())
        except errors.LoaError as refusal:
            form.add_error("sheet", refusal.message)
        else:
            return redirect("units:territory_file", pk=file.pk)
    earlier = unit.territory_files.defer("content").select_related("uploaded_by")
    context = {
        "unit": unit,
        "form": form,
        "files": list(earlier.order_by("-uploaded_at", "-pk")[:20]),
    }
    status = 422 if form.errors else 200
    return http.render_page(request, "units/territory_files.html", context, status=status)


def _load(user: accounts_models.User, pk: int) -> models.TerritoryFile:
    files = models.TerritoryFile.objects.visible_to(user, timezone.localdate())
    file = get_object_or_404(files.select_related("unit", "uploaded_by"), pk=pk)
    verdict = permissions.can(user, P.KEEP_TERRITORY, unit=file.unit)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return file


@login_required
@require_safe
def territory_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What taking a file in would do, line by line."""
    file = _load(http.signed_in(request), pk)
    is_open = file.state == models.TerritoryFile.State.CHECKED
    rows = queries.judge_file(file, timezone.localdate()) if is_open else []
    faults = _faults(rows)
    if tables.export_format(request.GET):
        return tables.export(
            columns=_FAULT_COLUMNS, rows=faults, params=request.GET, name="loi-can-sua"
        )
    wanted = request.GET.get("verdict", "")
    shown = [row for row in rows if not wanted or row.verdict == wanted]
    context = {
        "file": file,
        "is_open": is_open,
        "table": tables.build(columns=_ROW_COLUMNS, rows=shown, params=request.GET, page_size=100),
        "counts": [(v, sum(row.verdict == v for row in rows)) for v in queries.RowVerdict],
        "wanted": wanted,
        "faults": faults,
        "hamlets": len({(r.commune_name, r.hamlet_name) for r in rows if r.is_new_hamlet}),
        "populations": sum(row.has_population for row in rows),
    }
    return http.render_page(request, "units/territory_file.html", context)


def _faults(rows: Sequence[queries.Row]) -> list[dict[str, Any]]:
    """Every fault with the number of its line: what is shown, and the file to mend by."""
    return [
        {"number": row.number, "column": f.column, "value": f.value, "message": f.message}
        for row in rows
        for f in row.faults
    ]


@login_required
@require_POST
def take_in_file(request: HttpRequest, pk: int) -> HttpResponse:
    user = http.signed_in(request)
    file = _load(user, pk)
    try:
        services.take_in_file(file=file, by=user, at=timezone.now())
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The file is taken in."))
    return redirect("units:territory_file", pk=file.pk)


@login_required
@require_POST
def discard_file(request: HttpRequest, pk: int) -> HttpResponse:
    user = http.signed_in(request)
    file = _load(user, pk)
    try:
        services.discard_file(file=file, by=user, at=timezone.now())
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Discarded; nothing of it counts."))
    return redirect("units:territory_files", pk=file.unit_id)
