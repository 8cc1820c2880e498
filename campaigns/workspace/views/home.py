"""My day and the inbox."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.notifications import queries as notification_queries


@login_required
@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    return http.render_page(request, "workspace/my_day.html")


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    notices = list(notification_queries.inbox(http.signed_in(request))[:100])
    return http.render_page(request, "workspace/inbox.html", {"notices": notices})
