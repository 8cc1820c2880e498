"""Which drives a phone may count in, and how it leaves one."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from ninja import Router, Schema

from campaigns.accounts import models as accounts_models
from campaigns.drives import models as drives_models
from campaigns.drives import queries as drives_queries
from campaigns.kernel import roles
from campaigns.units import permissions as units_permissions
from campaigns.workspace.api import senders


class OfferedOut(Schema):
    id: int
    name: str
    place: str


class AccountOut(Schema):
    """Who is signed in on this phone; `key` stays the same when the name changes. Whoever
    `may_inspect` has visits to fetch."""

    key: str
    name: str
    may_inspect: bool


class PhoneOut(Schema):
    """Drives joined by code, and those that the signed-in member may log in."""

    joined: list[OfferedOut]
    by_account: list[OfferedOut]
    account: AccountOut | None


router = Router()


@router.get("/drives", auth=None, response=PhoneOut)
def list_drives(request: HttpRequest) -> PhoneOut:
    """What this phone can count in; nothing for a stranger. Also brings the CSRF cookie."""
    get_token(request)
    now = timezone.now()
    passes = drives_queries.passes_of(request.COOKIES, on=timezone.localdate(now))
    user = request.user
    return PhoneOut(
        joined=[_offered(device.drive) for device in passes],
        by_account=[_offered(d) for d in drives_queries.drives_where_may_log(user, at=now)],
        account=_account(user) if isinstance(user, accounts_models.User) else None,
    )


def _account(user: accounts_models.User) -> AccountOut:
    may_inspect = units_permissions.can(user, roles.Permission.INSPECT_PREMISES)
    return AccountOut(key=user.actor_id, name=str(user), may_inspect=bool(may_inspect))


def _offered(drive: drives_models.Drive) -> OfferedOut:
    return OfferedOut(id=drive.pk, name=drive.name, place=f"{drive.place}, {drive.unit.name_vi}")


@router.post("/leave", response={204: None, **senders.REFUSALS})
def leave_drive(request: HttpRequest) -> HttpResponse:
    """Let go of the pass by which the phone speaks; what it sent stays."""
    sender = senders.sender_of(request)
    response = HttpResponse(status=204)
    if isinstance(sender, drives_models.DeviceToken):
        name = drives_queries.device_cookie(sender.drive_id)
        held_by = name if name in request.COOKIES else drives_queries.DEVICE_COOKIE
        response.delete_cookie(held_by, samesite="Lax")
    return response
