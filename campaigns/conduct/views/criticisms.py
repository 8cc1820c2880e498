"""Pages of the criticisms: the list, one with its evidence and what was said, a draft, a reminder."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.conduct import forms, models, permissions, queries, services
from campaigns.conduct.views import scope
from campaigns.kernel import errors, roles, serving, tables, text
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

P = roles.Permission
PERIOD = timedelta(days=60)
_COLUMNS = (
    tables.Column("title", gettext_lazy("Matter"), is_sortable=True),
    tables.Column("unit", gettext_lazy("Unit"), is_sortable=True, sort_by="unit__name_vi"),
    tables.Column("state", gettext_lazy("State"), is_sortable=True),
    tables.Column("drafted_at", gettext_lazy("Entered on"), is_sortable=True),
    tables.Column("reply_due_date", gettext_lazy("Reply due"), is_sortable=True),
    tables.Column("decision_date", gettext_lazy("Decision"), is_sortable=True),
)


@login_required
@require_safe
def criticism_list(request: HttpRequest) -> HttpResponseBase:
    user, today = http.signed_in(request), timezone.localdate()
    scope.need(units_permissions.can(user, P.VIEW_UNIT))
    form = forms.CriticismFilter(request.GET)
    form.is_valid()
    unit = _filtered_unit(user, form, today)
    found = _filtered(models.Criticism.objects.all().visible_to(user, today), form, unit, today)
    rows = found.select_related("unit", "form")
    if tables.export_format(request.GET):
        return tables.export(
            columns=_COLUMNS, rows=rows, params=request.GET, name="criticisms", value=_value
        )
    table = tables.build(
        columns=_COLUMNS,
        rows=rows,
        params=request.GET,
        default_sort="drafted_at",
        is_default_descending=True,
    )
    context = {"table": table, "filters": form, "unit": unit}
    return http.render_page(request, "conduct/criticism_list.html", context)


def _value(row: models.Criticism, column: tables.Column) -> object:
    """What a cell of the file holds."""
    if column.key == "state":
        return row.get_state_display()
    return str(row.unit) if column.key == "unit" else tables.cell(row, column)


def _filtered_unit(
    user: accounts_models.User, form: forms.CriticismFilter, today: date
) -> units_models.Unit | None:
    pk = form.cleaned_data.get("unit")
    if not pk:
        return None
    return get_object_or_404(units_models.Unit.objects.visible_to(user, today), pk=pk)


def _filtered(
    rows: models.CriticismQuerySet,
    form: forms.CriticismFilter,
    unit: units_models.Unit | None,
    today: date,
) -> models.CriticismQuerySet:
    wanted = form.cleaned_data
    given = {
        "state": wanted.get("state"),
        "decision_date__gte": wanted.get("decided_from"),
        "decision_date__lte": wanted.get("decided_to"),
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if unit is not None:
        rows = rows.of_subtree(unit, wanted.get("decided_to") or today)
    if wanted.get("standing"):
        rows = rows.standing()
    for word in text.fold(str(wanted.get("q", ""))).split():
        rows = rows.filter(Q(unit__folded_text__contains=word) | Q(folded_title__contains=word))
    return rows


@login_required
@require_safe
def criticism(request: HttpRequest, pk: int) -> HttpResponse:
    user, row = scope.near(request, pk)
    today = timezone.localdate()
    seen = permissions.may_see(user, row, on=today)
    if not seen and row.is_standing:
        return redirect("public_criticism", pk=row.pk)
    scope.need(seen)
    lines = queries.evidence_lines(row, queries.read_now(row)) if row.is_noticed else []
    is_office = bool(units_permissions.can(user, P.VIEW_CRITICISM, unit=row.unit))
    context = {
        "row": row,
        "lines": lines,
        "is_intact": all(line.is_intact for line in lines),
        "steps": permissions.offered(user, row, on=today),
        "statements": queries.statements_of(row),
        "history": queries.criticism_history(row),
        "is_office": is_office,
        "precedents": queries.precedents(row) if is_office else [],
        "is_awaited": row.state
        in (models.CriticismState.NOTIFIED, models.CriticismState.REPLY_OPEN),
    }
    return http.render_page(request, "conduct/criticism.html", context)


@login_required
@require_safe
def citation_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of either side, for the parties alone."""
    file = get_object_or_404(models.CitationFile, pk=pk)
    user, row = scope.near(request, file.criticism_id)
    scope.need(permissions.may_see(user, row, on=timezone.localdate()))
    if not file.file:
        raise Http404
    stored = serving.StoredFile(
        Path(file.file.path), file.size, file.sha256, file.content_type, file.name
    )
    return serving.serve(request, stored, "private, no-store")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_criticism(request: HttpRequest, pk: int) -> HttpResponse:
    user, unit = scope.unit_where(request, pk, P.PROPOSE_CRITICISM)
    today = timezone.localdate()
    period = forms.PeriodForm(
        {"from_date": request.GET.get("from_date"), "to_date": request.GET.get("to_date")}
    )
    start, end = today - PERIOD, today
    if period.is_valid() and period.cleaned_data["from_date"] <= period.cleaned_data["to_date"]:
        start, end = period.cleaned_data["from_date"], period.cleaned_data["to_date"]
    form = forms.CriticismForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        candidates=queries.candidates(unit, start, end),
        on=today,
    )
    if request.method == "POST" and form.is_valid():
        row = _drafted(form, unit, (start, end), user)
        if row is not None:
            messages.success(
                request, _("The draft is entered. Read it through and put it forward.")
            )
            return redirect("conduct:criticism", pk=row.pk)
    context = {
        "form": form,
        "unit": unit,
        "period": forms.PeriodForm(initial={"from_date": start, "to_date": end}),
    }
    status = 422 if form.errors else 200
    return http.render_page(request, "conduct/criticism_draft.html", context, status=status)


def _drafted(
    form: forms.CriticismForm,
    unit: units_models.Unit,
    period: tuple[date, date],
    user: accounts_models.User,
) -> models.Criticism | None:
    """The draft; None with the fault beside its field when it cannot stand."""
    said: dict[str, Any] = form.cleaned_data
    draft = services.CriticismDraft(
        unit=unit,
        form=form.chosen_form(),
        title=said["title"],
        matter=said["matter"],
        from_date=period[0],
        to_date=period[1],
        clause=form.chosen_clause(),
        sources=form.chosen(),
        texts=[said["observation"]] if said["observation"].strip() else [],
        files=form.uploads(),
    )
    try:
        return services.draft_criticism(draft=draft, by=user, at=timezone.now())
    except errors.LoaError as fault:
        field = getattr(fault, "field", "")
        form.add_error(field if field in form.fields else None, fault.message)
    return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    user, unit = scope.unit_where(request, pk, P.PROPOSE_CRITICISM)
    form = forms.ReminderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        services.remind_unit(
            unit=unit,
            words=said["words"],
            by_date=said["by_date"],
            clause=None,
            by=user,
            at=timezone.now(),
        )
        messages.success(request, _("The unit is reminded."))
        return redirect("workspace:unit", pk=unit.pk)
    context = {"form": form, "unit": unit}
    status = 422 if form.errors else 200
    return http.render_page(request, "conduct/remind.html", context, status=status)
