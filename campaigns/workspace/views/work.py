"""Long work: the list, one job with its progress, and stopping it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.jobs import http as jobs_http
from campaigns.jobs import models as jobs_models
from campaigns.jobs import queries as jobs_queries
from campaigns.jobs import services as jobs_services
from campaigns.kernel import errors, tables
from campaigns.workspace import queries

_COLUMNS = (
    tables.Column("title", gettext_lazy("Work")),
    tables.Column("state", gettext_lazy("State"), is_sortable=True),
    tables.Column("progress", gettext_lazy("Progress")),
    tables.Column("ordered_by", gettext_lazy("Ordered by")),
    tables.Column("ordered_at", gettext_lazy("When"), is_sortable=True),
)


@login_required
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    rows = queries.visible_jobs(user, timezone.localdate(now))
    table = tables.build(
        columns=_COLUMNS,
        rows=rows.select_related("progress", "ordered_by"),
        params=request.GET,
        default_sort="ordered_at",
        is_default_descending=True,
    )
    shown = {job.pk: jobs_queries.view_of(job, now) for job in table.rows}
    return http.render_page(request, "workspace/jobs.html", {"table": table, "shown": shown})


def _load(user: accounts_models.User, pk: int) -> jobs_models.Job:
    rows = queries.visible_jobs(user, timezone.localdate())
    return get_object_or_404(rows.select_related("progress", "ordered_by"), pk=pk)


@login_required
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job; with `part=1` only what changes while it is under way, for htmx."""
    found = jobs_queries.view_of(_load(http.signed_in(request), pk), timezone.now())
    template = "workspace/job_part.html" if request.GET.get("part") else "workspace/job.html"
    return http.render_page(request, template, {"job": found})


@login_required
@require_POST
def cancel_job(request: HttpRequest, pk: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = _load(user, pk)
    try:
        jobs_services.cancel_job(job=found, by=user, at=now)
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        jobs_http.nudge()
        messages.success(request, _("It is being stopped. What is done so far stays done."))
    return redirect("workspace:job", found.pk)
