"""Fact checks by account, in the workspace: health reviewers have no place in Wagtail's admin."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.kernel import errors, roles
from campaigns.units import models as units_models
from campaigns.units import permissions as unit_permissions
from cms import models, permissions, queries, services
from cms.forms import decisions


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    user, today = http.signed_in(request), timezone.localdate()
    verdict = unit_permissions.can(user, roles.Permission.REVIEW_FACTS)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    context = {
        "waiting": queries.waiting_checks(user, today),
        "answered": queries.checked_by(user),
    }
    return http.render_page(request, "cms/fact_checks.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """The text in all its media, and the one answer to it."""
    user, approval = _load(request, pk)
    form = decisions.FactAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.answer_fact_check(
                approval=approval,
                answer=services.FactAnswer(**form.cleaned_data),
                by=user,
                at=timezone.now(),
            )
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Your answer is recorded. Thank you."))
            return redirect("fact_checks:list")
    context = {"sheet": queries.fact_sheet(approval, timezone.localdate(), user), "form": form}
    status = 422 if form.errors else 200
    return http.render_page(request, "cms/fact_check.html", context, status=status)


def _load(request: HttpRequest, pk: int) -> tuple[accounts_models.User, models.PublishApproval]:
    """The reader and the text: 404 outside their units, 403 where the role lacks the right."""
    user = http.signed_in(request)
    reached = units_models.Unit.objects.visible_to(user, timezone.localdate())
    approval = get_object_or_404(
        models.PublishApproval.objects.select_related(
            "page", "revision", "submitted_by", "approved_by", "fact_checked_by"
        ),
        pk=pk,
        page__in=models.GuidancePage.objects.of_units(reached),
    )
    verdict = permissions.may_check_facts(user, approval.page)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return user, approval
