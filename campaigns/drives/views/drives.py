"""The list of drives, opening one, its page, its shifts and its end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.drives import forms, permissions, queries, services
from campaigns.drives.views import browsing, joining, scope
from campaigns.kernel import errors, roles, tables


def _columns(sums: queries.DriveSums | None = None) -> tuple[tables.Column, ...]:
    places = f"{sums.taken}/{sums.places}" if sums else None
    return (
        tables.Column("name", gettext_lazy("Drive"), is_sortable=True),
        tables.Column("unit", gettext_lazy("Where"), is_sortable=True, sort_by="unit__name_vi"),
        tables.Column("starts_at", gettext_lazy("Begins"), is_sortable=True),
        tables.Column("state", gettext_lazy("State"), is_sortable=True),
        tables.Column(
            "taken", gettext_lazy("Places taken"), is_sortable=True, is_numeric=True, total=places
        ),
        tables.Column(
            "people",
            gettext_lazy("Residents helped"),
            is_sortable=True,
            is_numeric=True,
            total=sums.people if sums else None,
        ),
    )


@login_required
@require_safe
def drive_list(request: HttpRequest) -> HttpResponseBase:
    form, rows = browsing.filtered(request)
    sums = queries.sums_of(rows)
    rows = rows.annotate(
        people=queries.people_of_drive(),
        taken=queries.places_of_drive("taken"),
        places=queries.places_of_drive("capacity"),
    )
    if tables.export_format(request.GET):
        return tables.export(
            columns=_columns(), rows=rows, params=request.GET, name="drives", value=_plain_value
        )
    table = tables.build(
        columns=_columns(sums if rows.exists() else None),
        rows=rows,
        params=request.GET,
        default_sort="starts_at",
        is_default_descending=True,
    )
    context = browsing.frame(request, form) | {"table": table}
    return http.render_page(request, "drives/drive_list.html", context)


def _plain_value(row: Any, column: tables.Column) -> object:
    if column.key == "state":
        return row.get_state_display()
    return tables.cell(row, column)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_drive(request: HttpRequest) -> HttpResponse:
    scope.require_anywhere(request, roles.Permission.MANAGE_DRIVE)
    user, now = http.signed_in(request), timezone.now()
    form = forms.DriveForm(request.POST or None, user=user, at=now, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            drive = services.open_drive(draft=form.draft(), by=user, at=now)
        except errors.LoaError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The drive is open. Show the code to your volunteers."))
            return redirect("drives:drive_detail", pk=drive.pk)
    status = 422 if form.errors else 200
    return http.render_page(request, "drives/open_drive.html", {"form": form}, status=status)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What a link to the form says already: where, and for which movement."""
    names = ("unit", "place", "movement")
    return {name: request.GET[name][:200] for name in names if name in request.GET}


@login_required
@require_safe
def drive_detail(request: HttpRequest, pk: int) -> HttpResponse:
    drive = scope.seen_drive(request, pk)
    may_manage = permissions.may_manage(request.user, drive)
    context = {
        "drive": drive,
        "state_tone": {"OPEN": "good", "CLOSED": "neutral", "CANCELLED": "danger"}[drive.state],
        "totals": queries.totals_by_app(drive),
        "shifts": queries.shift_lines(drive, at=timezone.now(), user=http.signed_in(request)),
        "helpers": queries.helpers_of(drive) if may_manage else [],
        "held": queries.held_count(drive) if may_manage else 0,
        "languages": ", ".join(str(row) for row in drive.languages.order_by("pk")),
        "events": queries.timeline_of(drive, has_names=bool(may_manage)),
        "code": joining.shown_code(request, drive) if may_manage else None,
        "help_given": queries.help_given(drive),
        "may_manage": may_manage,
        "is_recruiting": queries.is_recruiting(drive.pk, timezone.now()),
        "may_move": may_manage and drive.is_open,
        "may_log": permissions.may_log(request.user, drive),
    }
    return http.render_page(request, "drives/drive_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_shift(request: HttpRequest, pk: int) -> HttpResponse:
    drive = scope.led_drive(request, pk)
    initial = {"starts_at": drive.starts_at, "ends_at": drive.ends_at}
    form = forms.ShiftForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.plan_shift(
                drive=drive, draft=form.draft(), by=http.signed_in(request), at=timezone.now()
            )
        except errors.LoaError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The shift was added."))
            return redirect("drives:drive_detail", pk=drive.pk)
    context = {"drive": drive, "form": form}
    status = 422 if form.errors else 200
    return http.render_page(request, "drives/plan_shift.html", context, status=status)


@login_required
@require_POST
def close_drive(request: HttpRequest, pk: int) -> HttpResponse:
    drive = scope.led_drive(request, pk)
    try:
        services.close_drive(drive=drive, by=http.signed_in(request), at=timezone.now())
    except services.StateRefused as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The drive is closed. What was logged before still counts."))
    return redirect("drives:drive_detail", pk=drive.pk)


@login_required
@require_POST
def reopen_drive(request: HttpRequest, pk: int) -> HttpResponse:
    drive = scope.led_drive(request, pk)
    try:
        services.reopen_drive(drive=drive, by=http.signed_in(request), at=timezone.now())
    except services.StateRefused as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The drive is open again."))
    return redirect("drives:drive_detail", pk=drive.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_drive(request: HttpRequest, pk: int) -> HttpResponse:
    drive = scope.led_drive(request, pk)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_drive(
                drive=drive,
                reason=form.cleaned_data["reason"],
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except services.StateRefused as error:
            messages.error(request, error.message)
        return redirect("drives:drive_detail", pk=drive.pk)
    context = {"drive": drive, "form": form}
    status = 422 if form.errors else 200
    return http.render_page(request, "drives/cancel_drive.html", context, status=status)
