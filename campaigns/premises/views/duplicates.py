"""Entries that look like one place: the list of a commune, merging two, parting them again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.kernel import errors, roles
from campaigns.premises import forms, models, queries, services
from campaigns.premises.views import scope

P = roles.Permission


@login_required
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Of one commune at a time: the first that the reader keeps, or the chosen one."""
    scope.require_anywhere(request, P.MANAGE_PREMISES)
    user, today = http.signed_in(request), timezone.localdate()
    offered = queries.units_offered(user, P.MANAGE_PREMISES, on=today)
    communes = [(u.pk, u.name) for u in offered if u.kind_code == models.COMMUNE]
    form = forms.CommuneFilter(request.GET, communes=communes)
    form.is_valid()
    chosen = form.cleaned_data.get("unit") or next((pk for pk, _name in communes), None)
    context = {
        "filter": form,
        "commune": dict(communes).get(chosen or 0, ""),
        "pairs": queries.suggested_pairs(chosen) if chosen else [],
    }
    return http.render_page(request, "premises/duplicates.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int, into_pk: int) -> HttpResponse:
    """The two side by side; which one goes, the address says."""
    premises, into = scope.kept(request, pk), scope.kept(request, into_pk)
    if request.method == "POST":
        user, now = http.signed_in(request), timezone.now()
        try:
            services.merge(premises=premises, into=into, by=user, at=now)
        except errors.LoaError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("They are one now. It can be undone on the old page."))
            return redirect("premises:premises_detail", pk=into.pk)
    context = {"premises": premises, "into": into}
    return http.render_page(request, "premises/merge.html", context)


@login_required
@require_POST
def part(request: HttpRequest, pk: int) -> HttpResponse:
    premises = scope.kept(request, pk)
    try:
        services.part(premises=premises, by=http.signed_in(request), at=timezone.now())
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It stands for itself again."))
    return redirect("premises:premises_detail", pk=pk)
