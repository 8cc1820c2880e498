"""The page behind a secret link: reading changes nothing, one answer is taken, once."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.kernel import errors
from cms import models, queries, services
from cms.forms import decisions

_KIND = "fact-check"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fact_check(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the text whose facts are asked about, and take the answer.

    A dead link answers 410 and says why; an unknown one 404, and 429 when too many came.
    """
    if http.has_guessed_too_often(request, _KIND):
        return _page(request, "cms/fact_link_wait.html", {}, status=429)
    link = queries.find_fact_link(secret)
    if link is None:
        http.note_guess(request, _KIND)
        raise Http404
    end = queries.link_end(link, timezone.now())
    if end is not None:
        return _dead(request, link, end)
    form = decisions.FactAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _answer(request, link, form)
    return _sheet(request, link, form)


def _answer(
    request: HttpRequest, link: models.FactCheckLink, form: decisions.FactAnswerForm
) -> HttpResponse:
    user = request.user if request.user.is_authenticated else None
    try:
        services.answer_by_link(
            link=link,
            answer=services.FactAnswer(**form.cleaned_data),
            at=timezone.now(),
            seen_as=user,
        )
    except services.LinkIsDead:
        fresh = models.FactCheckLink.objects.select_related("approval").get(pk=link.pk)
        end = queries.link_end(fresh, timezone.now()) or queries.LinkEnd.DECIDED
        return _dead(request, link, end)
    except errors.LoaError as refusal:
        form.add_error(None, refusal.message)
        return _sheet(request, link, form)
    context = {"is_correct": form.cleaned_data["is_correct"], "link": link}
    return _page(request, "cms/fact_link_thanks.html", context)


def _sheet(
    request: HttpRequest, link: models.FactCheckLink, form: decisions.FactAnswerForm
) -> HttpResponse:
    context = {
        "sheet": queries.fact_sheet(link.approval, timezone.localdate()),
        "form": form,
        "link": link,
    }
    return _page(request, "cms/fact_link.html", context, status=422 if form.errors else 200)


def _dead(request: HttpRequest, link: models.FactCheckLink, end: queries.LinkEnd) -> HttpResponse:
    context = {"why": _why(end), "is_answered": end == queries.LinkEnd.ANSWERED, "link": link}
    return _page(request, "cms/fact_link_dead.html", context, status=410)


def _why(end: queries.LinkEnd) -> str:
    return {
        queries.LinkEnd.ANSWERED: _("It was answered, and the answer is recorded."),
        queries.LinkEnd.REVOKED: _("The newsroom took it back."),
        queries.LinkEnd.EXPIRED: _("Its time is over: nobody answered in time."),
        queries.LinkEnd.NEWER: _("The writer submitted a newer text; this one is not published."),
        queries.LinkEnd.DECIDED: _("The newsroom has decided on this text in the meantime."),
    }[end]


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page that no search engine lists and whose address leaves with no link.

    Not `no-referrer`: with it browsers post the form from the origin «null», and the check
    against forged requests refuses it.
    """
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    return response
