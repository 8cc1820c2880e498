"""The sheet of one day across many premises: visits, and people in isolation; counts only."""

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
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.kernel import errors, roles
from campaigns.premises import forms, models, queries, services
from campaigns.premises.views import scope
from campaigns.units import permissions as units_permissions

P = roles.Permission
PAGE_LENGTH = 50
Counting = type[models.VisitCount] | type[models.IsolationCount]


@dataclass(frozen=True)
class Topic:
    """What a sheet counts, in the words of its page."""

    model: Counting
    route: str
    days_route: str
    title: str | Promise
    lead: str | Promise
    first: str | Promise
    second: str | Promise
    empty: str | Promise


VISITS = Topic(
    models.VisitCount,
    "premises:visits",
    "premises:visit_days",
    gettext_lazy("Visits by day"),
    gettext_lazy("Visitors in and out of each premises on one day. Counts only, no names."),
    gettext_lazy("Came in"),
    gettext_lazy("Went out"),
    gettext_lazy("No premises was open there on that day."),
)
ISOLATION = Topic(
    models.IsolationCount,
    "premises:isolation",
    "premises:isolation_days",
    gettext_lazy("Isolation by day"),
    gettext_lazy(
        "People in isolation and who of them declared their health. Counts only, no names."
    ),
    gettext_lazy("In isolation"),
    gettext_lazy("Declared"),
    gettext_lazy("No quarantine site or unit that manages home isolation was open on that day."),
)


@dataclass(frozen=True)
class Line:
    """A premises on the sheet: what is kept, and what was typed if it was not taken in."""

    premises: models.Premises
    count: models.VisitCount | models.IsolationCount | None
    typed: forms.Entered | None = None

    @property
    def first(self) -> str:
        return self.typed.first_text if self.typed else str(self.count.first) if self.count else ""

    @property
    def second(self) -> str:
        return (
            self.typed.second_text if self.typed else str(self.count.second) if self.count else ""
        )

    @property
    def is_nil(self) -> bool:
        return self.typed.is_nil if self.typed else bool(self.count and self.count.is_nil)

    @property
    def seen(self) -> int:
        return self.typed.seen if self.typed else self.count.turn if self.count else 0

    @property
    def fault(self) -> str:
        return self.typed.fault if self.typed else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visits(request: HttpRequest) -> HttpResponse:
    return _sheet(request, VISITS)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def isolation(request: HttpRequest) -> HttpResponse:
    return _sheet(request, ISOLATION)


def _sheet(request: HttpRequest, topic: Topic) -> HttpResponse:
    """Whoever keeps premises fills the sheet; whoever only sees them reads it."""
    scope.require_anywhere(
        request, P.MANAGE_PREMISES if request.method == "POST" else P.VIEW_PREMISES
    )
    user, today = http.signed_in(request), timezone.localdate()
    form = forms.DaySheetFilter(request.GET, user=user, on=today)
    form.is_valid()  # what makes no sense is left out, the rest holds
    day = form.cleaned_data.get("day") or today
    may_enter = bool(units_permissions.can(user, P.MANAGE_PREMISES))
    premises = models.Premises.objects.all()
    rows = premises.kept_by(user, on=today) if may_enter else premises.visible_to(user, on=today)
    if form.cleaned_data.get("unit"):
        rows = queries.in_unit(rows, form.cleaned_data["unit"], on=day)

    def totals() -> queries.DayTotals:
        return queries.day_totals(rows, topic.model, day)

    if request.method == "POST":
        lines = _take_in(request, topic, rows, day)
        if not any(line.fault for line in lines):
            return redirect(f"{reverse(topic.route)}?{request.GET.urlencode()}")
        return _page(request, topic, form, totals(), day, lines, None)
    found = queries.sheet_rows(
        rows, topic.model, day, is_missing_only=form.cleaned_data.get("missing", False)
    )
    page = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page", "1")[:6])
    kept = queries.with_counts(list(page.object_list), topic.model, day)
    lines = [Line(line.premises, line.count) for line in kept]
    return _page(request, topic, form, totals(), day, lines, page)


def _take_in(
    request: HttpRequest, topic: Topic, rows: models.PremisesQuerySet, day: date
) -> list[Line]:
    """Keep each line by itself; a wrong one stays as it was typed and keeps no other back."""
    wanted = [int(n) for n in request.POST.getlist("line")[:PAGE_LENGTH] if forms.is_number(n)]
    found = {row.pk: row for row in rows.filter(pk__in=wanted).select_related("kind", "commune")}
    if set(wanted) - found.keys():
        raise Http404  # not theirs, or merged away meanwhile
    kept = queries.with_counts([found[pk] for pk in dict.fromkeys(wanted)], topic.model, day)
    lines, saved = [], 0
    for line in kept:
        typed = forms.read_line(request.POST, line.premises.pk)
        is_saved = not typed.fault and _enter(request, topic, line, typed, day)
        saved += is_saved
        lines.append(Line(line.premises, line.count, typed))
    if saved:
        messages.success(
            request,
            ngettext("%(num)d line is kept.", "%(num)d lines are kept.", saved) % {"num": saved},
        )
    return lines


def _enter(
    request: HttpRequest, topic: Topic, line: queries.DayLine, typed: forms.Entered, day: date
) -> bool:
    """Whether something new was kept; a refusal goes to the line."""
    count = line.count
    if typed.is_blank:
        if count is not None and typed.seen:
            typed.fault = _("What was reported stays: enter 0, or tick that there was nobody.")
        return False
    if count is not None and (count.first, count.second) == (typed.first, typed.second):
        return False
    draft = services.CountDraft(line.premises, day, typed.first, typed.second, typed.seen)
    service = (
        services.enter_visits if topic.model is models.VisitCount else services.enter_isolation
    )
    try:
        row = service(draft=draft, by=http.signed_in(request), at=timezone.now())
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
    topic: Topic,
    form: forms.DaySheetFilter,
    totals: queries.DayTotals,
    day: date,
    lines: list[Line],
    page: Page[Any] | None,
) -> HttpResponse:
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "topic": topic,
        "filter": form,
        "day": day,
        "lines": lines,
        "page": page,
        "query": query.urlencode(),
        "totals": totals,
        "may_enter": bool(units_permissions.can(request.user, P.MANAGE_PREMISES))
        and day <= timezone.localdate(),
        "has_faults": any(line.fault for line in lines),
    }
    status = 422 if context["has_faults"] else 200
    return http.render_page(request, "premises/day_sheet.html", context, status=status)
