"""What the page editor asks for while somebody writes, and its acts without JavaScript."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.accounts import http
from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import errors, languages, roles
from campaigns.units import permissions
from cms import models, queries, services
from cms.views import loading

MAX_CHARACTERS = 50_000
"""Longest text that is measured: an hour and a half of reading."""


@require_POST
def measure(request: HttpRequest) -> HttpResponse:
    """Measure a text while it is typed: the same algorithm as on save and on publishing.

    POST: text, medium, language, newsroom (id of its page), recording (id, if any). Answers `{"lines": [{"tone", "word",
    "text"}], "plain": "the text without marks, where that is cheaper to send"}`.
    """
    units = permissions.units_where(http.signed_in(request), roles.Permission.WRITE_GUIDANCE)
    newsrooms = models.NewsroomPage.objects.filter(unit__in=units)
    newsroom = get_object_or_404(newsrooms, pk=number(request.POST.get("newsroom", "")))
    medium, language = request.POST.get("medium", ""), request.POST.get("language", "")
    if medium not in broadcast_models.Medium.values or language not in languages.Language.values:
        return JsonResponse({"lines": [], "plain": ""})
    found = queries.measuring(newsroom, timezone.localdate()).measure(
        request.POST.get("text", "")[:MAX_CHARACTERS],
        medium=medium,
        language=language,
        recorded_seconds=_seconds(newsroom, number(request.POST.get("recording", ""))),
    )
    lines = [{"tone": line.tone, "word": line.word, "text": line.text} for line in found.lines]
    return JsonResponse({"lines": lines, "plain": found.plain_text})


def _seconds(newsroom: models.NewsroomPage, recording_id: int) -> int | None:
    """The length of a recording of the newsroom; nothing is asked where none is chosen."""
    if not recording_id:
        return None
    found = queries.recordings_of(newsroom).filter(pk=recording_id)
    return found.values_list("seconds", flat=True).first()


def number(value: str) -> int:
    """The key that a form names; 0, which no row has, for anything else."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else 0


_SOUND = re.compile(r"renditions-([0-9]{1,4})-sound")


def sounds_sent(request: HttpRequest) -> tuple[services.SoundDraft, ...]:
    """The sound files that came with the page editor's form, each for the row it stands in."""
    found = []
    for name, file in request.FILES.items():
        match = _SOUND.fullmatch(name)
        row = f"renditions-{match[1]}" if match else ""
        if row and not request.POST.get(f"{row}-DELETE"):
            key = (request.POST.get(f"{row}-medium", ""), request.POST.get(f"{row}-language", ""))
            found.append(services.SoundDraft(key, file))
    return tuple(found)


@require_POST
def cut(request: HttpRequest, page_id: int) -> HttpResponse:
    """Start renditions from the web text and lead to the editor in which they are shortened."""
    page = loading.load_page(request, page_id)
    try:
        services.cut_from_web(
            page=page, draft=cut_asked(request), by=http.signed_in(request), at=timezone.now()
        )
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
        return redirect("newsroom:review", page.pk)
    messages.success(request, _("Added. Shorten each text beside its measure."))
    return redirect("wagtailadmin_pages:edit", page.pk)


def cut_asked(request: HttpRequest) -> services.CutDraft:
    """What was ticked: media, and the language."""
    language = request.POST.get("loa-cut-language", languages.Language.VIETNAMESE)
    return services.CutDraft(tuple(dict.fromkeys(request.POST.getlist("loa-cut-media"))), language)


@require_POST
def hold(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say that a rendition still holds though the web text has changed."""
    page = loading.load_page(request, page_id)
    medium, _colon, language = request.POST.get("rendition", "").partition(":")
    try:
        services.say_it_holds(
            page=page, key=(medium, language), by=http.signed_in(request), at=timezone.now()
        )
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Noted: it still holds."))
    return redirect("newsroom:review", page.pk)
