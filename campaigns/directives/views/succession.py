"""Open duties of units that ended, until somebody decides on them."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.directives import forms, models, queries, services
from campaigns.directives.views import acting, scope
from campaigns.kernel import roles
from campaigns.units import models as units_models

P = roles.Permission


@login_required
@require_safe
def ended_units(request: HttpRequest) -> HttpResponse:
    user = scope.require_anywhere(request, P.MANAGE_OBLIGATION)
    found = queries.ended_with_duties(user, on=timezone.localdate())
    return http.render_page(request, "directives/ended_units.html", {"found": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ended_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its open duties, and who takes them over or why they are cancelled."""
    user = scope.require_anywhere(request, P.MANAGE_OBLIGATION)
    now = timezone.now()
    today = timezone.localdate(now)
    if not queries.left_behind(user, on=today).filter(unit=pk).exists():
        raise Http404
    unit = units_models.Unit.objects.select_related("kind").get(pk=pk)
    rows = queries.duties_left_in(unit)
    heirs = queries.successors_of(unit, user, on=today)
    form = forms.SuccessionForm(
        request.POST if request.method == "POST" else None,
        rows=rows,
        successors=heirs,
        initial={"duties": [row.pk for row in rows], "decision": "TAKE_OVER"},
    )
    if acting.has_acted(request, form, lambda: _decide(request, form, unit, rows, heirs)):
        return redirect("directives:ended_units")
    context = {"form": form, "unit": unit, "rows": rows}
    status = 422 if form.errors else 200
    return http.render_page(request, "directives/ended_unit.html", context, status=status)


def _decide(
    request: HttpRequest,
    form: forms.SuccessionForm,
    unit: units_models.Unit,
    rows: Sequence[models.Assignment],
    heirs: Sequence[units_models.Unit],
) -> None:
    said, by, at = form.cleaned_data, http.signed_in(request), timezone.now()
    if not form.is_passed_on:
        chosen = [row for row in rows if row.pk in said["duties"]]
        count = services.cancel_many(assignments=chosen, reason=said["reason"], by=by, at=at)
        words = ngettext("%(num)s duty is cancelled.", "%(num)s duties are cancelled.", count)
        messages.success(request, words % {"num": count})
        return
    heir = next(one for one in heirs if one.pk == said["successor"])
    draft = services.Succession(unit, heir, said["duties"], said["reason"], said["by_date"])
    outcome = services.take_over(draft=draft, by=by, at=at)
    count = len(outcome.moved) + len(outcome.joined)
    words = ngettext("%(num)s duty passed on.", "%(num)s duties passed on.", count)
    messages.success(request, words % {"num": count})
    if outcome.joined:
        joined = len(outcome.joined)
        words = ngettext(
            "%(num)s became one with a duty that the successor had.",
            "%(num)s became one with duties that the successor had.",
            joined,
        )
        messages.info(request, words % {"num": joined})
