"""Giving an obligation to units after a look at who would get what, and handing a duty down."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.directives import forms, models, queries, services
from campaigns.directives.views import scope
from campaigns.kernel import errors, roles
from campaigns.units import models as units_models

P = roles.Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """First a look at who would get what; then the same form gives it out or keeps drafts."""
    user, now = scope.require_anywhere(request, P.MANAGE_OBLIGATION), timezone.now()
    today = timezone.localdate(now)
    reached = queries.directives_visible_to(user, today)
    obligations = models.Obligation.objects.select_related("clause__directive")
    obligation = get_object_or_404(obligations, pk=pk, clause__directive__in=reached)
    units = queries.units_to_assign(user, on=today)
    form = forms.IssueForm(
        request.POST if request.method == "POST" else None,
        units=units,
        initial=_proposed(obligation, units),
    )
    preview: list[queries.Receiver] = []
    if request.method == "POST" and form.is_valid():
        preview = _within(queries.receivers(obligation, form.choice(), on=today), units)
        if not preview:
            form.add_error(
                None, _("Nobody is chosen: name units, a kind of unit or a part of the tree.")
            )
        elif "issue" in request.POST or "draft" in request.POST:
            done = _issue(request, form, obligation, preview)
            if done is not None:
                return done
    context = {"form": form, "obligation": obligation, "preview": preview, "today": today}
    context["due"] = _due(form, preview, today)
    status = 422 if form.errors else 200
    return http.render_page(request, "directives/issue.html", context, status=status)


def _due(form: forms.IssueForm, preview: list[queries.Receiver], today: date) -> date | None:
    """By when those shown would have it, issued today; none where there is no deadline."""
    if not preview or form.errors:
        return None
    said = form.cleaned_data
    try:
        return queries.first_due(
            said["due_rule"],
            days=said["due_days"],
            stated=said["due_date"],
            issued=today,
            calendar=queries.working_calendar(),
        )
    except errors.LoaError as refusal:
        form.add_error(None, refusal.message)
        return None


def _proposed(obligation: models.Obligation, units: list[units_models.Unit]) -> dict[str, object]:
    """Whom the obligation names, as far as the user may give it to them."""
    offered, kinds = {unit.pk for unit in units}, {unit.kind_id for unit in units}
    leads = obligation.lead_units.values_list("pk", flat=True)
    beside = obligation.coordinating_units.values_list("pk", flat=True)
    named = obligation.lead_kinds.values_list("pk", flat=True)
    return {
        "units": [pk for pk in leads if pk in offered],
        "kinds": [pk for pk in named if pk in kinds],
        "coordinating": [pk for pk in beside if pk in offered],
        "due_rule": models.DueRule.WORKING_DAYS,
        "due_days": 10,
    }


def _within(
    receivers: list[queries.Receiver], units: list[units_models.Unit]
) -> list[queries.Receiver]:
    """Those to whom the user may give it: a kind may reach further than their units do."""
    mine = {unit.pk for unit in units}
    return [one for one in receivers if one.unit.pk in mine]


def _issue(
    request: HttpRequest,
    form: forms.IssueForm,
    obligation: models.Obligation,
    preview: list[queries.Receiver],
) -> HttpResponse | None:
    """Give it to exactly those who were shown; None where the form says why not."""
    draft = form.draft(obligation, is_draft="draft" in request.POST)
    named = {duty: [one.unit.pk for one in preview if one.duty == duty] for duty in models.Duty}
    exact = queries.Choice(
        unit_ids=named[models.Duty.LEAD], coordinating_ids=named[models.Duty.COORDINATE]
    )
    try:
        outcome = services.issue(
            draft=services.IssueDraft(
                obligation, exact, draft.due, draft.note, is_draft=draft.is_draft
            ),
            by=http.signed_in(request),
            at=timezone.now(),
        )
    except errors.LoaError as refusal:
        form.add_error(None, refusal.message)
        return None
    _say(request, outcome)
    response = redirect("directives:assignment_list")
    response["Location"] += f"?obligation={obligation.pk}"
    return response


def _say(request: HttpRequest, outcome: services.Issued) -> None:
    count = len(outcome.made)
    words = ngettext("Given to %(count)s unit.", "Given to %(count)s units.", count)
    messages.success(request, words % {"count": count})
    if outcome.already:
        names = "; ".join(unit.name_vi for unit in outcome.already[:20])
        messages.info(request, _("Had it already: %(names)s.") % {"names": names})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_down(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.held(request, pk, P.ACT_ON_ASSIGNMENT)
    now = timezone.now()
    today = timezone.localdate(now)
    units = queries.units_below(row.unit, on=today)
    standing = queries.standing_of(row.obligation, [unit.pk for unit in units])
    free = [unit for unit in units if unit.pk not in standing]
    form = forms.HandDownForm(
        request.POST if request.method == "POST" else None,
        units=free,
        initial={"by_date": row.current_due_date},
    )
    if request.method == "POST" and form.is_valid():
        try:
            outcome = services.hand_down(
                assignment=row, draft=form.draft(), by=http.signed_in(request), at=now
            )
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            _say(request, outcome)
            return redirect("directives:assignment", pk=pk)
    context = {"form": form, "row": row, "has": [u for u in units if u.pk in standing]}
    status = 422 if form.errors else 200
    return http.render_page(request, "directives/hand_down.html", context, status=status)
