"""Attendance and hours of a whole drive, as a list and as a file; correcting what was confirmed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.drives import forms, models, queries, services
from campaigns.drives.views import scope
from campaigns.kernel import errors, tables, text


def _columns(rows: list[queries.HoursLine]) -> tuple[tables.Column, ...]:
    return (
        tables.Column("starts_at", gettext_lazy("Shift"), is_sortable=True),
        tables.Column("name", gettext_lazy("Name"), is_sortable=True),
        tables.Column("outcome_label", gettext_lazy("Attendance"), is_sortable=True),
        tables.Column(
            "declared", gettext_lazy("Declared (minutes)"), is_numeric=True,
            total=sum(row.declared or 0 for row in rows),
        ),
        tables.Column(
            "confirmed", gettext_lazy("Confirmed (minutes)"), is_numeric=True,
            total=sum(row.confirmed or 0 for row in rows),
        ),
        tables.Column("corrections", gettext_lazy("Corrections"), is_numeric=True),
    )  # fmt: skip


@login_required
@require_safe
def hours(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who came to which shift and for how long: what is confirmed, what waits, what was corrected."""
    drive = scope.led_drive(request, pk)
    form = forms.HoursFilter(request.GET)
    rows = _filtered(queries.hours_lines(drive), form)
    columns = _columns(rows)
    if tables.export_format(request.GET):
        return tables.export(
            columns=columns, rows=rows, params=request.GET, name=f"hours-{drive.pk}"
        )
    context = {
        "drive": drive,
        "table": tables.build(
            columns=columns, rows=rows, params=request.GET, default_sort="starts_at"
        ),
        "filter": form,
        "corrections": queries.corrections_in(drive),
    }
    return http.render_page(request, "drives/hours.html", context)


def _filtered(lines: list[queries.HoursLine], form: forms.HoursFilter) -> list[queries.HoursLine]:
    form.is_valid()  # a filter that makes no sense is left out, the others hold
    said = form.cleaned_data
    words = text.fold(said.get("q", "")).split()
    return [
        line
        for line in lines
        if all(word in text.fold(line.name) for word in words)
        and said.get("outcome", "") in {"", line.outcome}
        and said.get("shift") in {None, line.shift_pk}
        and (not said.get("show") or line.is_waiting)
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Another number in the place of confirmed minutes, with the reason."""
    rows = models.WorkedHours.objects.select_related("shift", "member__user", "member__drive")
    worked = get_object_or_404(rows.filter(confirmed_minutes__isnull=False), pk=pk)
    drive = worked.shift.drive = scope.led_drive(request, worked.shift.drive_id)
    form = forms.CorrectionForm(request.POST or None, initial={"seen": worked.confirmed_minutes})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            new = services.correct_hours(
                hours=worked, **form.cleaned_data, by=http.signed_in(request), at=timezone.now()
            )
        except errors.Conflict as error:
            status = 409
            form = _asked_again(form, worked)
            form.add_error(None, error.message)
        except errors.LoaError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The hours are corrected."))
            if new is not None:
                told = _("Certificate %(number)s takes the place of the old one.")
                messages.info(request, told % {"number": new.number})
            return redirect("drives:hours", pk=drive.pk)
    context = {
        "drive": drive,
        "worked": worked,
        "name": str(worked.member),
        "hours": queries.hours_text(worked.shift.starts_at, worked.shift.ends_at),
        "certificate": queries.certificate_of(worked.member),
        "form": form,
    }
    status = 422 if form.errors and status == 200 else status
    return http.render_page(request, "drives/correct_hours.html", context, status=status)


def _asked_again(form: forms.CorrectionForm, worked: models.WorkedHours) -> forms.CorrectionForm:
    """The form as it was typed, over the number that stands now: sent once more, it holds."""
    worked.refresh_from_db(fields=["confirmed_minutes"])
    typed = {name: form.data.get(name, "") for name in form.fields} | {
        "seen": str(worked.confirmed_minutes)
    }
    again = forms.CorrectionForm(typed)
    again.is_valid()
    return again
