"""Sheets on paper: one at once, a whole unit by the worker."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.jobs import http as jobs_http
from campaigns.jobs import models as jobs_models
from campaigns.jobs import queries as jobs_queries
from campaigns.jobs import services as jobs_services
from campaigns.kernel import errors, roles, serving
from campaigns.premises import builders, forms, models, queries, services
from campaigns.premises.views import scope
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

_ORDERS = 20
_PRIVATE = "private, no-store"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def print_sheets(request: HttpRequest) -> HttpResponse:
    """Order the sheets of a unit; below, what was ordered lately and its files."""
    scope.require_anywhere(request, roles.Permission.MANAGE_PREMISES)
    user, now = http.signed_in(request), timezone.now()
    initial = {"unit": request.GET.get("unit")}
    form = forms.SheetsForm(
        request.POST or None, user=user, on=timezone.localdate(now), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        unit = get_object_or_404(units_models.Unit, pk=form.cleaned_data["unit"])
        try:
            job = services.order_sheets(unit=unit, draft=form.draft(), by=user, at=now)
        except jobs_services.AlreadyOrdered as same:
            messages.info(request, same.message)
            return redirect("workspace:job", same.job.pk)
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            jobs_http.nudge()
            return redirect("workspace:job", job.pk)
    orders = _orders(user).select_related("progress", "ordered_by").order_by("-ordered_at", "-pk")
    context = {
        "form": form,
        "orders": [
            (job, jobs_queries.view_of(job, now), services.sheets_file(job) is not None)
            for job in orders[:_ORDERS]
        ],
    }
    return http.render_page(
        request, "premises/sheets.html", context, status=422 if form.errors else 200
    )


@login_required
@require_safe
def sheets_pdf(request: HttpRequest, job_pk: int) -> HttpResponseBase:
    job = _order(request, job_pk)
    file = services.sheets_file(job)
    if file is None:
        raise Http404
    return serving.serve(request, file, caching=_PRIVATE)


@login_required
@require_POST
def sheets_printed(request: HttpRequest, job_pk: int) -> HttpResponse:
    """Note that the whole order lies on paper."""
    count = services.mark_order_printed(
        job=_order(request, job_pk), by=http.signed_in(request), at=timezone.now()
    )
    said = ngettext("%(num)s sheet is printed now.", "%(num)s sheets are printed now.", count)
    messages.success(request, said % {"num": count})
    return redirect("premises:print_sheets")


@login_required
@require_safe
def poster_pdf(request: HttpRequest, pk: int, poster_pk: int) -> HttpResponse:
    """One sheet; what was not released, or has ended, is not printed."""
    poster, now = scope.kept_poster(request, pk, poster_pk), timezone.now()
    sheets = queries.sheets_to_print([poster.pk])
    if poster.state == models.PosterState.REQUESTED or not sheets:
        messages.error(request, _("This sheet is not released for printing, or not any more."))
        return redirect("premises:premises_detail", pk)
    names = queries.app_names(on=timezone.localdate(now))
    return HttpResponse(
        builders.sheets_pdf(sheets, app_names=names, at=now),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="sheet-{poster.code}.pdf"',
            "Cache-Control": _PRIVATE,
        },
    )


def _orders(user: accounts_models.User) -> jobs_models.JobQuerySet:
    """Orders for units in which the user keeps premises."""
    units = units_permissions.units_where(
        user, roles.Permission.MANAGE_PREMISES, on=timezone.localdate()
    )
    return jobs_models.Job.objects.filter(kind=services.SHEETS, unit_id__in=units.values("pk"))


def _order(request: HttpRequest, job_pk: int) -> jobs_models.Job:
    scope.require_anywhere(request, roles.Permission.MANAGE_PREMISES)
    return get_object_or_404(_orders(http.signed_in(request)), pk=job_pk)
