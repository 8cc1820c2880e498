"""The steps of a finding."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.accounts import http
from campaigns.inspections import forms, models, queries, services
from campaigns.inspections.views import planning, scope
from campaigns.kernel import errors, roles

P = roles.Permission
# What is offered; the letter names no time (clause 1.c says "regularly").
REVIEW_DAYS = 7


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remedy_finding(request: HttpRequest, pk: int) -> HttpResponse:
    finding = scope.held_finding(request, pk, P.MANAGE_PREMISES)

    def act(words: str) -> None:
        services.remedy_finding(
            finding=finding, note=words, by=http.signed_in(request), at=timezone.now()
        )

    done = _("Noted. Somebody else confirms it.")
    return _ask(request, finding, _("It is put right"), _("What was done"), act, done)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def return_finding(request: HttpRequest, pk: int) -> HttpResponse:
    finding = scope.held_finding(request, pk, P.PLAN_INSPECTION)

    def act(words: str) -> None:
        services.return_finding(
            finding=finding, reason=words, by=http.signed_in(request), at=timezone.now()
        )

    done = _("Sent back; its day stays as it was.")
    return _ask(request, finding, _("Send it back"), _("What is still wanting"), act, done)


def _ask(
    request: HttpRequest,
    finding: models.Finding,
    title: str,
    label: str,
    act: Callable[[str], None],
    done: str,
) -> HttpResponse:
    """Ask for some words, then act."""
    form = forms.WordsForm(request.POST or None, label=label)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["words"])
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return redirect("inspections:inspection_detail", pk=finding.inspection_id)
    return planning.form_page(request, form, finding.inspection, title, title, note=finding.text)


@login_required
@require_POST
def confirm_finding(request: HttpRequest, pk: int) -> HttpResponse:
    finding = scope.held_finding(request, pk, P.PLAN_INSPECTION)
    try:
        services.confirm_finding(finding=finding, by=http.signed_in(request), at=timezone.now())
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Confirmed: the finding is closed."))
    return redirect("inspections:inspection_detail", pk=finding.inspection_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_for_review(request: HttpRequest, pk: int) -> HttpResponse:
    finding = scope.held_finding(request, pk, P.PLAN_INSPECTION)
    if unwanted := queries.review_refusal(finding):
        messages.error(request, unwanted)
        return redirect("inspections:inspection_detail", pk=finding.inspection_id)
    today = timezone.localdate()
    offered = {"reason": finding.text, "review_by_date": today + timedelta(days=REVIEW_DAYS)}
    form = forms.ReviewCallForm(request.POST or None, initial=offered)
    if request.method == "POST" and form.is_valid():
        try:
            services.call_for_review(
                finding=finding, **form.cleaned_data, by=http.signed_in(request), at=timezone.now()
            )
        except errors.LoaError as refusal:
            name = getattr(refusal, "field", "")
            form.add_error(name or None, refusal.message)
        else:
            messages.success(request, _("The premises reviews its safety level by that day."))
            return redirect("inspections:inspection_detail", pk=finding.inspection_id)
    title = _("Call for a safety review")
    return planning.form_page(request, form, finding.inspection, title, title, note=finding.text)
