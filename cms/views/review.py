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
from campaigns.kernel import errors, roles
from campaigns.units import permissions as unit_permissions
from cms import models, permissions, queries, services
from cms.forms import decisions

# «²» is a digit to Python and no number.
_NUMBER = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True)
class Decision:
    """One act on a page: the form that it asks for and the service call that carries it out."""

    form: type[django_forms.Form]
    perform: Callable[[HttpRequest, models.GuidancePage, dict[str, Any]], str]


def _load(request: HttpRequest, page_id: int) -> models.GuidancePage:
    units = unit_permissions.units_where(http.signed_in(request), roles.Permission.WRITE_GUIDANCE)
    pages = models.GuidancePage.objects.of_units(units)
    page: models.GuidancePage = get_object_or_404(pages, pk=page_id)
    return page


@require_safe
def review(request: HttpRequest, page_id: int) -> HttpResponse:
    return _render(request, _load(request, page_id), {})


def _render(
    request: HttpRequest, page: models.GuidancePage, bound: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    sheet = queries.review_sheet(page, reader=http.signed_in(request))
    context = {
        "page": page,
        "sheet": sheet,
        "may_publish": permissions.may_publish(request.user, page),
        "forms": {act: decision.form() for act, decision in DECISIONS.items()} | bound,
    }
    return render(request, "cms/admin/review.html", context, status=status)


@require_POST
def decide(request: HttpRequest, page_id: int, act: str) -> HttpResponse:
    """Carry out one decision; a refusal shows the page again with what was typed."""
    page = _load(request, page_id)
    if act not in DECISIONS:
        raise Http404
    verdict = permissions.may_publish(request.user, page)
    if not verdict:
        messages.error(request, verdict.reason)
        return _render(request, page, {}, status=403)
    form = DECISIONS[act].form(request.POST)
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
    approval = services.approve_and_publish(
        page=page,
        revision=_read_revision(request, page),
        by=http.signed_in(request),
        at=timezone.now(),
        go_live_at=data["go_live_at"],
    )
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
}
