"""The HTTP API: routers of the apps under /api/, described in docs/openapi.json."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from campaigns.broadcasts import api as broadcasts_api
from campaigns.kernel import errors
from campaigns.workspace import api as workspace_api


class StrictParser(Parser):
    """Reads JSON as the standard has it: no NaN, no infinity, nothing nested beyond reason."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(
            workspace_api.text_of(request),
            parse_constant=workspace_api.finite,
            parse_float=workspace_api.finite,
        )


# The description is a file of the repository; its interactive page would need inline code.
api = NinjaAPI(title="Loa", version="1", docs_url=None, openapi_url=None, parser=StrictParser())
api.add_router("/field", workspace_api.router)
api.add_router("/outlet", broadcasts_api.router)


def addresses() -> tuple[list[Any], str, str]:
    """Routes of the API for `path()`, without the framework's own empty root."""
    patterns, app_name, namespace = api.urls
    routes = [p for p in patterns if getattr(p, "name", "") != "api-root"]
    for route in routes:
        if route.callback is not None and str(route.pattern).startswith("field/"):
            route.callback = workspace_api.field_face(route.callback)
    return routes, app_name, namespace


def _answer(request: HttpRequest, message: str, status: int) -> HttpResponse:
    return api.create_response(request, {"message": message}, status=status)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _answer(request, error.message, 401)


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    unreadable = _("The request cannot be read: it is not proper JSON.")
    return _answer(
        request, unreadable if error.status_code == 400 else error.message, error.status_code
    )


@api.exception_handler(ValidationError)
def _misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _answer(request, _("The request does not have the form that is described."), 422)


@api.exception_handler(errors.LoaError)
def _service_refused(request: HttpRequest, error: errors.LoaError) -> HttpResponse:
    return _answer(request, error.message, 409 if isinstance(error, errors.Conflict) else 422)
