"""Who speaks to the field API: a phone that joined a drive, or a member by their session."""

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from campaigns.accounts import models as accounts_models
from campaigns.drives import models as drives_models
from campaigns.drives import queries as drives_queries
from campaigns.workspace.api import bodies

Sender = accounts_models.User | drives_models.DeviceToken
# Whose records: left out by a phone, whose token says it; a member's account needs it.
DriveParam = Annotated[int | None, Query(ge=1, lt=2**62)]
# A member speaks by their session, whatever passes to drives their phone holds.
ACCOUNT = "account"
# By which of its passes a phone speaks that joined several drives and keeps them as cookies.
JOINED = "joined"


class MessageOut(Schema):
    message: str


REFUSALS = {400: MessageOut, 401: MessageOut, 403: MessageOut, 404: MessageOut}


class SenderAuth(AuthBase):
    """A phone that joined (bearer token or cookie), or a member by their session.

    With `?drive=` or `?account=` a member acts by account even on a phone that joined some drive;
    with `?joined=` a phone speaks by its pass to that drive, whoever is signed in. A cookie is sent along by any
    page that a browser opens, hence the CSRF token; a bearer token is not.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Sender:
        bodies.refuse_large(request)
        sender = _sender(request)
        bodies.refuse_other(request)
        bodies.unpack(request)
        return sender


def sender_of(request: HttpRequest) -> Sender:
    """Whoever `SenderAuth` let in."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    return sender


def _sender(request: HttpRequest) -> Sender:
    bearer = request.headers.get("Authorization", "")
    if bearer.lower().startswith("bearer "):
        return _device(bearer[7:].strip())
    if JOINED in request.GET:
        _check_csrf(request)
        return _passed(request)
    cookie = request.COOKIES.get(drives_queries.DEVICE_COOKIE, "")
    if cookie and not {"drive", ACCOUNT} & set(request.GET):
        _check_csrf(request)
        return _device(cookie)
    if request.user.is_authenticated:
        _check_csrf(request)
        return request.user
    if ACCOUNT in request.GET:
        raise AuthenticationError(message=_("You are signed out. What waits stays on this phone."))
    raise AuthenticationError(message=drives_queries.not_joined())


def _device(secret: str) -> drives_models.DeviceToken:
    return _let_in(drives_queries.find_device(secret, on=timezone.localdate()))


def _passed(request: HttpRequest) -> drives_models.DeviceToken:
    typed = request.GET[JOINED][:20]
    pk = int(typed) if typed.isascii() and typed.isdecimal() else 0
    return _let_in(drives_queries.find_pass(request.COOKIES, pk, on=timezone.localdate()))


def _let_in(found: drives_queries.Pass) -> drives_models.DeviceToken:
    if found.device is None:
        raise AuthenticationError(message=found.refusal)
    return found.device


def _check_csrf(request: HttpRequest) -> None:
    if request.method not in {"GET", "HEAD"} and check_csrf(request) is not None:
        raise HttpError(403, _("The page is too old. Reload it; nothing is lost."))
