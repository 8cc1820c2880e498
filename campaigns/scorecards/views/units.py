"""The scorecard of a unit, and its own words beside it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.accounts import http
from campaigns.kernel import errors, roles
from campaigns.scorecards import forms, models, queries, services
from campaigns.units import models as units_models
from campaigns.units import permissions

P = roles.Permission


@login_required
@require_safe
def unit_scores(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _unit(request, pk, P.VIEW_UNIT)
    return _page(request, unit, _period(request), forms.CommentForm())


@login_required
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the unit says of the period that the form names."""
    unit = _unit(request, pk, P.COMMENT_SCORE)
    period = _period(request)
    if period is None:
        raise Http404
    form = forms.CommentForm(request.POST)
    if form.is_valid():
        try:
            services.comment_on_scores(
                unit=unit,
                period=period,
                text=form.cleaned_data["text"],
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except errors.LoaError as refusal:
            form.add_error("text", refusal.message)
        else:
            messages.success(request, _("Your words stand beside the figures now."))
            query = urlencode({"period": forms.period_key(period)})
            return redirect(f"{reverse('scorecards:unit_scores', args=[pk])}?{query}")
    return _page(request, unit, period, form)


def _unit(request: HttpRequest, pk: int, permission: roles.Permission) -> units_models.Unit:
    """The unit with its kind: 404 out of the reader's reach, 403 without the permission there."""
    user = http.signed_in(request)
    reached = units_models.Unit.objects.visible_to(user, timezone.localdate())
    unit = get_object_or_404(reached.select_related("kind"), pk=pk)
    verdict = permissions.can(user, permission, unit=unit)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return unit


def _period(request: HttpRequest) -> models.ScorePeriod | None:
    wanted = request.POST.get("period", "") or request.GET.get("period", "")
    return forms.find_period(queries.scored_periods(), wanted)


def _page(
    request: HttpRequest,
    unit: units_models.Unit,
    period: models.ScorePeriod | None,
    form: forms.CommentForm,
) -> HttpResponse:
    context: dict[str, object] = {"unit": unit, "period": period, "lines": []}
    if period is not None:
        now = timezone.now()
        said = queries.comment_of(unit, period)
        if said is not None and not form.is_bound:
            form = forms.CommentForm(initial={"text": said.text})
        key = forms.period_key(period)
        context |= {
            "lines": queries.unit_lines(unit, period, on=timezone.localdate(now), at=now),
            "filter": forms.PeriodFilter(initial={"period": key}, rows=queries.scored_periods()),
            "period_text": queries.period_text(period),
            "period_key": key,
            "comment": said,
            "form": form,
            "may_comment": permissions.can(request.user, P.COMMENT_SCORE, unit=unit),
            "tones": queries.TONES,
            "value_text": queries.value_text,
            "counted_text": queries.counted_text,
            "why": queries.why,
        }
    status = 422 if form.errors else 200
    return http.render_page(request, "scorecards/unit_scores.html", context, status=status)
