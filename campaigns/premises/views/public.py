"""Looking a place up on the public site: no login, cookie, script or contact data.

Any cache may keep a page for a moment. Whoever asks without end is told to come back tomorrow: of
the address nothing is kept but a digest, until midnight.
"""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.premises import forms, models, queries

PUBLIC_SECONDS = 60
PAGE_LENGTH = 25
MOST_PAGES = 40
"""Whoever has not found a place on the first thousand lines types more of its name; a program that
turns pages for ever would have the database sort the whole register each time."""
_LOOKS = "look-up"


class _Places(Paginator[models.Premises]):
    """The first pages of what was found; the count is of all."""

    @cached_property
    def num_pages(self) -> int:
        return min(super().num_pages, MOST_PAGES)


@require_safe
def look_up(request: HttpRequest, language: str = "vi") -> HttpResponse:
    with translation.override(language):
        response = _answer(request, language)
    response["Content-Language"] = language
    return response


def _answer(request: HttpRequest, language: str) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    form = forms.LookUpForm(request.GET, communes=queries.public_communes_on(today))
    form.is_valid()  # what makes no sense is left out, the rest holds
    words, commune = form.cleaned_data.get("ten") or "", form.cleaned_data.get("xa")
    context: dict[str, object] = {
        "form": form,
        "language": language,
        "is_asked": bool(words or commune),
        "is_stopped": False,
        "is_too_wide": False,
        "found": [],
        "query": "",
    }
    if not context["is_asked"]:
        return _page(request, context)
    if http.has_sent_too_often(request, _LOOKS, settings.LOA_LOOK_UP_DAILY_PER_ADDRESS, at=now):
        response = render(
            request, "places/look_up.html", {**context, "is_stopped": True}, status=429
        )
        patch_cache_control(response, no_store=True)
        return response
    http.note_sent(request, _LOOKS, at=now)
    rows = queries.look_up(words, commune)
    if rows is None:
        return _page(request, {**context, "is_too_wide": True})
    page = _Places(rows, PAGE_LENGTH).get_page(request.GET.get("trang", "1")[:6])
    query = request.GET.copy()
    query.pop("trang", None)
    start = (page.number - 1) * PAGE_LENGTH
    places = queries.loaded(rows[start : start + PAGE_LENGTH])
    found = [queries.public_place(row, on=today) for row in places]
    return _page(
        request,
        {
            **context,
            "page": page,
            "found": found,
            "query": query.urlencode(),
            "most_shown": MOST_PAGES * PAGE_LENGTH,
        },
    )


def _page(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    response = render(request, "places/look_up.html", context)
    patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    return response
