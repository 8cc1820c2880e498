"""Pages of units: the list, and the roles that people hold in one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.kernel import errors, roles, tables
from campaigns.units import forms, models, permissions, queries, services

PAGE_SIZE = 100

_COLUMNS = (
    tables.Column("name_vi", gettext_lazy("Unit"), is_sortable=True),
    tables.Column("kind", gettext_lazy("Kind"), is_sortable=True, sort_by="kind__name_vi"),
    tables.Column("code", gettext_lazy("Code"), is_sortable=True),
    tables.Column("parent_name", gettext_lazy("Under"), is_sortable=True),
    tables.Column("head_name", gettext_lazy("Head"), is_sortable=True),
)


@login_required
@require_safe
def unit_list(request: HttpRequest) -> HttpResponseBase:
    user, today = http.signed_in(request), timezone.localdate()
    verdict = permissions.can(user, roles.Permission.VIEW_UNIT)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    reached = models.Unit.objects.visible_to(user, today)
    form = forms.UnitFilter(request.GET, units=reached, on=today)
    form.is_valid()
    edges = models.UnitEdge.objects.filter(models.in_force(today), child=OuterRef("pk"))
    heads = models.UnitHead.objects.filter(models.in_force(today), unit=OuterRef("pk"))
    rows = (
        _filtered(reached, form)
        .select_related("kind")
        .annotate(
            parent_name=Subquery(edges.values("parent__name_vi")[:1]),
            head_name=Subquery(heads.order_by("-valid_from_date").values("full_name")[:1]),
        )
    )
    if tables.export_format(request.GET):
        return tables.export(
            columns=_COLUMNS, rows=rows, params=request.GET, name="units", value=_value
        )
    table = tables.build(
        columns=_COLUMNS,
        rows=rows,
        params=request.GET,
        default_sort="name_vi",
        page_size=PAGE_SIZE,
    )
    return http.render_page(request, "units/unit_list.html", {"table": table, "filters": form})


def _value(row: models.Unit, column: tables.Column) -> object:
    """What a cell of the file holds."""
    value = tables.cell(row, column)
    return str(value) if column.key == "kind" else value


def _filtered(units: models.UnitQuerySet, form: forms.UnitFilter) -> models.UnitQuerySet:
    wanted = form.cleaned_data
    if wanted.get("q"):
        units = queries.search_units(units, wanted["q"])
    if wanted.get("kind"):
        units = units.filter(kind=wanted["kind"])
    if wanted.get("parent"):
        below = models.Unit.objects.subtree_of(wanted["parent"], timezone.localdate())
        units = units.filter(pk__in=below.values("pk")).exclude(pk=wanted["parent"])
    return units


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grants(request: HttpRequest, pk: int) -> HttpResponse:
    user, unit = _managed(request, pk)
    today = timezone.localdate()
    form = forms.GrantForm(
        request.POST if request.method == "POST" else None, initial={"from_date": today}
    )
    if request.method == "POST" and form.is_valid() and _given(form, unit, user):
        messages.success(request, _("The role is given. It holds from the day you chose."))
        return redirect("units:grants", pk=unit.pk)
    held = models.Grant.objects.filter(unit=unit).select_related("user")
    context: dict[str, Any] = {
        "unit": unit,
        "form": form,
        "grants": list(held.order_by("valid_to_date", "role", "user__full_name", "pk")),
        "today": today,
    }
    status = 422 if request.method == "POST" else 200
    return http.render_page(request, "units/grants.html", context, status=status)


def _managed(request: HttpRequest, pk: int) -> tuple[accounts_models.User, models.Unit]:
    """The reader and a unit whose roles they keep: 404 out of reach, 403 without the right."""
    user = http.signed_in(request)
    unit = get_object_or_404(models.Unit.objects.visible_to(user, timezone.localdate()), pk=pk)
    verdict = permissions.can(user, roles.Permission.MANAGE_GRANTS, unit=unit)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return user, unit


def _given(form: forms.GrantForm, unit: models.Unit, by: accounts_models.User) -> bool:
    """Give the role that was entered; False with the fault in the form when it cannot be."""
    entered = form.cleaned_data
    draft = services.GrantDraft(
        user=entered["email"],
        role=roles.Role(entered["role"]),
        unit=unit,
        from_date=entered["from_date"],
    )
    try:
        services.give_grant(draft=draft, by=by, at=timezone.now())
    except errors.LoaError as error:
        form.add_error("role", error.message)
    return not form.errors


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_grant(request: HttpRequest, pk: int, grant_pk: int) -> HttpResponse:
    user, unit = _managed(request, pk)
    held = models.Grant.objects.select_related("user")
    grant = get_object_or_404(held, pk=grant_pk, unit=unit, valid_to_date__isnull=True)
    form = forms.EndGrantForm(
        request.POST if request.method == "POST" else None,
        initial={"last_date": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid() and _ended(form, grant, user):
        messages.success(request, _("The role ends after the day you chose."))
        return redirect("units:grants", pk=unit.pk)
    status = 422 if request.method == "POST" else 200
    context = {"unit": unit, "grant": grant, "form": form}
    return http.render_page(request, "units/end_grant.html", context, status=status)


def _ended(form: forms.EndGrantForm, grant: models.Grant, by: accounts_models.User) -> bool:
    entered = form.cleaned_data
    if entered["last_date"] < grant.valid_from_date:
        form.add_error("last_date", _("The role began after this day."))
        return False
    try:
        services.end_grant(
            grant=grant,
            last_date=entered["last_date"],
            by=by,
            at=timezone.now(),
            reason=entered["reason"],
        )
    except errors.LoaError as error:
        form.add_error(None, error.message)
    return not form.errors
