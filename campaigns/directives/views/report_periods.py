"""How complete the reports of each period are, who is missing by name, and the forms themselves."""

import secrets
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.directives import forms, models, queries, services
from campaigns.directives.views import reports, scope
from campaigns.kernel import errors, roles, tables
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

P = roles.Permission
O = models.Outcome  # noqa: E741  read as a word: O.LATE
# Without a day said, the periods of the last weeks are counted.
_DAYS_SHOWN = 62
_COUNTED = (O.ON_TIME, O.LATE, O.NIL, O.MISSING, O.EXCUSED, O.NOT_DUE)
COLUMNS = (
    tables.Column("form", gettext_lazy("Report")),
    tables.Column("period", gettext_lazy("Period")),
    *(tables.Column(one.value, one.label, is_numeric=True) for one in _COUNTED),
    tables.Column("rate", gettext_lazy("Received of fallen due"), is_numeric=True),
)


@login_required
@require_safe
def completeness(request: HttpRequest) -> HttpResponseBase:
    user, now = scope.require_anywhere(request, P.VIEW_OBLIGATION), timezone.now()
    today = timezone.localdate(now)
    form = forms.CompletenessFilter(request.GET, user=user, on=today)
    form.is_valid()
    said = form.cleaned_data
    since = said.get("since") or today - timedelta(days=_DAYS_SHOWN)
    rows = models.ExpectedReport.objects.all().visible_to(user, on=today)
    rows = rows.filter(period_start_date__gte=since)
    if said.get("unit"):
        rows = rows.filter(unit_id__in=reports.below(said["unit"]))
    found = queries.completeness(rows, at=now)
    if tables.export_format(request.GET):
        return tables.export(
            columns=COLUMNS, rows=found, params=request.GET, name="completeness", value=_plain
        )
    context = {
        "table": tables.build(columns=COLUMNS, rows=found, params=request.GET),
        "filter": form,
        "since": since,
        "unit": said.get("unit"),
        "may_manage": units_permissions.can(user, P.MANAGE_OBLIGATION),
        "forms": queries.forms_visible_to(user, P.VIEW_OBLIGATION, on=today),
    }
    return http.render_page(request, "directives/completeness.html", context)


