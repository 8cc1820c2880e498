"""Error pages: what happened, why, and the way on, in the reader's language.

They render without request and so without context processors, session or database: an error page
must come up when those are what failed. The reference number is the request id of the logs.
"""

from collections.abc import Callable

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from campaigns.kernel import errors


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the reason that the raiser gave: ours are written for the reader."""
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    return _page(request, 403, reason)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 without the exception's text, which may tell what exists outside the reader's scope."""
    return _page(request, 404)


def conflict(request: HttpRequest, exception: errors.LoaError) -> HttpResponse:
    """409 with the sentence of the service that refused."""
    return _page(request, 409, exception.message)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


def plain_answer_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 409 where a service said that somebody else was first, and 404 in our own words."""
    return _PlainAnswer(get_response)


class _PlainAnswer:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, errors.Conflict):
            return conflict(request, exception)
        # While debugging, as in the demo, Django would show a list of addresses in English.
        return page_not_found(request) if isinstance(exception, Http404) else None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere; Django's reason is for developers, not shown."""
    words = _(
        "This form was open for too long, or cookies are switched off in this browser. Go back,"
        " reload the page and send it again; what you typed is still there when you go back."
    )
    return _page(request, 403, words)


def _page(request: HttpRequest, status: int, reason: str = "") -> HttpResponse:
    context = {
        "reason": reason,
        "reference": structlog.contextvars.get_contextvars().get("request_id", ""),
        # A self-contained page carries its style with it; the policy lets it in by this nonce.
        "nonce": str(getattr(request, "csp_nonce", "")) if status == 500 else "",
    }
    response = HttpResponse(render_to_string(f"errors/{status}.html", context), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
