"""The calendar that due dates go by: a year at a glance, entering a day, taking one back."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.directives import forms, models, queries, services
from campaigns.directives.views import scope
from campaigns.kernel import errors, roles
from campaigns.units import permissions

P = roles.Permission
# Moves that the page names one by one; it counts them all.
_SHOWN = 100


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    user = scope.require_anywhere(request, P.VIEW_OBLIGATION)
    year = _year(request.GET.get("year", ""))
    rows = {row.on_date: row for row in queries.calendar_days()}
    known = queries.calendar_of(rows.values())
    context = {
        "year": year,
        "days": queries.turned_days(known, year),
        "rows": rows,
        "announced": queries.not_entered(known, year),
        "first_year": queries.FIRST_DAY.year,
        "last_year": queries.LAST_DAY.year,
        "may_enter": permissions.can(user, P.MANAGE_OBLIGATION),
    }
    return http.render_page(request, "directives/calendar.html", context)


def _year(said: str) -> int:
    """The year asked for; this one where it makes no sense."""
    is_known = said.isdecimal() and queries.FIRST_DAY.year <= int(said) <= queries.LAST_DAY.year
    return int(said) if is_known else timezone.localdate().year


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_day(request: HttpRequest) -> HttpResponse:
    """Enter a day; where due dates would move, first say which."""
    user = scope.require_anywhere(request, P.MANAGE_OBLIGATION)
    form = forms.DayForm(
        request.POST if request.method == "POST" else None, initial=request.GET.dict()
    )
    moves: list[queries.Move] = []
    reports: list[queries.ReportMove] = []
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        moves, reports = ([], []) if "confirm" in request.POST else _foreseen(form)
        if not (moves or reports or form.errors):
            try:
                _row, moved = services.enter_day(draft=draft, by=user, at=timezone.now())
            except errors.LoaError as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, _("The day is entered."))
                _say_moved(request, len(moved))
                return _back_to(draft.on_date)
    context = {
        "form": form,
        "moves": moves[:_SHOWN],
        "moves_count": len(moves),
        "report_moves": reports[:_SHOWN],
    }
    status = 422 if form.errors else 200
    return http.render_page(request, "directives/enter_day.html", context, status=status)


def _foreseen(form: forms.DayForm) -> tuple[list[queries.Move], list[queries.ReportMove]]:
    """Which due dates of duties and of expected reports the day would move; the form says so where
    the calendar does not reach it."""
    draft = form.draft()
    is_worked = draft.kind == models.DayKind.WORKING
    entered = queries.Entered(is_worked, draft.name_vi, draft.source)
    try:
        calendar = queries.calendar_with(draft.on_date, entered)
        moves = list(queries.moves(draft.on_date, calendar))
        return moves, queries.report_moves(draft.on_date, calendar)
    except errors.LoaError as refusal:
        form.add_error("on_date", refusal.message)
        return [], []


def _say_moved(request: HttpRequest, count: int) -> None:
    if count:
        words = ngettext("%(count)s due date moved.", "%(count)s due dates moved.", count)
        messages.info(request, words % {"count": count})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_day(request: HttpRequest, pk: int) -> HttpResponse:
    user = scope.require_anywhere(request, P.MANAGE_OBLIGATION)
    day = get_object_or_404(models.CalendarDay, pk=pk)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            moved = services.remove_day(day=day, reason=reason, by=user, at=timezone.now())
        except errors.LoaError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The day is taken back."))
            _say_moved(request, len(moved))
        return _back_to(day.on_date)
    calendar = queries.calendar_with(day.on_date, None)
    moves = list(queries.moves(day.on_date, calendar))
    context = {
        "form": form,
        "day": day,
        "moves": moves[:_SHOWN],
        "moves_count": len(moves),
        "report_moves": queries.report_moves(day.on_date, calendar)[:_SHOWN],
    }
    status = 422 if form.errors else 200
    return http.render_page(request, "directives/remove_day.html", context, status=status)


def _back_to(day: date) -> HttpResponse:
    response = redirect("directives:calendar")
    response["Location"] += f"?year={day.year}"
    return response
