"""Helpers of the page editor."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from campaigns.accounts import http
from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import languages, roles
from campaigns.units import permissions
from cms import models, queries

MAX_CHARACTERS = 50_000
"""Longest text that is measured: an hour and a half of reading."""


@require_POST
def measure(request: HttpRequest) -> HttpResponse:
    """Measure a text while it is typed: the same algorithm as on save and on publishing.

    POST: text, medium, language, newsroom (id of its page). Answers `{"lines": […]}`.
    """
    units = permissions.units_where(http.signed_in(request), roles.Permission.WRITE_GUIDANCE)
    newsrooms = models.NewsroomPage.objects.filter(unit__in=units)
    newsroom = get_object_or_404(newsrooms, pk=_number(request.POST.get("newsroom", "")))
    medium, language = request.POST.get("medium", ""), request.POST.get("language", "")
    if medium not in broadcast_models.Medium.values or language not in languages.Language.values:
        return JsonResponse({"lines": []})
    lines = queries.measure(
        request.POST.get("text", "")[:MAX_CHARACTERS],
        medium=medium,
        language=language,
        newsroom=newsroom,
    )
    return JsonResponse({"lines": list(lines)})


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else 0
