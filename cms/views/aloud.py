"""Texts as the announcer reads them: a page for a draft, a fragment for what is being typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from campaigns.accounts import http
from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import languages, roles
from campaigns.units import permissions
from cms import models, queries
from cms.queries import spoken
from cms.views import editor, loading


@require_safe
def aloud(request: HttpRequest, page_id: int) -> HttpResponse:
    """The latest draft, written text left and spoken text right, every substitution marked."""
    page = loading.load_page(request, page_id)
    context = {"page": page, "sheet": queries.aloud_sheet(page)}
    return render(request, "cms/admin/aloud.html", context)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The marks of a text that is being typed, as an HTML fragment.

    POST: text, medium, language, newsroom (id of its page). Empty for what is read by eye.
    """
    units = permissions.units_where(http.signed_in(request), roles.Permission.WRITE_GUIDANCE)
    newsrooms = models.NewsroomPage.objects.filter(unit__in=units)
    get_object_or_404(newsrooms, pk=editor.number(request.POST.get("newsroom", "")))
    medium, language = request.POST.get("medium", ""), request.POST.get("language", "")
    text = request.POST.get("text", "")[: editor.MAX_CHARACTERS]
    is_spoken = medium in broadcast_models.SPOKEN_MEDIA and language in languages.Language.values
    if not (is_spoken and text.strip()):
        return HttpResponse("")
    said = spoken.speak(text, queries.lexicon_of(language), language)
    context = {"said": said, "language": language, "is_live": True}
    return render(request, "cms/admin/aloud_text.html", context)
