"""Following a short link: the one address of Loa that strangers' phones open from a wall.

No session, no cookie and nothing of the request decides where it leads: the code alone does.
"""

from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.premises import services
from campaigns.premises.queries import links

_LOST = "premises/link_lost.html"


@require_safe
def follow_link(request: HttpRequest, claimed: str) -> HttpResponse:
    """302 to the target, once the scan is on record; else a page that says what is wrong."""
    now = timezone.now()
    code = links.code_of(claimed)
    try:
        found = links.resolve(code, on=timezone.localdate(now)) if code else None
        if found is None or not found.is_answering:
            return _lost(request, claimed, found, now)
        services.count_scan(hit=services.Hit(found.link_pk, _phone(request)), at=now)
    except (DatabaseError, services.NotCounted):
        # An answer that was not counted is not sent; a phone that asks again finds its way.
        return _page(request, "BUSY", 503)
    is_english = request.LANGUAGE_CODE.startswith("en")
    url = found.url(links.device_of(request.META), is_english=is_english)
    if not url:
        return _page(request, "ENDED", 410)
    return _unkept(HttpResponseRedirect(url))


def _phone(request: HttpRequest) -> str:
    """What tells two people's phones apart, for the digest of the day; empty for a program."""
    if not links.is_person(request.method or "", request.META):
        return ""
    return f"{_whence(request)}\n{request.META.get('HTTP_USER_AGENT', '')}"


def _whence(request: HttpRequest) -> str:
    """The address as whoever counts attempts reads it, but not looked at: it is only blinded."""
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if count else ()
    address: str = said[-count] if 0 < count <= len(said) else ""
    return address.strip() or request.META.get("REMOTE_ADDR", "")


def _lost(
    request: HttpRequest, claimed: str, found: links.Answer | None, now: datetime
) -> HttpResponse:
    """No such link, or not any more: said to the reader, and kept as a possible forgery."""
    claim = found.code if found else links.claim_of(claimed)
    if claim:
        hit = services.Hit(found.link_pk if found else None, _phone(request), claim)
        services.count_scan(hit=hit, at=now)
    if found is None:
        return _page(request, "UNKNOWN", 404)
    return _page(request, "REVOKED", 410)


def _page(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return _unkept(render(request, _LOST, {"why": why}, status=status))


def _unkept(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, or the next scan would not be seen here."""
    response.headers["Cache-Control"] = "no-store"
    if response.status_code == 503:
        response.headers["Retry-After"] = "5"
    return response
