"""The leader's page for who came to a shift, row by row, by keyboard."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.drives import models, queries, services
from campaigns.drives.views import scope
from campaigns.kernel import errors


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """One row a person; Tab goes down the list, arrow keys choose, Ctrl+Enter saves."""
    shift = scope.led_shift(request, pk)
    if request.method != "POST":
        return _sheet(request, shift)
    try:
        marks = _marks(request, queries.attendance_lines(shift))
        if marks:
            services.record_attendance(
                shift=shift, marks=marks, by=http.signed_in(request), at=timezone.now()
            )
    except services.SheetStale as error:
        return _sheet(request, shift, fault=error.message, status=409)
    except errors.LoaError as error:
        return _sheet(request, shift, fault=error.message, status=422)
    if marks:
        messages.success(request, _("The attendance is saved."))
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect("drives:attendance", pk=shift.pk)


def _sheet(
    request: HttpRequest, shift: models.Shift, *, fault: str = "", status: int = 200
) -> HttpResponse:
    outcomes = models.Attendance.Outcome
    context: dict[str, Any] = {
        "drive": shift.drive,
        "shift": shift,
        "hours": queries.hours_text(shift.starts_at, shift.ends_at),
        "planned_minutes": int((shift.ends_at - shift.starts_at).total_seconds() // 60),
        "lines": queries.attendance_lines(shift),
        "typed": request.POST,
        "planned": [c for c in outcomes.choices if c[0] != outcomes.UNPLANNED_HELPER],
        "unplanned": [(outcomes.UNPLANNED_HELPER.value, outcomes.UNPLANNED_HELPER.label)],
        "phones": queries.phones_to_link(shift),
        "undoable": queries.undoable_save(shift, at=timezone.now()),
        "fault": fault,
    }
    return http.render_page(request, "drives/attendance.html", context, status=status)


def _marks(request: HttpRequest, lines: list[queries.AttendanceLine]) -> list[services.Mark]:
    """Rows that the leader changed; minutes that are no number are refused.

    A row that was left as it was shown is none: so two leaders who note different people at once
    do not undo each other's words.
    """
    marks = []
    for line in lines:
        outcome = request.POST.get(f"outcome-{line.member.pk}", "")
        typed = request.POST.get(f"minutes-{line.member.pk}", "").strip()
        seen = request.POST.get(f"seen-{line.member.pk}")
        was_shown = seen.partition("|")[0] if seen is not None else None
        if not outcome or (outcome == was_shown and not typed):
            continue
        if typed and not (typed.isascii() and typed.isdecimal() and len(typed) < 5):
            raise services.AttendanceRefused(
                _("%(name)s: write the minutes as a number, such as 120.") % {"name": line.name}
            )
        minutes = int(typed) if typed else None
        marks.append(services.Mark(line.member, outcome, minutes, seen))
    return marks


@login_required
@require_POST
def undo_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last saving back."""
    shift = scope.led_shift(request, pk)
    try:
        services.undo_attendance(shift=shift, by=http.signed_in(request), at=timezone.now())
    except errors.LoaError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The last saving is taken back."))
    return redirect("drives:attendance", pk=shift.pk)


@login_required
@require_safe
def attendance_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet for pen and paper: who is expected, with boxes, and lines for others."""
    shift = scope.led_shift(request, pk)
    context = {
        "drive": shift.drive,
        "shift": shift,
        "hours": queries.hours_text(shift.starts_at, shift.ends_at),
        "lines": queries.attendance_lines(shift),
        "empty_lines": range(6),
    }
    return http.render_page(request, "drives/attendance_paper.html", context)


@login_required
@require_POST
def add_helper(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who came without sign-up: by a phone that joined, or by name."""
    shift = scope.led_shift(request, pk)
    typed = request.POST.get("phone", "")
    phones = models.DeviceToken.objects.filter(drive=shift.drive_id)
    phone = get_object_or_404(phones, pk=int(typed)) if typed.isdecimal() else None
    try:
        services.add_helper(
            shift=shift,
            name=request.POST.get("name", ""),
            has_agreed=request.POST.get("has_agreed") == "on",
            phone=phone,
            by=http.signed_in(request),
            at=timezone.now(),
        )
    except errors.LoaError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The helper is on the list."))
    return redirect("drives:attendance", pk=shift.pk)
