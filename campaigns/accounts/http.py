"""The web face that every app shares: sign-in, second factor, and rendering a page."""

from collections.abc import Callable
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from campaigns.accounts import models, services


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
        return get_response(request)

    return middleware


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
