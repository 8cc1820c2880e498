"""Planning visits to chosen premises, giving them to somebody, calling them off."""

from datetime import datetime

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.inspections import forms, models, queries, services
from campaigns.inspections.views import scope
from campaigns.kernel import errors, roles
from campaigns.premises import models as premises_models
from campaigns.premises import queries as premises_queries
from campaigns.units import permissions as units_permissions

P = roles.Permission
OFFERED = 100
"""Premises that the plan shows at once; the filter narrows them."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    scope.require_anywhere(request, P.PLAN_INSPECTION)
    user, now = http.signed_in(request), timezone.now()
    today = timezone.localdate(now)
    place_filter = forms.PlaceFilter(request.GET, user=user, on=today)
    form = forms.PlanForm(
        request.POST or None, user=user, on=today, initial={"planned_date": today}
    )
    places = _places_of(request)
    chosen = _chosen(request)
    if request.method == "POST" and form.is_valid():
        if not chosen:
            form.add_error(None, _("Tick the premises to be visited."))
        elif made := _planned(form, places, chosen, user, now):
            words = ngettext("%(num)s visit is planned.", "%(num)s visits are planned.", made)
            messages.success(request, words % {"num": made})
            return redirect("inspections:inspection_list")
    rows = _filtered(places, place_filter)
    offered = list(rows.select_related("kind", "commune")[: OFFERED + 1])
    context = {
        "filter": place_filter,
        "form": form,
        "places": offered[:OFFERED],
        "has_more": len(offered) > OFFERED,
        "chosen": chosen,
    }
    status = 422 if form.errors else 200
    return http.render_page(request, "inspections/plan.html", context, status=status)


def _places_of(request: HttpRequest) -> premises_models.PremisesQuerySet:
    """Premises that the reader may have visited: open ones, where they plan inspections."""
    units = units_permissions.units_where(request.user, P.PLAN_INSPECTION)
    pks = list(units.values_list("pk", flat=True))
    here = Q(commune_id__in=pks) | Q(owner_id__in=pks)
    return premises_models.Premises.objects.all().active().filter(here)


def _chosen(request: HttpRequest) -> list[int]:
    said = request.POST.getlist("premises")[: services.MOST_AT_ONCE + 1]
    return [int(pk) for pk in said if pk.isascii() and pk.isdecimal() and len(pk) < 19]


def _planned(
    form: forms.PlanForm,
    places: premises_models.PremisesQuerySet,
    chosen: list[int],
    user: accounts_models.User,
    now: datetime,
) -> int:
    """How many were planned; none where the form says why not."""
    mine = list(places.filter(pk__in=chosen).values_list("pk", flat=True))
    try:
        return len(
            services.plan_inspections(premises_ids=mine, draft=form.draft(), by=user, at=now)
        )
    except services.PlanRefused as refusal:
        form.add_error(None, refusal.message)
        return 0


def _filtered(
    rows: premises_models.PremisesQuerySet, form: forms.PlaceFilter
) -> premises_models.PremisesQuerySet:
    form.is_valid()
    said = form.cleaned_data
    planned = models.Inspection.objects.all().open()
    rows = rows.exclude(pk__in=planned.values("premises"))
    if said.get("q"):
        rows = premises_queries.search(rows, said["q"])
    if said.get("unit"):
        rows = premises_queries.in_unit(rows, said["unit"], on=timezone.localdate())
    if said.get("kind"):
        rows = rows.filter(kind_id=said["kind"])
    done = models.Inspection.objects.filter(state=models.InspectionState.DONE)
    if said.get("seen") == "NEVER":
        rows = rows.exclude(pk__in=done.values("premises"))
    if said.get("seen") == "FINDING":
        standing = models.Finding.objects.all().standing()
        rows = rows.filter(pk__in=standing.values("inspection__premises"))
    latest = Max("inspections__inspected_at")
    return rows.annotate(last_inspected_at=latest).order_by("folded_name", "pk")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    inspection = scope.held(request, pk, P.PLAN_INSPECTION)
    now = timezone.now()
    people = queries.inspectors_at(inspection, on=timezone.localdate(now))
    form = forms.AssignForm(
        request.POST or None, people=people, initial={"inspector": inspection.inspector_id}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.assign_inspections(
                inspection_ids=[pk],
                inspector=form.chosen(),
                by=http.signed_in(request),
                at=now,
            )
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The inspector finds it in their list."))
            return redirect("inspections:inspection_detail", pk=pk)
    title = _("Give the inspection to somebody")
    return form_page(request, form, inspection, title, _("Give it"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    inspection = scope.held(request, pk, P.PLAN_INSPECTION)
    form = forms.WordsForm(request.POST or None, label=_("Reason"))
    if request.method == "POST" and form.is_valid():
        try:
            services.call_off(
                inspection=inspection,
                reason=form.cleaned_data["words"],
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The inspection is called off; another can be planned."))
            return redirect("inspections:inspection_detail", pk=pk)
    title = _("Call the inspection off")
    return form_page(request, form, inspection, title, title)


def form_page(
    request: HttpRequest,
    form: django_forms.Form,
    inspection: models.Inspection,
    title: str,
    submit: str,
    *,
    note: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        # Loaded anew: a refusing service let go of what was loaded along with it.
        "inspection": scope.seen(request, inspection.pk) if form.errors else inspection,
        "title": title,
        "submit": submit,
        "note": note,
    }
    status = 422 if form.errors else 200
    return http.render_page(request, "inspections/form.html", context, status=status)
