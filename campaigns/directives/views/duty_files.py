"""Giving out duties from a file."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.directives import forms, models, queries, services
from campaigns.directives.views import scope
from campaigns.jobs import http as jobs_http
from campaigns.jobs import queries as jobs_queries
from campaigns.kernel import errors, roles, tables

P = roles.Permission
_LOADED = ("uploaded_by", "job__progress", "job__ordered_by")
_FAULT_COLUMNS = (
    tables.Column("number", gettext_lazy("Line")),
    tables.Column("column", gettext_lazy("Column")),
    tables.Column("value", gettext_lazy("What stands there")),
    tables.Column("message", gettext_lazy("What to do")),
)
_SAMPLE_COLUMNS = tuple(
    tables.Column(name, queries.DUTY_COLUMN_LABELS[name])
    for name in ("obligation", "code", "unit", "duty", "due", "days", "note")
)
_LINE_COLUMNS = (
    tables.Column("number", gettext_lazy("Line"), is_numeric=True),
    tables.Column("unit_name", gettext_lazy("Unit")),
    tables.Column("obligation", gettext_lazy("Task")),
    tables.Column("due_date", gettext_lazy("Due on")),
    tables.Column("verdict", gettext_lazy("State")),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def duty_files(request: HttpRequest) -> HttpResponse:
    user = scope.require_anywhere(request, P.MANAGE_OBLIGATION)
    is_sent = request.method == "POST"
    form = forms.DutyFileForm(request.POST, request.FILES) if is_sent else forms.DutyFileForm()
    if is_sent and form.is_valid():
        sheet = form.cleaned_data["sheet"]
        try:
            draft = services.DutyFileDraft(sheet.name, sheet.read(forms.MOST_FILE_BYTES + 1))
            file = services.check_duty_file(draft=draft, by=user, at=timezone.now())
        except errors.LoaError as refusal:
            form.add_error("sheet", refusal.message)
        else:
            return redirect("directives:duty_file", pk=file.pk)
    earlier = models.DutyFile.objects.filter(uploaded_by=user).defer("content")
    context = {"form": form, "files": list(earlier.order_by("-uploaded_at", "-pk")[:20])}
    status = 422 if form.errors else 200
    return http.render_page(request, "directives/duty_files.html", context, status=status)


@login_required
@require_safe
def duty_sheet(request: HttpRequest) -> HttpResponseBase:
    """The list to fill in: a line for each task, without a unit."""
    user = scope.require_anywhere(request, P.MANAGE_OBLIGATION)
    reached = queries.directives_visible_to(user, timezone.localdate())
    rows = models.Obligation.objects.filter(clause__directive__in=reached).order_by("code", "pk")
    lines = [dict.fromkeys(queries.DUTY_COLUMN_LABELS, "") | {"obligation": r.code} for r in rows]
    params = request.GET.copy()
    params.setdefault(tables.EXPORT, tables.CSV)
    return tables.export(columns=_SAMPLE_COLUMNS, rows=lines, params=params, name="nhiem-vu")


@login_required
@require_safe
def duty_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What taking a file in would do, line by line, by whom the reader may give duties to."""
    user = scope.require_anywhere(request, P.MANAGE_OBLIGATION)
    file = get_object_or_404(models.DutyFile.objects.select_related(*_LOADED), pk=pk)
    is_open = file.state == models.DutyFile.State.CHECKED
    lines: Sequence[queries.DutyLine] = []
    if is_open:
        lines = queries.judge_duties(bytes(file.content), user=user, on=timezone.localdate())
    faults = [fault for line in lines for fault in line.faults]
    if tables.export_format(request.GET):
        return tables.export(
            columns=_FAULT_COLUMNS, rows=faults, params=request.GET, name="loi-can-sua"
        )
    context: dict[str, Any] = {
        "file": file,
        "is_open": is_open,
        "job": jobs_queries.view_of(file.job, timezone.now()) if file.job else None,
        "table": tables.build(columns=_LINE_COLUMNS, rows=lines, params=request.GET, page_size=100),
        "faults": faults[:200],
        "faults_count": len(faults),
        "new": sum(line.verdict == queries.LineVerdict.NEW for line in lines),
        "known": sum(line.verdict == queries.LineVerdict.KNOWN for line in lines),
    }
    return http.render_page(request, "directives/duty_file.html", context)


@login_required
@require_POST
def take_in_duty_file(request: HttpRequest, pk: int) -> HttpResponse:
    user = scope.require_anywhere(request, P.MANAGE_OBLIGATION)
    file = get_object_or_404(models.DutyFile, pk=pk)
    return _settle(
        request,
        pk,
        lambda: _order(file, user),
        _("A worker gives the duties out now."),
    )


def _order(file: models.DutyFile, user: accounts_models.User) -> None:
    services.order_duty_file(file=file, by=user, at=timezone.now())
    jobs_http.nudge()


@login_required
@require_POST
def discard_duty_file(request: HttpRequest, pk: int) -> HttpResponse:
    user = scope.require_anywhere(request, P.MANAGE_OBLIGATION)
    file = get_object_or_404(models.DutyFile, pk=pk)
    return _settle(
        request,
        pk,
        lambda: services.discard_duty_file(file=file, by=user, at=timezone.now()),
        _("Discarded; nothing of it counts."),
    )


def _settle(request: HttpRequest, pk: int, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("directives:duty_file", pk=pk)
