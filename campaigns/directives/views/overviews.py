"""Duties at a glance: the board, the month and the timeline, narrowed as the list is."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.directives import forms, models, queries
from campaigns.directives.views import assignments, scope
from campaigns.kernel import roles

P = roles.Permission
# How many weeks a timeline may show, and how many lie before today at first.
_LENGTHS = (6, 12, 26)
_BEFORE = timedelta(weeks=4)


@login_required
@require_safe
def duty_board(request: HttpRequest) -> HttpResponse:
    user, today = scope.require_anywhere(request, P.VIEW_OBLIGATION), timezone.localdate()
    form = forms.AssignmentFilter(request.GET, user=user, on=today)
    near = models.Assignment.objects.all().visible_to(user, on=today)
    marks = queries.marks_on(today, queries.working_calendar())
    rows = assignments.narrowed(near, form, today)
    context = {
        "filter": form,
        "columns": queries.board(rows, marks=marks),
        "kept": assignments.kept_params(request, "state"),
    }
    return http.render_page(request, "directives/duty_board.html", context)


@login_required
@require_safe
def duty_month(request: HttpRequest) -> HttpResponse:
    user, today = scope.require_anywhere(request, P.VIEW_OBLIGATION), timezone.localdate()
    form = forms.AssignmentFilter(request.GET, user=user, on=today)
    near = models.Assignment.objects.all().visible_to(user, on=today)
    calendar = queries.working_calendar()
    marks = queries.marks_on(today, calendar)
    first = _month(request.GET.get("month", ""), today)
    rows = assignments.narrowed(near, form, today)
    context = {
        "filter": form,
        "first": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": (first + timedelta(days=32)).replace(day=1),
        "today": today,
        "days": queries.due_month(rows, first, marks=marks, calendar=calendar),
        "kept": assignments.kept_params(request, "month", "due_from", "due_to"),
    }
    return http.render_page(request, "directives/duty_month.html", context)


def _month(said: str, today: date) -> date:
    """The first day of the month asked for; of this one where it makes no sense."""
    try:
        found = date.fromisoformat(f"{said}-01")
    except ValueError:
        return today.replace(day=1)
    is_known = queries.FIRST_DAY.year < found.year < queries.LAST_DAY.year
    return found if is_known else today.replace(day=1)


@login_required
@require_safe
def duty_timeline(request: HttpRequest) -> HttpResponse:
    user, today = scope.require_anywhere(request, P.VIEW_OBLIGATION), timezone.localdate()
    form = forms.AssignmentFilter(request.GET, user=user, on=today)
    near = models.Assignment.objects.all().visible_to(user, on=today)
    marks = queries.marks_on(today, queries.working_calendar())
    window = _window(request.GET.get("from", ""), request.GET.get("weeks", ""), today)
    rows = assignments.narrowed(near, form, today)
    wanted = form.cleaned_data.get("time")
    if wanted:
        rows = rows.standing(models.TimeState(wanted), marks=marks)
    step = timedelta(weeks=window.weeks // 2)
    context = {
        "filter": form,
        "drawn": queries.timeline(rows, window, marks=marks),
        "before": window.first - step,
        "after": window.first + step,
        "lengths": _LENGTHS,
        "kept": assignments.kept_params(request, "from", "weeks"),
    }
    return http.render_page(request, "directives/duty_timeline.html", context)


def _window(first: str, weeks: str, today: date) -> queries.Window:
    """The weeks asked for, from a Monday; those around today where it makes no sense."""
    length = int(weeks) if weeks in {str(number) for number in _LENGTHS} else 12
    try:
        begun = date.fromisoformat(first)
    except ValueError:
        begun = today - _BEFORE
    if not queries.FIRST_DAY.year < begun.year < queries.LAST_DAY.year:
        begun = today - _BEFORE
    return queries.Window(begun - timedelta(days=begun.weekday()), length)
