"""The page on which a submitted text is read and decided, inside Wagtail's admin."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Revision

from campaigns.accounts import http
from campaigns.kernel import errors, verdict
from cms import models, permissions, queries, services
from cms.forms import decisions
from cms.views import loading

# «²» is a digit to Python and no number.
_NUMBER = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True)
class Decision:
    """One act on a page: the form that it asks for and the service call that carries it out."""

    form: type[django_forms.Form]
    perform: Callable[[HttpRequest, models.GuidancePage, dict[str, Any]], str]
    may: Callable[[Any, models.GuidancePage], verdict.Verdict] = permissions.may_publish


@require_safe
def review(request: HttpRequest, page_id: int) -> HttpResponse:
    return _render(request, loading.load_page(request, page_id), {})


def _render(
    request: HttpRequest, page: models.GuidancePage, bound: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    sheet = queries.review_sheet(page, reader=http.signed_in(request), at=timezone.now())
    context = {
        "page": page,
        "sheet": sheet,
        "may_publish": permissions.may_publish(request.user, page),
        "may_write": permissions.may_write(request.user, page),
        "forms": {act: decision.form(auto_id=f"{act}-%s") for act, decision in DECISIONS.items()}
        | bound,
    }
    return render(request, "cms/admin/review.html", context, status=status)


@require_POST
def decide(request: HttpRequest, page_id: int, act: str) -> HttpResponse:
    """Carry out one decision; a refusal shows the page again with what was typed."""
    page = loading.load_page(request, page_id)
    if act not in DECISIONS:
        raise Http404
    may = DECISIONS[act].may(request.user, page)
    if not may:
        messages.error(request, may.reason)
        return _render(request, page, {}, status=403)
    form = DECISIONS[act].form(request.POST, auto_id=f"{act}-%s")
    if not form.is_valid():
        return _render(request, page, {act: form}, status=422)
    try:
        sentence = DECISIONS[act].perform(request, page, form.cleaned_data)
    except errors.LoaError as error:
        form.add_error(None, error.message)
        return _render(request, page, {act: form}, status=422)
    messages.success(request, sentence)
    return redirect("newsroom:review", page.pk)


def _read_revision(request: HttpRequest, page: models.GuidancePage) -> Revision:
    """The revision that the person had before their eyes when they decided."""
    number = request.POST.get("revision", "")
    revisions = Revision.page_revisions.filter(object_id=str(page.pk))
    return get_object_or_404(revisions, pk=int(number) if _NUMBER.fullmatch(number) else 0)


def _approve(request: HttpRequest, page: models.GuidancePage, data: dict[str, Any]) -> str:
    approval = services.approve(
        page=page,
        revision=_read_revision(request, page),
        by=http.signed_in(request),
        at=timezone.now(),
        facts=models.Facts(data["facts"]),
        go_live_at=data["go_live_at"],
    )
    if approval.state == models.ApprovalState.FACT_CHECK:
        return _("Approved. The health reviewers are asked to check the facts.")
    if approval.state == models.ApprovalState.SCHEDULED:
        return _("Approved. It goes live at its hour by itself.")
    return _("Published. Its scripts are frozen.")


def _return(request: HttpRequest, page: models.GuidancePage, data: dict[str, Any]) -> str:
    services.return_to_writer(
        page=page,
        revision=_read_revision(request, page),
        reason=data["reason"],
        by=http.signed_in(request),
        at=timezone.now(),
    )
    return _("Returned to the writer.")


def _ask(request: HttpRequest, page: models.GuidancePage, data: dict[str, Any]) -> str:
    services.send_fact_link(
        approval=get_object_or_404(
            page.approvals.undecided(), revision=_read_revision(request, page)
        ),
        reviewer=services.Reviewer(data["reviewer_name"], data["reviewer_email"]),
        by=http.signed_in(request),
        at=timezone.now(),
    )
    return _("The link goes out by mail within a minute.")


def _take_back(request: HttpRequest, page: models.GuidancePage, data: dict[str, Any]) -> str:
    links = models.FactCheckLink.objects.filter(approval__page=page)
    services.revoke_fact_link(
        link=get_object_or_404(links, pk=data["link"]),
        by=http.signed_in(request),
        at=timezone.now(),
    )
    return _("The link is taken back: whoever opens it is told so.")


def _find_right(request: HttpRequest, page: models.GuidancePage, data: dict[str, Any]) -> str:
    services.extend_review(
        page=page,
        review_by_date=data["review_by_date"],
        by=http.signed_in(request),
        at=timezone.now(),
    )
    return _("Found still right. It comes back on the day that you chose.")


def _force(request: HttpRequest, page: models.GuidancePage, data: dict[str, Any]) -> str:
    services.force_publish(
        page=page, reason=data["reason"], by=http.signed_in(request), at=timezone.now()
    )
    return _("Published by force. It stays marked until a third person has looked at it.")


def _cancel(request: HttpRequest, page: models.GuidancePage, data: dict[str, Any]) -> str:
    services.cancel_schedule(
        page=page, reason=data["reason"], by=http.signed_in(request), at=timezone.now()
    )
    return _("The schedule is cancelled and the page can be edited again.")


def _withdraw(request: HttpRequest, page: models.GuidancePage, data: dict[str, Any]) -> str:
    services.withdraw_page(
        page=page, reason=data["reason"], by=http.signed_in(request), at=timezone.now()
    )
    return _("Taken off the public site; its scripts are withdrawn.")


def _clear(request: HttpRequest, page: models.GuidancePage, data: dict[str, Any]) -> str:
    forced = models.PublishApproval.objects.forced_and_open().filter(page=page).order_by("-pk")
    approval = get_object_or_404(forced[:1])
    services.clear_forced(approval=approval, by=http.signed_in(request), at=timezone.now())
    return _("Cleared: the forced publication is no longer marked.")


DECISIONS = {
    "approve": Decision(decisions.ApproveForm, _approve),
    "return": Decision(decisions.ReasonForm, _return),
    "force": Decision(decisions.ReasonForm, _force),
    "unschedule": Decision(decisions.ReasonForm, _cancel),
    "withdraw": Decision(decisions.ReasonForm, _withdraw),
    "clear": Decision(django_forms.Form, _clear),
    "ask": Decision(decisions.ReviewerForm, _ask, permissions.may_write),
    "take-back": Decision(decisions.LinkForm, _take_back, permissions.may_write),
    "again": Decision(decisions.AgainForm, _find_right),
}
