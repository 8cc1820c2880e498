"""The web face that every app shares: sign-in, second factor, and rendering a page."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import structlog
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from campaigns.accounts import models, services
from campaigns.kernel import codes


class QueryInTemplate(RuntimeError):
    """A template asked the database; a programming error: pages get finished data."""


# The faces behind sign-in. Elsewhere the middleware never asks who is there, so that a public page
# touches no session and any cache may keep it (tests/access/test_second_factor.py).
CLOSED_PREFIXES = ("/desk/", "/cms/", "/field/", "/api/", "/documents/")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by an administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: models.User, **kwargs: Any) -> HttpResponse:
        services.note_sign_in(user=user, method=_method(request), at=timezone.now())
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response


def second_factor_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """On the faces behind sign-in, name the person in the log, and send people whose roles need a
    second factor to set one up first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(CLOSED_PREFIXES):
            return get_response(request)
        structlog.contextvars.bind_contextvars(user_id=request.user.pk)
        if _lacks_second_factor(request):
            messages.warning(request, _("Your role needs a second factor. Set one up to go on."))
            return redirect("mfa_index")
        return _back_to_the_form(request, get_response(request))

    return middleware


def _back_to_the_form(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Whoever sends a form after the session ended signs in and stands before that form again.

    `login_required` would lead on to the address that the form was sent to, and most of those
    answer to forms only.
    """
    if request.method != "POST" or response.status_code != 302 or request.user.is_authenticated:
        return response
    if not response["Location"].startswith(resolve_url(settings.LOGIN_URL)):
        return response
    messages.warning(
        request, _("Your session had ended, so nothing was saved. Sign in and do it once more.")
    )
    return redirect_to_login(_page_of_the_form(request))


def _page_of_the_form(request: HttpRequest) -> str:
    """Where the form stood, as the browser says; my day where it does not, or names another site."""
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    parts = urlsplit(page)
    return urlunsplit(("", "", parts.path, parts.query, "")) if is_ours and page else "/desk/"


def _lacks_second_factor(request: HttpRequest) -> bool:
    if not settings.LOA_SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
        return False
    # A superuser holds no grant that would ask for it, and may enter the newsroom.
    needs = request.user.is_second_factor_required or request.user.is_superuser
    return needs and not is_mfa_enabled(request.user)


def _method(request: HttpRequest) -> str:
    """How the person proved who they are, as allauth remembers it in the session."""
    methods = request.session.get("account_authentication_methods", [])
    return "+".join(str(m.get("method", "")) for m in methods)


def signed_in(request: HttpRequest) -> models.User:
    """The person who signed in; for views behind `login_required`.

    Raises:
        PermissionDenied: nobody is signed in.
    """
    if not request.user.is_authenticated:
        raise PermissionDenied(_("Sign in first."))
    return request.user


def client_address(request: HttpRequest) -> str:
    """Whence a request comes, behind as many proxies as `LOA_TRUSTED_PROXIES` says; for counting
    attempts and never kept. Empty where a socket of the machine itself has no address."""
    try:
        address: str = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return ""
    return address


# Wrong secrets from one address within the window, after which it has to wait.
MAX_GUESSES = 20
GUESS_WINDOW_S = 600


def _guess_key(request: HttpRequest, kind: str) -> str:
    """No address is kept: only its digest, for ten minutes."""
    return f"{kind}:{codes.digest_secret(client_address(request))[:24]}"


def has_guessed_too_often(request: HttpRequest, kind: str) -> bool:
    """Whether too many wrong secrets of a kind came from this address."""
    return int(cache.get(_guess_key(request, kind), 0)) >= MAX_GUESSES


def note_guess(request: HttpRequest, kind: str) -> None:
    """Count a wrong secret."""
    key = _guess_key(request, kind)
    if not cache.add(key, 1, GUESS_WINDOW_S):
        cache.set(key, int(cache.get(key, 0)) + 1, GUESS_WINDOW_S)


def _sent_key(request: HttpRequest, kind: str, at: datetime) -> str:
    """Of the address its digest under the day's name alone, and that until midnight."""
    day = timezone.localdate(at).isoformat()
    return f"{kind}:{codes.digest_secret(f'{day}:{client_address(request)}')[:24]}"


def has_sent_too_often(request: HttpRequest, kind: str, limit: int, *, at: datetime) -> bool:
    """Whether this address has sent as many forms of a kind as it may in a day."""
    return int(cache.get(_sent_key(request, kind, at), 0)) >= limit


def note_sent(request: HttpRequest, kind: str, *, at: datetime) -> None:
    """Count a form that was sent."""
    local = timezone.localtime(at)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    key, seconds = _sent_key(request, kind, at), int((midnight - local).total_seconds()) + 1
    if not cache.add(key, 1, seconds):
        cache.set(key, int(cache.get(key, 0)) + 1, seconds)


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a workspace page from finished data.

    What every page carries (navigation, inbox count) comes from the providers named in
    `LOA_PAGE_CONTEXT`, so that lower apps need not know the workspace.

    Raises:
        QueryInTemplate: the template would have queried the database.
    """
    whole = dict(context or {})
    for provider in settings.LOA_PAGE_CONTEXT:
        whole |= import_string(provider)(request)
    with connection.execute_wrapper(_refuse_query):
        return render(request, template, whole, status=status)


def _refuse_query(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    raise QueryInTemplate(f"A template queried the database: {sql[:200]}")
