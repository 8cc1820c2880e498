"""Bringing in the log of a station's automation: upload, look, write or discard."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models, queries, services, tasks
from campaigns.broadcasts.forms import playout as playout_forms
from campaigns.broadcasts.views import loading
from campaigns.kernel import errors, roles, tables

P = roles.Permission
# Logs with more lines than this are written by the worker.
AT_ONCE = 500
# Room for the rest of the form around the file.
_AROUND = 64 * 1024


@csrf_exempt
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def logs(request: HttpRequest, outlet_id: int) -> HttpResponseBase:
    """An outlet's logs. What is too large is turned away by its length, before anything reads it:
    hence the check for forgery comes after, in `_logs`."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length[:20]) > services.MAX_BYTES + _AROUND:
        return HttpResponse(services.too_long_message(), status=413, content_type="text/plain")
    return _logs(request, outlet_id)


@csrf_protect
def _logs(request: HttpRequest, outlet_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    outlet = loading.load_outlet(user, outlet_id, P.CONFIRM_AIRING)
    form = playout_forms.LogForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["log"]
        draft = services.LogDraft(outlet, file.name or "", file.read(services.MAX_BYTES + 1))
        try:
            log = services.check_log(draft=draft, by=user, at=now)
        except errors.LoaError as refusal:
            form.add_error("log", refusal.message)
        else:
            return redirect("broadcasts:log", log.pk)
    rows = outlet.playout_logs.defer("content").select_related("uploaded_by")
    context = {
        "outlet": outlet,
        "day": models.air_day(now),
        "form": form,
        "logs": list(rows.order_by("-uploaded_at", "-pk")[:50]),
    }
    return http.render_page(request, "broadcasts/logs.html", context)


_COLUMNS = (
    tables.Column("number", gettext_lazy("Line"), is_sortable=True, is_numeric=True),
    tables.Column("starts_at", gettext_lazy("Began"), is_sortable=True),
    tables.Column("title", gettext_lazy("Title"), is_sortable=True),
    tables.Column("seconds", gettext_lazy("Seconds"), is_sortable=True, is_numeric=True),
    tables.Column("verdict", gettext_lazy("What it is"), is_sortable=True),
    tables.Column("fault", gettext_lazy("What is wrong")),
)


@login_required
@require_safe
def log(request: HttpRequest, log_id: int) -> HttpResponseBase:
    found = _load(http.signed_in(request), log_id)
    rows = found.lines.select_related("release", "airing")
    wanted = request.GET.get("verdict", "")
    if wanted in models.LineVerdict.values:
        rows = rows.filter(verdict=wanted)
    if tables.export_format(request.GET):
        return tables.export(
            columns=_COLUMNS, rows=rows, params=request.GET, name="playout-log", value=_value
        )
    table = tables.build(columns=_COLUMNS, rows=rows, params=request.GET, default_sort="number")
    return _page(request, found, table=table, wanted=wanted, form=_columns_form(found))


def _value(row: models.PlayoutLine, column: tables.Column) -> object:
    return row.get_verdict_display() if column.key == "verdict" else tables.cell(row, column)


def _load(user: accounts_models.User, log_id: int) -> models.PlayoutLog:
    logs = models.PlayoutLog.objects.visible_to(user, timezone.localdate())
    found = get_object_or_404(logs.select_related("outlet__unit", "uploaded_by"), pk=log_id)
    loading.need(user, P.CONFIRM_AIRING, found.outlet.unit)
    return found


def _columns_form(found: models.PlayoutLog, data: Any = None) -> playout_forms.ColumnsForm | None:
    """The form about the columns while nothing is written."""
    if found.state != models.LogState.CHECKED:
        return None
    header = list(queries.open_sheet(bytes(found.content)).header)
    initial = found.columns | {"is_day_first": "yes" if found.is_day_first else "no"}
    return playout_forms.ColumnsForm(data, header=header, initial=initial)


def _page(request: HttpRequest, found: models.PlayoutLog, **more: Any) -> HttpResponse:
    counts = queries.verdict_counts(found)
    context = {
        "log": found,
        "outlet": found.outlet,
        "counts": counts,
        "to_write": sum(n for verdict, n in counts if verdict in models.WRITTEN_VERDICTS),
        "is_readable": queries.is_enough(found.columns),
    }
    return http.render_page(request, "broadcasts/log.html", context | more)


@login_required
@require_POST
def log_columns(request: HttpRequest, log_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = _load(user, log_id)
    form = _columns_form(found, request.POST)
    if form is None:
        messages.error(request, _("This log was written or discarded already."))
        return redirect("broadcasts:log", found.pk)
    if form.is_valid():
        wanted = dict(form.cleaned_data)
        is_day_first = wanted.pop("is_day_first")
        try:
            services.read_columns(
                log=found, columns=wanted, is_day_first=is_day_first, by=user, at=now
            )
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("broadcasts:log", found.pk)
    table = tables.build(columns=_COLUMNS, rows=found.lines.all(), params=request.GET)
    return _page(request, found, table=table, wanted="", form=form)


@login_required
@require_POST
def log_write(request: HttpRequest, log_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = _load(user, log_id)
    try:
        services.order_log(log=found, by=user, at=now)
        if found.lines.count() <= AT_ONCE:
            services.write_log(log_id=found.pk, at=now)
        else:
            tasks.write_logs.delay_on_commit()
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The log is being taken into the as-run log."))
    return redirect("broadcasts:log", found.pk)


@login_required
@require_POST
def log_discard(request: HttpRequest, log_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = _load(user, log_id)
    try:
        services.discard_log(log=found, by=user, at=now)
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Discarded; nothing of it counts."))
    return redirect("broadcasts:logs", found.outlet_id)
