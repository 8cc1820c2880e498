"""Drives as a list, by day and on the map: one set of filters, three pages."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.drives import forms, models, queries
from campaigns.drives.views import scope
from campaigns.kernel import roles
from campaigns.units import permissions as units_permissions

# What one view of the drives says in its address and another does not know.
_OWN_PARAMS = ("month", "sort", "dir", "page", "size")


def filtered(request: HttpRequest) -> tuple[forms.DriveFilter, models.DriveQuerySet]:
    """The filters of the address, and the drives that they leave of those which the reader may see."""
    scope.require_anywhere(request, roles.Permission.VIEW_DRIVE)
    user = http.signed_in(request)
    drives = models.Drive.objects.visible_to(user, on=timezone.localdate())
    form = forms.DriveFilter(request.GET)
    form.is_valid()  # a filter that makes no sense is left out, the others hold
    said = form.cleaned_data
    if said.get("q"):
        words = said["q"]
        drives = drives.filter(
            Q(name__icontains=words) | Q(place__icontains=words) | Q(unit__name_vi__icontains=words)
        )
    if said.get("state"):
        drives = drives.filter(state=said["state"])
    if said.get("movement"):
        drives = drives.filter(movement=said["movement"])
    return form, drives.select_related("unit")


def frame(request: HttpRequest, form: forms.DriveFilter) -> dict[str, Any]:
    """What the three pages have in common; `kept` are the filters for the links between them."""
    kept = request.GET.copy()
    for name in _OWN_PARAMS:
        kept.pop(name, None)
    return {
        "filter": form,
        "kept": f"?{kept.urlencode()}" if kept else "",
        "is_filtered": any(kept.values()),
        "may_open": units_permissions.can(request.user, roles.Permission.MANAGE_DRIVE),
    }


@login_required
@require_safe
def drive_calendar(request: HttpRequest) -> HttpResponse:
    """A month of drives; `month` is written as 2026-11."""
    form, drives = filtered(request)
    today = timezone.localdate()
    first_date = queries.month_of(request.GET.get("month", ""), today=today)
    context = frame(request, form) | {
        "month": queries.drive_calendar(drives, first_date=first_date, today=today),
        "this_month": f"{today:%Y-%m}",
    }
    return http.render_page(request, "drives/drive_calendar.html", context)


@login_required
@require_safe
def drive_map(request: HttpRequest) -> HttpResponse:
    form, drives = filtered(request)
    shown = queries.drive_map(drives, on=timezone.localdate())
    return http.render_page(
        request, "drives/drive_map.html", frame(request, form) | {"shown": shown}
    )
