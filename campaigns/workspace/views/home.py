"""My day and the inbox."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.accounts import http
from campaigns.jobs import queries as jobs_queries
from campaigns.kernel import tables
from campaigns.notifications import queries as notification_queries
from campaigns.notifications import services as notification_services
from campaigns.workspace import queries

_INBOX_COLUMNS = (
    tables.Column("text", _("What")),
    tables.Column("created_at", _("When"), is_sortable=True),
)


@login_required
@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    items = queries.my_day(http.signed_in(request), timezone.now())
    return http.render_page(request, "workspace/my_day.html", {"items": items})


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    user = http.signed_in(request)
    notices = notification_queries.inbox(user)
    table = tables.build(
        columns=_INBOX_COLUMNS,
        rows=notices,
        params=request.GET,
        default_sort="created_at",
        is_default_descending=True,
    )
    context = {"table": table, "jobs": jobs_queries.live_of(user, timezone.now())}
    return http.render_page(request, "workspace/inbox.html", context)


@login_required
@require_POST
def mark_inbox_read(request: HttpRequest) -> HttpResponse:
    notification_services.mark_read(
        user=http.signed_in(request), notice_ids=None, at=timezone.now()
    )
    return redirect("workspace:inbox")
