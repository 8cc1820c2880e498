"""My day, and how many things wait there."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.workspace import queries


@login_required
@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    items = queries.items_counted(http.signed_in(request), timezone.now())
    return http.render_page(request, "workspace/my_day.html", {"items": items})


@login_required
@require_safe
def waiting_count(request: HttpRequest) -> HttpResponse:
    """The header's way to my day with a new count, for htmx."""
    items = queries.items_counted(http.signed_in(request), timezone.now())
    return http.render_page(request, "workspace/waiting_count.html", {"count": len(items)})
