"""Populations of a territory: what was entered, entering, taking back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.kernel import errors, roles
from campaigns.units import models, permissions, queries, services
from campaigns.units.forms import populations as population_forms
from campaigns.units.views import scope

P = roles.Permission


def _need_territory(request: HttpRequest, pk: int, permission: roles.Permission) -> models.Unit:
    unit = scope.need_unit(request, pk, permission)
    if not unit.kind.is_territorial:
        raise Http404
    return unit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def populations(request: HttpRequest, pk: int) -> HttpResponse:
    """What was entered for a territory, and a form for more."""
    needed = P.KEEP_TERRITORY if request.method == "POST" else P.VIEW_UNIT
    unit = _need_territory(request, pk, needed)
    form = population_forms.PopulationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        draft = services.PopulationDraft(unit, **form.cleaned_data)
        try:
            services.enter_population(draft=draft, by=http.signed_in(request), at=timezone.now())
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The population is entered. Rates use it from its day on."))
            return redirect("units:populations", pk=unit.pk)
    context = {
        "unit": unit,
        "populations": queries.populations_of(unit),
        "form": form,
        "may_keep": permissions.can(request.user, P.KEEP_TERRITORY, unit=unit),
    }
    status = 422 if form.errors else 200
    return http.render_page(request, "units/populations.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def drop_population(request: HttpRequest, pk: int, population_pk: int) -> HttpResponse:
    """Take back what was entered by mistake."""
    unit = _need_territory(request, pk, P.KEEP_TERRITORY)
    population = get_object_or_404(models.Population, pk=population_pk, unit=unit)
    form = population_forms.DropForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.drop_population(
                population=population,
                reason=form.cleaned_data["reason"],
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except errors.LoaError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The population is taken back."))
        return redirect("units:populations", pk=unit.pk)
    context = {"unit": unit, "population": population, "form": form}
    status = 422 if form.errors else 200
    return http.render_page(request, "units/drop_population.html", context, status=status)
