"""My day."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.workspace import queries


@login_required
@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    items = queries.my_day(http.signed_in(request), timezone.now())
    return http.render_page(request, "workspace/my_day.html", {"items": items})
