"""Residents' requests on the helpers' phones: what their drive has taken on, and whom to call.

Reading the list changes nothing and holds no phone number; asking for the numbers is an act of its
own, put on record request by request.
"""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError

from campaigns.drives import models as drives_models
from campaigns.drives import queries as drives_queries
from campaigns.drives import services as drives_services
from campaigns.workspace.api import reference, senders


class RequestOut(Schema):
    """A request that the drive has taken on. Whoever keeps it on a phone deletes it with the drive.

    `apps` are codes; none means that the resident does not know. `wanted_date` is null where any
    day will do.
    """

    id: int
    place: str
    wanted_date: date | None
    wanted_part: str
    language: str
    people: int
    apps: list[str]
    note: str


class RequestsOut(Schema):
    requests: list[RequestOut]
    server_time: datetime


class NumberOut(Schema):
    """`phone` has digits alone, as it is dialled within the country."""

    id: int
    phone: str


class NumbersOut(Schema):
    phones: list[NumberOut]


router = Router()


@router.get("/requests", response={200: RequestsOut, **senders.REFUSALS})
def list_requests(request: HttpRequest, drive: senders.DriveParam = None) -> RequestsOut:
    """What the sender's drive has taken on and not ended; without phone numbers."""
    asked = drives_queries.help_of_drive(_drive_of_today(request, drive))
    return RequestsOut(requests=[_said(r) for r in asked], server_time=timezone.now())


@router.post("/requests/phones", response={200: NumbersOut, **senders.REFUSALS})
def show_phones(request: HttpRequest, drive: senders.DriveParam = None) -> NumbersOut:
    """Phone numbers of what the sender's drive has taken on; each one shown goes on record."""
    asked = drives_queries.help_of_drive(_drive_of_today(request, drive))
    if not asked:
        return NumbersOut(phones=[])
    numbers = drives_services.reveal_phones(
        requests=asked, by=senders.sender_of(request), at=timezone.now()
    )
    return NumbersOut(phones=[NumberOut(id=pk, phone=n) for pk, n in numbers.items()])


def _drive_of_today(request: HttpRequest, pk: int | None) -> drives_models.Drive:
    """The sender's drive, on the days on which they help in it."""
    sender = senders.sender_of(request)
    drive = reference.drive_of(sender, pk)
    first, last = timezone.localdate(drive.starts_at), timezone.localdate(drive.ends_at)
    if isinstance(sender, drives_models.DeviceToken):
        first, last = sender.valid_from_date, sender.valid_to_date
    if not first <= timezone.localdate() <= last:
        raise HttpError(403, _("Residents' requests are shown on the days of the drive only."))
    return drive


def _said(asked: drives_models.HelpRequest) -> RequestOut:
    return RequestOut(
        id=asked.pk,
        place=", ".join(filter(None, (asked.hamlet, asked.unit.name_vi))),
        wanted_date=asked.wanted_date,
        wanted_part=asked.wanted_part,
        language=asked.language,
        people=asked.people_count,
        apps=[app.code for app in sorted(asked.apps.all(), key=lambda a: (a.position, a.pk))],
        note=asked.note,
    )
