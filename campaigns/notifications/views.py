"""How one wants to be told, and switching off from a mail without signing in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.kernel import errors
from campaigns.notifications import forms, models, queries, services


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """What comes by mail at once, daily or not at all; quiet hours and language."""
    user = http.signed_in(request)
    form = forms.ChoicesForm(
        request.POST if request.method == "POST" else None,
        user=user,
        wishes=queries.wishes_of([user.pk])[user.pk],
    )
    if request.method == "POST" and form.is_valid():
        services.choose(user=user, choice=form.choice(), at=timezone.now())
        messages.success(request, _("Saved. It holds from the next notice on."))
        return redirect("notifications:choices")
    context = {
        "form": form,
        "trouble": queries.trouble_of(user),
        "address": user.email,
        "digest_hour": settings.LOA_DIGEST_HOUR,
        "urgent": [kind.label for kind in models.Kind if len(models.paces_of(kind)) == 1],
        "urgent_reason": models.MANDATORY[models.Kind.EMERGENCIES],
    }
    return http.render_page(request, "notifications/choices.html", context)


# Mail programs press the button for the reader, without cookie or token (RFC 8058); whoever holds
# the signed address may only switch off what that one mail told of.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, then switch off what a mail told of. Opening the address alone changes nothing."""
    context: dict[str, Any] = {"kinds": (), "outcome": "ASK", "reason": "", "status": 200}
    try:
        sending = services.sending_of(token)
        context["kinds"] = services.words_to_switch_off(sending)
        if sending.unsubscribed_at is not None:
            context["outcome"] = "BEFORE"
        elif request.method == "POST":
            context["outcome"] = "DONE"
            services.unsubscribe(sending=sending, at=timezone.now())
    except services.UnknownLink as refusal:
        context |= {"outcome": "REFUSED", "reason": refusal.message, "status": 404}
    except errors.LoaError as refusal:
        context |= {"outcome": "REFUSED", "reason": refusal.message}
    status = context.pop("status")
    return http.render_page(request, "notifications/unsubscribe.html", context, status=status)
