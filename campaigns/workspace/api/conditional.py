"""Reference data that a phone asks for again and again: 304 where it has them already."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from ninja import Schema


def answer(request: HttpRequest, said: Schema) -> HttpResponseBase:
    """The data, or 304; by their digest without `server_time`, which no copy needs: the server's
    time is in a header that every answer carries."""
    known = said.model_dump_json(exclude={"server_time"}).encode()
    etag = f'"{hashlib.sha256(known).hexdigest()[:32]}"'
    response: HttpResponseBase = get_conditional_response(request, etag=etag) or HttpResponse(
        said.model_dump_json(), content_type="application/json"
    )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response
