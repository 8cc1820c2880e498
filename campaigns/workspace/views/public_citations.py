"""Commendations and criticisms on the public site: anybody may read them, any cache may keep them.

Nothing here touches session, user, CSRF token or nonce; the language is in the address.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from campaigns.conduct import queries as conduct_queries

PUBLIC_SECONDS = 2
"""How long anybody may keep the page: a correction is seen within this time."""
LIST_LENGTH = 200


@require_safe
def public_citations(request: HttpRequest, language: str = "vi") -> HttpResponse:
    citations = conduct_queries.public_citations(limit=LIST_LENGTH)
    return _page(request, "conduct/public_list.html", language, {"citations": citations})


@require_safe
def public_citation(request: HttpRequest, pk: int, language: str = "vi") -> HttpResponse:
    citation = conduct_queries.public_citation(pk)
    if citation is None:
        raise Http404
    return _page(request, "conduct/public_detail.html", language, {"citation": citation})


@require_safe
def public_criticisms(request: HttpRequest, language: str = "vi") -> HttpResponse:
    found = conduct_queries.public_criticisms(limit=LIST_LENGTH)
    return _page(request, "conduct/public_criticisms.html", language, {"criticisms": found})


@require_safe
def public_criticism(request: HttpRequest, pk: int, language: str = "vi") -> HttpResponse:
    """A standing criticism; once it is revoked, that it was (410)."""
    found = conduct_queries.public_criticism(pk)
    tombstone = None if found else conduct_queries.tombstone(pk)
    if found is None and tombstone is None:
        raise Http404
    context = {"criticism": found, "tombstone": tombstone, "pk": pk}
    response = _page(request, "conduct/public_criticism.html", language, context)
    response.status_code = 200 if found else 410
    return response


def _page(
    request: HttpRequest, template: str, language: str, context: dict[str, Any]
) -> HttpResponse:
    with translation.override(language):
        response = render(request, template, {**context, "language": language})
    response["Content-Language"] = language
    patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    return response
