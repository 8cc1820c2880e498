"""The owner's page behind a secret link, and making and ending such links.

No cookie is set or needed: the secret in the address is all the right there is, so there is no
session that another site could ride on; a form that a browser says was sent from another site is
asked for again.
"""

import base64

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.accounts import http
from campaigns.kernel import actor, errors
from campaigns.premises import builders, forms, models, queries, services
from campaigns.premises.views import scope

_GUESSES = "owner-page"


@login_required
@require_POST
def make_owner_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the link and show it, this once."""
    premises = scope.kept(request, pk)
    try:
        secret = services.make_owner_link(
            premises=premises, by=http.signed_in(request), at=timezone.now()
        )
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
        return redirect("premises:premises_detail", pk=pk)
    link = f"{settings.BASE_URL}{reverse('places:owner', kwargs={'secret': secret})}"
    drawn = base64.b64encode(builders.qr_svg(link).encode()).decode()
    context = {
        "premises": premises,
        "link": link,
        # In the page itself: an address of its own would have to know the secret.
        "image": f"data:image/svg+xml;base64,{drawn}",
        "days": services.OWNER_LINK_LIFE.days,
    }
    page = http.render_page(request, "premises/owner_link.html", context)
    page["Cache-Control"] = "private, no-store"
    return page


@login_required
@require_POST
def revoke_owner_link(request: HttpRequest, pk: int) -> HttpResponse:
    premises = scope.kept(request, pk)
    try:
        services.revoke_owner_link(premises=premises, by=http.signed_in(request), at=timezone.now())
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The owner's link works no more."))
    return redirect("premises:premises_detail", pk=pk)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: HttpRequest, secret: str) -> HttpResponse:
    """Where the place stands, and its visits of today; 404 for a dead link, 429 after guesses."""
    now = timezone.now()
    if http.has_guessed_too_often(request, _GUESSES):
        return _secret(request, "places/wait.html", {}, status=429)
    premises = queries.find_by_owner_link(secret, at=now)
    if premises is None:
        http.note_guess(request, _GUESSES)
        raise Http404
    typed = None
    if request.method == "POST":
        typed = _enter(request, premises)
        if not typed.fault:
            return redirect(f"{reverse('places:owner', kwargs={'secret': secret})}?luu=1")
    today = timezone.localdate(now)
    count = models.VisitCount.objects.filter(premises=premises, count_date=today).first()
    context = {
        "place": queries.public_place(premises, on=today),
        "secret": secret,
        "today": today,
        "count": count,
        "typed": typed,
        "is_open": premises.is_active,
        "is_kept": "luu" in request.GET,
    }
    return _secret(request, "places/owner.html", context, status=422 if typed else 200)


def _enter(request: HttpRequest, premises: models.Premises) -> forms.Entered:
    """What was typed, with the fault if it was not kept."""
    typed = forms.read_line(request.POST, premises.pk)
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        typed.fault = _("Look at what you wrote and press the button again.")
    elif not typed.fault and typed.is_blank:
        typed.fault = _("Give both numbers; 0 where there was nobody.")
    if typed.fault:
        return typed
    now = timezone.now()
    try:
        services.enter_visits(
            draft=services.CountDraft(
                premises, timezone.localdate(now), typed.first, typed.second, typed.seen
            ),
            by=actor.SystemActor("owner-page"),
            at=now,
        )
    except services.CountOvertaken as refusal:
        typed.fault, typed.seen = refusal.message, refusal.turn
    except errors.LoaError as refusal:
        typed.fault = refusal.message
    return typed


def _secret(
    request: HttpRequest, template: str, context: dict[str, object], *, status: int
) -> HttpResponse:
    """A page that no search engine lists and whose address leaves with no link."""
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    return response