def _plain(row: queries.Completeness, column: tables.Column) -> object:
    if column.key == "form":
        return row.form.name_vi
    if column.key == "period":
        return f"{row.period.start:%d/%m/%Y} – {row.period.end:%d/%m/%Y}"
    if column.key == "rate":
        return row.percent
    return row.count(column.key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def absent(request: HttpRequest, pk: int, start: str) -> HttpResponse:
    """Who is missing in a period, by name; those chosen are reminded or excused."""
    user, now = http.signed_in(request), timezone.now()
    kept = scope.report_form_kept(request, pk)
    today, first = timezone.localdate(now), _day(start)
    rows = models.ExpectedReport.objects.all().visible_to(
        user, on=today, permission=P.MANAGE_OBLIGATION
    )
    found = queries.absent(rows.filter(form=kept, period_start_date=first), at=now, on=today)
    form = forms.AbsentForm(request.POST if request.method == "POST" else None, absent=found)
    if request.method == "POST" and form.is_valid() and _settle(request, form, found):
        return redirect("directives:absent", pk=pk, start=start)
    context = {
        "kept": kept,
        "start": first,
        "span": queries.period_of(kept.rhythm, first),
        "absent": found,
        "form": form,
        "chosen": form["reports"].value() or [],
    }
    status = 422 if form.errors else 200
    return http.render_page(request, "directives/absent.html", context, status=status)


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as no_day:
        raise Http404 from no_day


def _settle(request: HttpRequest, form: forms.AbsentForm, found: list[queries.Absent]) -> bool:
    """Remind or excuse those chosen; false where the form says why not."""
    user, now = http.signed_in(request), timezone.now()
    chosen = set(form.cleaned_data["reports"])
    rows = [one.report for one in found if one.report.pk in chosen]
    if "remind" in request.POST:
        silent = services.remind(reports=rows, by=user, at=now)
        _say(request, len(rows) - len(silent), silent)
        return True
    try:
        count = services.excuse_reports(
            reports=rows, reason=form.cleaned_data["reason"], by=user, at=now
        )
    except errors.LoaError as refusal:
        form.add_error("reason", refusal.message)
        return False
    words = ngettext("%(count)s unit is excused.", "%(count)s units are excused.", count)
    messages.success(request, words % {"count": count})
    return True


def _say(request: HttpRequest, count: int, silent: list[models.ExpectedReport]) -> None:
    words = ngettext(
        "%(count)s unit is reminded, once for this period.",
        "%(count)s units are reminded, once for this period.",
        count,
    )
    messages.success(request, words % {"count": count})
    if silent:
        names = "; ".join(row.unit.name_vi for row in silent[:20])
        messages.warning(request, _("Nobody has an account there: %(names)s.") % {"names": names})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_form_new(request: HttpRequest, pk: int) -> HttpResponse:
    user, today = scope.require_anywhere(request, P.MANAGE_OBLIGATION), timezone.localdate()
    reached = queries.directives_visible_to(user, today)
    rows = models.Obligation.objects.select_related("clause__directive")
    obligation = get_object_or_404(rows, pk=pk, clause__directive__in=reached)
    initial = {
        **forms.NEW_FORM,
        "valid_from_date": today,
        "kinds": list(obligation.lead_kinds.values_list("pk", flat=True)),
        "units": list(obligation.lead_units.values_list("pk", flat=True)),
    }
    return _edit(request, obligation, initial, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_form_edit(request: HttpRequest, pk: int) -> HttpResponse:
    kept = scope.report_form_kept(request, pk)
    names = (
        *("name_vi", "rhythm", "due_days", "timely_until_time", "lock_days", "remind_days"),
        *("valid_from_date", "valid_to_date", "is_interval_assumed"),
    )
    initial = {name: getattr(kept, name) for name in names} | {
        "collector": kept.collector_id,
        "kinds": list(kept.kinds.values_list("pk", flat=True)),
        "units": list(kept.units.values_list("pk", flat=True)),
    }
    return _edit(request, kept.obligation, initial, kept)


def _edit(
    request: HttpRequest,
    obligation: models.Obligation,
    initial: dict[str, Any],
    kept: models.ReportForm | None,
) -> HttpResponse:
    """The editor: first a look at who is expected to report, then the same form saves it."""
    user, now = http.signed_in(request), timezone.now()
    data = request.POST if request.method == "POST" else None
    units = queries.units_to_assign(user, on=timezone.localdate(now))
    shown = kept.questions if kept is not None and data is None else None
    form = forms.ReportFormForm(data, units=units, initial=initial)
    asked = forms.QuestionSet(data, initial=shown, prefix="questions")
    preview: list[units_models.Unit] | None = None
    # Both are judged, so that every fault is shown at once.
    if request.method == "POST" and all([form.is_valid(), asked.is_valid()]):
        questions = forms.questions_of([one.cleaned_data for one in asked])
        code = kept.code if kept else f"{obligation.code[:48]}-{secrets.token_hex(4)}"
        draft = form.draft(obligation, code, questions)
        if "save" in request.POST:
            try:
                services.save_report_form(draft=draft, by=user, at=now)
            except errors.LoaError as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, _("The report is kept; units see it within the hour."))
                return redirect("directives:completeness")
        else:
            preview = _preview(draft)
    context = {
        "form": form,
        "asked": asked,
        "obligation": obligation,
        "kept": kept,
        "preview": preview,
    }
    status = 422 if form.errors or asked.total_error_count() else 200
    return http.render_page(request, "directives/report_form.html", context, status=status)


def _preview(draft: services.ReportFormDraft) -> list[units_models.Unit]:
    found = queries.units_asked(
        draft.collector.pk,
        unit_ids=[unit.pk for unit in draft.units],
        kind_ids=[kind.pk for kind in draft.kinds],
        on=max(draft.valid_from_date, timezone.localdate()),
    )
    return list(found.order_by("name_vi", "pk"))
