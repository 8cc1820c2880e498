"""One coverage: where it stands, and the acts that move it on."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models, queries, services
from campaigns.broadcasts.forms import planning as forms
from campaigns.broadcasts.views import loading
from campaigns.kernel import errors, roles
from campaigns.units import permissions

P = roles.Permission
# Scripts that are offered to fulfil a coverage.
_OFFERED = 8

Act = Callable[[dict[str, Any]], object]


@login_required
@require_safe
def coverage(request: HttpRequest, coverage_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_coverage(user, coverage_id, P.VIEW_COVERAGE)
    is_mine = found.assignee_id == user.pk
    may_deliver = is_mine and loading.may(user, P.DELIVER_COVERAGE, found.outlet.unit)
    context = {
        "coverage": found,
        "card": queries.card_of(found, now),
        "history": queries.planning_history(found),
        "airings": queries.airings_of_coverage(found),
        "may_plan": loading.may(user, P.PLAN_COVERAGE, found.outlet.unit),
        "may_deliver": may_deliver,
        "scripts": _scripts(user, found) if may_deliver and found.state == "ACCEPTED" else [],
        "level": queries.silence_label(found),
    }
    return http.render_page(request, "planning/coverage.html", context)


def _scripts(user: accounts_models.User, found: models.Coverage) -> list[models.Script]:
    scripts = models.Script.objects.visible_to(user, timezone.localdate())
    return queries.fitting_scripts(found, scripts, _OFFERED)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, coverage_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_coverage(user, coverage_id, P.PLAN_COVERAGE)
    people = _writers(found)
    form = forms.AssignForm(
        request.POST or None,
        people=[(str(pk), str(person)) for pk, person in people.items()],
        initial={"in_place_of": found.assignee_id},
    )

    def act(wanted: dict[str, Any]) -> object:
        return services.assign_coverage(
            coverage=found,
            assignee=people[int(wanted["assignee"])],
            in_place_of=wanted["in_place_of"],
            by=user,
            at=now,
        )

    return _act(request, found, form, act, "assign", _("Assigned; the person was told."))


def _writers(found: models.Coverage) -> dict[int, accounts_models.User]:
    """Who may be asked: all who deliver at the outlet."""
    writers = permissions.holders_of(
        P.DELIVER_COVERAGE, unit=found.outlet.unit, on=timezone.localdate()
    )
    return {user.pk: user for user in writers.order_by("full_name", "pk")}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, coverage_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_coverage(user, coverage_id, P.DELIVER_COVERAGE)
    form = forms.ReasonForm(request.POST or None)

    def act(wanted: dict[str, Any]) -> object:
        return services.decline_coverage(coverage=found, reason=wanted["reason"], by=user, at=now)

    return _act(request, found, form, act, "decline", _("Declined; the planners were told."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, coverage_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_coverage(user, coverage_id, P.PLAN_COVERAGE)
    form = forms.MoveForm(request.POST or None, initial={"due_at": found.due_at})

    def act(wanted: dict[str, Any]) -> object:
        return services.move_due(
            coverage=found, due_at=wanted["due_at"], reason=wanted["reason"], by=user, at=now
        )

    return _act(request, found, form, act, "move", _("Moved; lateness is still measured by the first due time."))  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_coverage(request: HttpRequest, coverage_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_coverage(user, coverage_id, P.PLAN_COVERAGE)
    form = forms.ReasonForm(request.POST or None)

    def act(wanted: dict[str, Any]) -> object:
        return services.cancel_coverage(coverage=found, reason=wanted["reason"], by=user, at=now)

    return _act(request, found, form, act, "cancel", _("Called off."))


def _act(
    request: HttpRequest,
    found: models.Coverage,
    form: django_forms.Form,
    act: Act,
    name: str,
    done: str | Promise,
) -> HttpResponse:
    """One act with a form: what is refused stands at the form, who was first above it."""
    conflict = ""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except errors.Conflict as refusal:
            conflict = refusal.message
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, str(done))
            return redirect("planning:coverage", found.pk)
    context = {"coverage": found, "form": form, "conflict": conflict, "name": name}
    status = 409 if conflict else 200
    return http.render_page(request, "planning/act.html", context, status=status)


@login_required
@require_POST
def accept(request: HttpRequest, coverage_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_coverage(user, coverage_id, P.DELIVER_COVERAGE)

    def act(at: datetime) -> object:
        return services.accept_coverage(coverage=found, by=user, at=at)

    return _at_once(request, found, act, now, _("It is yours: deliver it by its time."))


@login_required
@require_POST
def deliver(request: HttpRequest, coverage_id: int) -> HttpResponse:
    """Link the script that the button names; only scripts that the reader sees."""
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_coverage(user, coverage_id, P.DELIVER_COVERAGE)
    wanted = request.POST.get("script", "")
    scripts = models.Script.objects.visible_to(user, timezone.localdate())
    script = get_object_or_404(scripts, pk=int(wanted)) if wanted.isdecimal() else None

    def act(at: datetime) -> object:
        if script is None:
            raise services.CoverageRefused(_("Choose the script that fulfils it."))
        return services.deliver_coverage(coverage=found, script=script, by=user, at=at)

    return _at_once(request, found, act, now, _("Delivered."))


def _at_once(
    request: HttpRequest,
    found: models.Coverage,
    act: Callable[[datetime], object],
    now: datetime,
    done: str | Promise,
) -> HttpResponse:
    """One act by one button, back to the coverage with what came of it."""
    try:
        act(now)
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, str(done))
    return redirect("planning:coverage", found.pk)
