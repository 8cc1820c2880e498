"""What every answer under /api/field/ has in common, refusals included."""

from collections.abc import Callable
from datetime import UTC
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page

# By this a phone learns how wrong its clock is, from any answer.
TIME_HEADER = "Loa-Server-Time"

View = Callable[..., HttpResponse]


def field_face(view: View) -> View:
    """The view with the server's clock on its answers, shortened for whoever reads gzip."""
    short = gzip_page(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = short(request, *args, **kwargs)
        now = timezone.now().astimezone(UTC)
        response.headers[TIME_HEADER] = now.isoformat(timespec="milliseconds")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer
