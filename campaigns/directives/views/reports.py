"""Expected reports: the list, one of them, sending, saying that there is nothing, unlocking."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.directives import forms, models, permissions, queries, services
from campaigns.directives.views import acting, scope
from campaigns.kernel import roles, tables
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions
from campaigns.units import queries as units_queries

P = roles.Permission
COLUMNS = (
    tables.Column("unit", gettext_lazy("Unit"), is_sortable=True, sort_by="unit__name_vi"),
    tables.Column("form", gettext_lazy("Report"), is_sortable=True, sort_by="form__name_vi"),
    tables.Column("period", gettext_lazy("Period"), is_sortable=True, sort_by="period_start_date"),
    tables.Column("due_date", gettext_lazy("Due on"), is_sortable=True),
    tables.Column("outcome", gettext_lazy("Outcome")),
    tables.Column("submitted_at", gettext_lazy("Sent at"), is_sortable=True),
    tables.Column("head", gettext_lazy("Accountable head today")),
)


@login_required
@require_safe
def report_list(request: HttpRequest) -> HttpResponseBase:
    user, now = scope.require_anywhere(request, P.VIEW_OBLIGATION), timezone.now()
    today = timezone.localdate(now)
    form = forms.ReportFilter(request.GET, user=user, on=today)
    near = _filtered(models.ExpectedReport.objects.all().visible_to(user, on=today), form)
    wanted = form.cleaned_data.get("outcome")
    rows = near.standing(models.Outcome(wanted), at=now) if wanted else near.judged(now)
    loaded = rows.select_related("unit", "form")
    if tables.export_format(request.GET):
        heads = queries.heads_of(
            list(loaded.values_list("unit_id", flat=True).distinct()), on=today
        )
        return tables.export(
            columns=COLUMNS,
            rows=loaded,
            params=request.GET,
            name="expected-reports",
            value=lambda row, column: _plain(row, column, heads),
        )
    table = tables.build(
        columns=COLUMNS,
        rows=loaded,
        params=request.GET,
        default_sort="due_date",
        is_default_descending=True,
    )
    context = {
        "table": table,
        "filter": form,
        "counts": queries.counts_by_outcome(near, at=now),
        "heads": queries.heads_of_rows(table.rows, on=today),
        "kept": _kept(request),
        "may_manage": units_permissions.can(user, P.MANAGE_OBLIGATION),
    }
    return http.render_page(request, "directives/report_list.html", context)


def _kept(request: HttpRequest) -> str:
    """The filters of the list but that of the outcome, for links beside it."""
    params = request.GET.copy()
    for name in ("outcome", "page", "export"):
        params.pop(name, None)
    return params.urlencode()


def _filtered(
    rows: models.ExpectedReportQuerySet, form: forms.ReportFilter
) -> models.ExpectedReportQuerySet:
    form.is_valid()
    said = form.cleaned_data
    rows = queries.reports_found(rows, said.get("q") or "")
    if said.get("unit"):
        rows = rows.filter(unit_id__in=below(said["unit"]))
    if said.get("heard"):
        rows = queries.reports_heard_of(rows, models.Level(said["heard"]))
    wanted = {
        "form_id": said.get("form"),
        "period_start_date": said.get("period"),
        "due_date__gte": said.get("due_from"),
        "due_date__lte": said.get("due_to"),
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def below(pk: int) -> list[int]:
    """The unit and what stands under it today."""
    units = units_models.Unit.objects.all().subtree_of(pk, timezone.localdate())
    return list(units.values_list("pk", flat=True))


def _plain(row: Any, column: tables.Column, heads: dict[int, Any]) -> object:
    shown: dict[str, Callable[[], object]] = {
        "unit": lambda: row.unit.name_vi,
        "form": lambda: row.form.name_vi,
        "period": lambda: f"{row.period_start_date:%d/%m/%Y} – {row.period_end_date:%d/%m/%Y}",
        "outcome": lambda: str(models.Outcome(row.outcome).label),
        "head": lambda: str(heads.get(row.unit_id, "")),
    }
    return shown[column.key]() if column.key in shown else tables.cell(row, column)


@login_required
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.report_held(request, pk, P.VIEW_OBLIGATION)
    user, now = http.signed_in(request), timezone.now()
    today, expected = timezone.localdate(now), queries.is_expected(row)
    is_open = expected and not row.is_locked(now) and row.period_end_date <= today
    context = {
        "row": row,
        "outcome": models.outcome(row, at=now, is_expected=expected),
        "versions": list(queries.versions_of(row)),
        "excuses": list(queries.excuses_of(row)),
        "head": units_queries.head_of(row.unit, today),
        "plan": queries.report_plan_shown(row, is_expected=expected, on=today),
        "is_requested": queries.strength_for(row.form.obligation, row.unit)
        == models.Strength.REQUEST,
        "heard": list(queries.heard_of_report(row)),
        "is_open": is_open,
        "is_locked": row.is_locked(now),
        "is_running": row.period_end_date > today,
        "may_act": permissions.may(user, P.ACT_ON_ASSIGNMENT, row, on=today),
        "may_manage": permissions.may(user, P.MANAGE_OBLIGATION, row, on=today),
    }
    return http.render_page(request, "directives/report.html", context)


def _ask(
    request: HttpRequest,
    row: models.ExpectedReport,
    form: django_forms.Form,
    act: Callable[[], object],
    words: tuple[str, str, str],
) -> HttpResponse:
    """A form: do it once what was said makes sense. words: the title, a note, what came of it."""
    title, note, done = words
    if acting.has_acted(request, form, act):
        messages.success(request, done)
        return redirect("directives:report", pk=row.pk)
    context = {"form": form, "row": row, "title": title, "note": note}
    status = 422 if form.errors else 200
    return http.render_page(request, "directives/send_report.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the questions; before it locks, correct what was sent."""
    row = scope.report_held(request, pk, P.ACT_ON_ASSIGNMENT)
    by, at = http.signed_in(request), timezone.now()
    data = request.POST if request.method == "POST" else None
    form = forms.AnswerForm(data, report=row)
    note = _("What you send now is a correction; the earlier version is kept.")
    return _ask(
        request,
        row,
        form,
        lambda: services.send_report(report=row, answers=form.answers(), by=by, at=at),
        (
            _("Correct the report") if row.version else _("Send the report"),
            note if row.version else "",
            _("The report is sent."),
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_nothing(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then note that there is nothing to report."""
    row = scope.report_held(request, pk, P.ACT_ON_ASSIGNMENT)
    by, at = http.signed_in(request), timezone.now()
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    note = _("You confirm that nothing happened in this period that the report asks for.")
    return _ask(
        request,
        row,
        form,
        lambda: services.report_nothing(report=row, by=by, at=at),
        (_("Nothing to report"), note, _("It is noted that there is nothing to report.")),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unlock_report(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.report_held(request, pk, P.MANAGE_OBLIGATION)
    by, at = http.signed_in(request), timezone.now()
    form = forms.UnlockForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        said = form.cleaned_data
        until = _end_of(said["until"])
        services.unlock_report(report=row, reason=said["reason"], until=until, by=by, at=at)

    note = _("What the unit sends then is late all the same.")
    return _ask(
        request, row, form, act, (_("Unlock the report"), note, _("The report is unlocked."))
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back_excuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Expect the report again, with a reason."""
    row = scope.report_held(request, pk, P.MANAGE_OBLIGATION)
    by, at = http.signed_in(request), timezone.now()
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        services.take_back_excuse(report=row, reason=form.cleaned_data["reason"], by=by, at=at)

    note = _("The report is expected again, and the unit is told so.")
    done = _("The excuse is taken back.")
    return _ask(request, row, form, act, (_("Take the excuse back"), note, done))


def _end_of(day: Any) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), timezone.get_default_timezone())
