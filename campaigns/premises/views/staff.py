"""Staff using one of the apps, by unit and month (clause 1 (ii)): one sheet of many units."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.kernel import errors, roles
from campaigns.premises import forms, models, queries, services
from campaigns.premises.views import scope
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions
from campaigns.units import queries as units_queries

P = roles.Permission
PAGE_LENGTH = 50


@dataclass(frozen=True)
class Line:
    """A unit on the sheet: what is kept, and what was typed if it was not taken in."""

    unit: units_models.Unit
    use: models.AppUse | None
    share: float | None
    typed: forms.Entered | None = None

    @property
    def first(self) -> str:
        return self.typed.first_text if self.typed else str(self.use.staff) if self.use else ""

    @property
    def second(self) -> str:
        return self.typed.second_text if self.typed else str(self.use.using) if self.use else ""

    @property
    def seen(self) -> int:
        return self.typed.seen if self.typed else self.use.turn if self.use else 0

    @property
    def fault(self) -> str:
        return self.typed.fault if self.typed else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest) -> HttpResponse:
    """Whoever keeps premises of a unit fills its line; whoever only sees them reads it."""
    scope.require_anywhere(
        request, P.MANAGE_PREMISES if request.method == "POST" else P.VIEW_PREMISES
    )
    user, today = http.signed_in(request), timezone.localdate()
    form = forms.MonthFilter(request.GET)
    form.is_valid()  # what makes no sense is left out
    month = (form.cleaned_data.get("month") or today).replace(day=1)
    may_enter = bool(units_permissions.can(user, P.MANAGE_PREMISES))
    permission = P.MANAGE_PREMISES if may_enter else P.VIEW_PREMISES
    units = units_permissions.units_where(user, permission, on=today).in_force(today)
    units = units.exclude(kind__code=units_queries.HAMLET)  # it employs nobody
    if request.method == "POST":
        lines = _take_in(request, units, month)
        if not any(line.fault for line in lines):
            return redirect(f"{reverse('premises:staff')}?{request.GET.urlencode()}")
        return _page(request, form, month, lines, None, may_enter)
    page = Paginator(units.order_by("name_vi", "pk"), PAGE_LENGTH).get_page(
        request.GET.get("page", "1")[:6]
    )
    kept = queries.staff_lines(list(page.object_list), month)
    lines = [Line(line.unit, line.use, line.share) for line in kept]
    return _page(request, form, month, lines, page, may_enter)


def _take_in(request: HttpRequest, units: units_models.UnitQuerySet, month: date) -> list[Line]:
    """Keep each line by itself; a wrong one stays as it was typed and keeps no other back."""
    wanted = [int(n) for n in request.POST.getlist("line")[:PAGE_LENGTH] if forms.is_number(n)]
    found = {unit.pk: unit for unit in units.filter(pk__in=wanted)}
    if set(wanted) - found.keys():
        raise Http404  # not theirs
    lines, saved = [], 0
    for line in queries.staff_lines([found[pk] for pk in dict.fromkeys(wanted)], month):
        typed = forms.read_line(request.POST, line.unit.pk)
        is_saved = not typed.fault and _enter(request, line, typed, month)
        saved += is_saved
        lines.append(Line(line.unit, line.use, line.share, typed))
    if saved:
        messages.success(
            request,
            ngettext("%(num)d line is kept.", "%(num)d lines are kept.", saved) % {"num": saved},
        )
    return lines


def _enter(
    request: HttpRequest, line: queries.StaffLine, typed: forms.Entered, month: date
) -> bool:
    """Whether something new was kept; a refusal goes to the line."""
    use = line.use
    if typed.is_blank:
        return False
    if use is not None and (use.staff, use.using) == (typed.first, typed.second):
        return False
    try:
        row = services.enter_app_use(
            unit=line.unit,
            month=month,
            staff=typed.first,
            using=typed.second,
            seen=typed.seen,
            by=http.signed_in(request),
            at=timezone.now(),
        )
    except services.CountOvertaken as refusal:
        typed.fault, typed.seen = refusal.message, refusal.turn
    except errors.LoaError as refusal:
        typed.fault = refusal.message
    else:
        typed.seen = row.turn
        return True
    return False


def _page(
    request: HttpRequest,
    form: forms.MonthFilter,
    month: date,
    lines: list[Line],
    page: Page[Any] | None,
    may_enter: bool,
) -> HttpResponse:
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filter": form,
        "month": month,
        "lines": lines,
        "page": page,
        "query": query.urlencode(),
        "may_enter": may_enter and month <= timezone.localdate(),
        "has_faults": any(line.fault for line in lines),
        "title": _("Staff using an app"),
    }
    status = 422 if context["has_faults"] else 200
    return http.render_page(request, "premises/staff.html", context, status=status)
