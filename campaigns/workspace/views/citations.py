"""Proposing a commendation on the figures of several areas."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.conduct import models as conduct_models
from campaigns.conduct import queries as conduct_queries
from campaigns.conduct import services as conduct_services
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import permissions
from campaigns.workspace import forms, queries


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose_citation(request: HttpRequest, pk: int) -> HttpResponse:
    user, today = http.signed_in(request), timezone.localdate()
    reached = units_models.Unit.objects.visible_to(user, today)
    unit = get_object_or_404(reached.select_related("kind"), pk=pk)
    verdict = permissions.can(user, roles.Permission.NOMINATE_CITATION, unit=unit)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    period = queries.read_period(request.GET, today)
    figures = conduct_queries.figures_for_the_file(unit, period.from_date, period.to_date)
    form = forms.CommendationForm(
        request.POST if request.method == "POST" else None,
        offered=conduct_models.RecognitionForm.objects.offered_to_units(today),
        figures=figures,
        initial={"figures": [forms.figure_choice(f) for f in figures if f.rows_count]},
    )
    if request.method == "POST" and form.is_valid():
        citation = _propose(form, unit, period, user)
        if citation is not None:
            messages.success(request, _("The proposal waits for another officer's decision."))
            return redirect("conduct:citation", pk=citation.pk)
    context = {
        "unit": unit,
        "form": form,
        "figures": figures,
        "period": period,
        "period_form": forms.PeriodForm(
            initial={"from": period.from_date, "to": period.to_date}, auto_id="period_%s"
        ),
        "others": conduct_queries.overlapping(unit, period.from_date, period.to_date),
    }
    status = 422 if request.method == "POST" else 200
    return http.render_page(request, "conduct/propose.html", context, status=status)


def _propose(
    form: forms.CommendationForm,
    unit: units_models.Unit,
    period: queries.Period,
    user: accounts_models.User,
) -> conduct_models.Citation | None:
    """Propose what was entered; None with the fault beside its field when it cannot stand."""
    entered = form.cleaned_data
    observation = entered["observation"].strip()
    draft = conduct_services.CommendationDraft(
        unit=unit,
        form=entered["form"],
        title=entered["title"],
        reasons=entered["reasons"],
        from_date=period.from_date,
        to_date=period.to_date,
        figures=form.chosen_figures(),
        texts=[observation] if observation else [],
        links=entered["links"],
        is_another_achievement=entered["is_another_achievement"],
    )
    try:
        return conduct_services.nominate_commendation(draft=draft, by=user, at=timezone.now())
    except conduct_services.CitationFault as fault:
        form.add_error(fault.field if fault.field in form.fields else None, fault.message)
    return None
