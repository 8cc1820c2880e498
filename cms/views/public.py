"""The public site beside its pages: search, English, and what machines read.

Nothing here touches session, user, CSRF token or nonce, so that any cache may keep it.
"""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms import models, queries

PAGE_LENGTH = 20
MAX_QUERY = 200


def _public(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    language: str = "vi",
    content_type: str = "text/html; charset=utf-8",
) -> HttpResponse:
    with translation.override(language):
        whole = {"language": language, **context}
        response = render(request, template, whole, content_type=content_type)
    response["Content-Language"] = language
    patch_cache_control(response, public=True, max_age=models.PUBLIC_SECONDS)
    return response


@require_safe
def search(request: HttpRequest, language: str = "vi") -> HttpResponse:
    query = request.GET.get("q", "")[:MAX_QUERY].strip()
    found = Paginator(queries.search_guidance(query), PAGE_LENGTH)
    shown = found.get_page(request.GET.get("page"))
    context = {
        "query": query,
        "total": found.count,
        "shown": shown,
        "pieces": [piece.as_line(language) for piece in shown.object_list],
    }
    return _public(request, "cms/search.html", context, language=language)


@require_safe
def english(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a page in English: its English web text, or the news that there is none."""
    # PostgreSQL takes no NUL, not even to look for it.
    route = None if "\x00" in path else Page.route_for_request(request, path)
    if route is None:
        raise Http404
    page, args, kwargs = route
    request.loa_today = timezone.localdate()  # type: ignore[attr-defined]
    if isinstance(page.specific, models.HomePage):
        request.loa_home = queries.home_sections(timezone.now())  # type: ignore[attr-defined]
    response: HttpResponse = page.specific.serve(request, *args, language="en", **kwargs)
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return _public(
        request,
        "cms/robots.txt",
        {"base_url": settings.BASE_URL},
        content_type="text/plain; charset=utf-8",
    )


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    context = {"entries": queries.sitemap_entries()}
    return _public(request, "cms/sitemap.xml", context, content_type="application/xml")
