"""Recalls and corrections: who holds or aired an old text, and who confirmed that it is gone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.accounts import http
from campaigns.broadcasts import models, queries, services
from campaigns.broadcasts.views import loading
from campaigns.kernel import errors, roles
from campaigns.units import permissions

P = roles.Permission


@login_required
@require_safe
def recalls(request: HttpRequest) -> HttpResponse:
    user = http.signed_in(request)
    loading.need(user, P.VIEW_RUNDOWN)
    rows = models.Recall.objects.visible_to(user, timezone.localdate())
    context = {"recalls": queries.recall_lines(rows)}
    return http.render_page(request, "broadcasts/recalls.html", context)


@login_required
@require_safe
def recall(request: HttpRequest, recall_id: int) -> HttpResponse:
    user = http.signed_in(request)
    rows = models.Recall.objects.visible_to(user, timezone.localdate())
    found = get_object_or_404(
        rows.select_related("script", "newer_script", "ordered_by"), pk=recall_id
    )
    loading.need(user, P.VIEW_RUNDOWN)
    notices = queries.notice_lines(found, permissions.units_where(user, P.CONFIRM_AIRING))
    answered = sum(bool(notice.answer) for notice in notices)
    context = {
        "recall": found,
        "line": queries.recall_line(found, answered, len(notices)),
        "notices": notices,
    }
    return http.render_page(request, "broadcasts/recall.html", context)


@login_required
@require_POST
def answer_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    mine = models.Outlet.objects.visible_to(user, timezone.localdate())
    notice = get_object_or_404(
        models.RecallNotice.objects.filter(outlet__in=mine).select_related(
            "recall", "outlet__unit"
        ),
        pk=notice_id,
    )
    loading.need(user, P.CONFIRM_AIRING, notice.outlet.unit)
    try:
        services.answer_notice(
            notice=notice,
            answer=request.POST.get("answer", ""),
            note=request.POST.get("note", ""),
            by=user,
            at=now,
        )
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Thank you. The newsroom sees your answer."))
    return redirect("broadcasts:recall", notice.recall_id)
