"""The union's calls: their list, one with its drives, opening and changing one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.drives import forms, models, queries, services
from campaigns.drives.views import scope
from campaigns.kernel import codes, errors, roles, tables
from campaigns.units import permissions as units_permissions

COLUMNS = (
    tables.Column("name", gettext_lazy("Movement"), is_sortable=True, sort_by="name_vi"),
    tables.Column("unit", gettext_lazy("Called by"), is_sortable=True, sort_by="unit__name_vi"),
    tables.Column("starts_date", gettext_lazy("Begins"), is_sortable=True),
    tables.Column("ends_date", gettext_lazy("Ends"), is_sortable=True),
    tables.Column("drive_count", gettext_lazy("Drives"), is_sortable=True, is_numeric=True),
    tables.Column("people", gettext_lazy("Residents helped"), is_sortable=True, is_numeric=True),
)
_DRIVE_COLUMNS = (
    tables.Column("name", gettext_lazy("Drive"), is_sortable=True),
    tables.Column("unit", gettext_lazy("Where"), is_sortable=True, sort_by="unit__name_vi"),
    tables.Column("starts_at", gettext_lazy("Begins"), is_sortable=True),
    tables.Column("state", gettext_lazy("State"), is_sortable=True),
    tables.Column("people", gettext_lazy("Residents helped"), is_sortable=True, is_numeric=True),
)


@login_required
@require_safe
def movement_list(request: HttpRequest) -> HttpResponseBase:
    """A call concerns the whole campaign: everybody who sees drives sees it."""
    scope.require_anywhere(request, roles.Permission.VIEW_DRIVE)
    rows = queries.with_counts(models.Movement.objects.all())
    if tables.export_format(request.GET):
        return tables.export(
            columns=COLUMNS, rows=rows, params=request.GET, name="movements", value=_value
        )
    table = tables.build(
        columns=COLUMNS,
        rows=rows,
        params=request.GET,
        default_sort="starts_date",
        is_default_descending=True,
    )
    may_open = units_permissions.can(request.user, roles.Permission.MANAGE_DRIVE)
    context = {"table": table, "may_open": may_open}
    return http.render_page(request, "drives/movement_list.html", context)


def _value(row: models.Movement, column: tables.Column) -> object:
    names = {"name": row.name_vi, "unit": row.unit.name_vi}
    return names[column.key] if column.key in names else tables.cell(row, column)


@login_required
@require_safe
def movement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A movement with the drives that the reader may see."""
    movement = seen_movement(request, pk)
    user, today = http.signed_in(request), timezone.localdate()
    drives = models.Drive.objects.visible_to(user, on=today)
    rows = drives.filter(movement=movement).select_related("unit")
    table = tables.build(
        columns=_DRIVE_COLUMNS,
        rows=rows.annotate(people=queries.people_of_drive()),
        params=request.GET,
        default_sort="starts_at",
        is_default_descending=True,
    )
    context = {
        "movement": movement,
        "facts": queries.movement_facts(movement, drives),
        "table": table,
        "is_over": movement.ends_date is not None and movement.ends_date < today,
        "may_edit": _may_edit(request, movement),
        "may_open": units_permissions.can(user, roles.Permission.MANAGE_DRIVE),
    }
    return http.render_page(request, "drives/movement_detail.html", context)


def seen_movement(request: HttpRequest, pk: int) -> models.Movement:
    scope.require_anywhere(request, roles.Permission.VIEW_DRIVE)
    return get_object_or_404(models.Movement.objects.select_related("unit", "campaign"), pk=pk)


def _may_edit(request: HttpRequest, movement: models.Movement) -> bool:
    return bool(
        units_permissions.can(request.user, roles.Permission.MANAGE_DRIVE, unit=movement.unit)
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_movement(request: HttpRequest) -> HttpResponse:
    scope.require_anywhere(request, roles.Permission.MANAGE_DRIVE)
    user, now = http.signed_in(request), timezone.now()
    form = forms.MovementForm(request.POST or None, user=user, at=now)
    if request.method == "POST" and form.is_valid():
        draft = form.draft(code=f"m-{codes.new_code().lower()}")
        try:
            movement = services.launch_movement(draft=draft, by=user, at=now)
        except errors.LoaError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The movement is open. Now open its first drive."))
            return redirect("drives:movement_detail", pk=movement.pk)
    status = 422 if form.errors else 200
    return http.render_page(request, "drives/open_movement.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_movement(request: HttpRequest, pk: int) -> HttpResponse:
    movement = seen_movement(request, pk)
    user, now = http.signed_in(request), timezone.now()
    verdict = units_permissions.can(user, roles.Permission.MANAGE_DRIVE, unit=movement.unit)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    form = forms.MovementForm(request.POST or None, user=user, at=now, movement=movement)
    if request.method == "POST" and form.is_valid():
        draft = form.draft(code=movement.code, campaign=movement.campaign)
        try:
            services.amend_movement(movement=movement, draft=draft, by=user, at=now)
        except errors.LoaError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The movement was changed."))
            return redirect("drives:movement_detail", pk=movement.pk)
    context = {"form": form, "movement": movement}
    status = 422 if form.errors else 200
    return http.render_page(request, "drives/edit_movement.html", context, status=status)
