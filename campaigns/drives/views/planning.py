"""Changing a drive and its shifts, and copying it to other days."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.accounts import http
from campaigns.drives import forms, services
from campaigns.drives.views import scope
from campaigns.kernel import errors


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_drive(request: HttpRequest, pk: int) -> HttpResponse:
    drive = scope.led_drive(request, pk)
    user, now = http.signed_in(request), timezone.now()
    form = forms.EditDriveForm(request.POST or None, drive=drive, user=user, at=now)
    if request.method == "POST" and form.is_valid():
        try:
            services.amend_drive(drive=drive, draft=form.draft(), by=user, at=now)
        except errors.LoaError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The drive was changed."))
            return redirect("drives:drive_detail", pk=drive.pk)
    context = {"drive": drive, "form": form}
    status = 422 if form.errors else 200
    return http.render_page(request, "drives/edit_drive.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy_drive(request: HttpRequest, pk: int) -> HttpResponse:
    """The same drive on other days, with its shifts and without its people."""
    drive = scope.led_drive(request, pk)
    user, now = http.signed_in(request), timezone.now()
    next_week = timezone.localdate(max(drive.starts_at, now)) + timedelta(days=7)
    initial = {"first_date": next_week, "name": drive.name}
    form = forms.CopyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            new = services.copy_drive(drive=drive, draft=form.draft(), by=user, at=now)
        except errors.LoaError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The copy is open. Its shifts wait for volunteers."))
            return redirect("drives:drive_detail", pk=new.pk)
    context = {"drive": drive, "form": form, "shift_count": drive.shifts.count()}
    status = 422 if form.errors else 200
    return http.render_page(request, "drives/copy_drive.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_shift(request: HttpRequest, pk: int) -> HttpResponse:
    shift = scope.led_shift(request, pk)
    initial = {name: getattr(shift, name) for name in ("starts_at", "ends_at", "capacity", "needs")}
    form = forms.ShiftForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            moved = services.amend_shift(
                shift=shift, draft=form.draft(), by=http.signed_in(request), at=timezone.now()
            )
        except errors.LoaError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The shift was changed."))
            if moved:
                count = len(moved)
                words = ngettext(
                    "%(num)s volunteer moved up from the waiting list.",
                    "%(num)s volunteers moved up from the waiting list.",
                    count,
                )
                messages.info(request, words % {"num": count})
            return redirect("drives:shift_detail", pk=shift.pk)
    context = {"drive": shift.drive, "shift": shift, "form": form}
    status = 422 if form.errors else 200
    return http.render_page(request, "drives/edit_shift.html", context, status=status)


@login_required
@require_POST
def remove_shift(request: HttpRequest, pk: int) -> HttpResponse:
    shift = scope.led_shift(request, pk)
    try:
        services.remove_shift(shift=shift, by=http.signed_in(request), at=timezone.now())
    except errors.LoaError as error:
        messages.error(request, error.message)
        return redirect("drives:shift_detail", pk=shift.pk)
    messages.success(request, _("The shift was removed."))
    return redirect("drives:drive_detail", pk=shift.drive_id)
