"""Reference data: what a phone needs to know of its drive."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError

from campaigns.drives import models as drives_models
from campaigns.drives import permissions as drives_permissions
from campaigns.drives import queries as drives_queries
from campaigns.drives import services as drives_services
from campaigns.kernel import languages
from campaigns.workspace.api import conditional, senders


class ShiftOut(Schema):
    id: int
    starts_at: datetime
    ends_at: datetime


class ChoiceOut(Schema):
    code: str
    label: str


class HamletOut(Schema):
    id: int
    label: str


class DriveOut(Schema):
    """What the phone needs to know of its drive; `server_time` sets its clock right.

    `sender_key` stays the same when the sender's name changes: by it the phone keeps apart what
    different members counted on it.
    `reasons` are those why nothing was done in a household, `hamlets` those of the drive's commune,
    `schema_versions` the versions of records that are taken.
    """

    id: int
    name: str
    place: str
    unit: str
    is_open: bool
    starts_at: datetime
    ends_at: datetime
    shifts: list[ShiftOut]
    apps: list[ChoiceOut]
    app_outcomes: list[ChoiceOut]
    other_outcomes: list[ChoiceOut]
    settings: list[ChoiceOut]
    languages: list[ChoiceOut]
    age_bands: list[ChoiceOut]
    reasons: list[ChoiceOut]
    hamlets: list[HamletOut]
    schema_versions: list[int]
    sender: str
    sender_key: str
    server_time: datetime


router = Router()


@router.get("/drive", response={200: DriveOut, **senders.REFUSALS})
def show_drive(request: HttpRequest, drive: senders.DriveParam = None) -> HttpResponseBase:
    """Reference data of the sender's drive; also brings the cookie that sending needs.

    With `If-None-Match` and an unchanged drive the answer is 304 and has no body; the server's time
    is then in the header that every answer carries.
    """
    get_token(request)
    sender = senders.sender_of(request)
    said = _reference(drive_of(sender, drive), sender, timezone.now())
    return conditional.answer(request, said)


def drive_of(sender: senders.Sender, pk: int | None) -> drives_models.Drive:
    """The drive of a phone, or the one that a member names and may log in.

    Raises:
        HttpError: 404 outside the sender's sight, 403 with the reason where they may not log.
    """
    if isinstance(sender, drives_models.DeviceToken):
        if pk is not None and pk != sender.drive_id:
            raise HttpError(404, _("There is no such drive for you."))
        return sender.drive
    seen = drives_models.Drive.objects.near(sender, on=timezone.localdate())
    drive = seen.select_related("unit", "organiser").filter(pk=pk or 0).first()
    if drive is None:
        raise HttpError(404, _("There is no such drive for you."))
    verdict = drives_permissions.may_log(sender, drive)
    if not verdict:
        raise HttpError(403, verdict.reason)
    return drive


def _reference(drive: drives_models.Drive, sender: senders.Sender, at: datetime) -> DriveOut:
    outcomes = drives_models.Outcome
    spoken = {row.language for row in drive.languages.all()}
    return DriveOut(
        id=drive.pk,
        name=drive.name,
        place=drive.place,
        unit=drive.unit.name_vi,
        is_open=drive.is_open,
        starts_at=drive.starts_at,
        ends_at=drive.ends_at,
        shifts=[
            ShiftOut(id=s.pk, starts_at=s.starts_at, ends_at=s.ends_at)
            for s in drives_queries.shifts_of(drive)
        ],
        apps=[ChoiceOut(code=a.code, label=a.name) for a in drives_queries.apps_of(drive)],
        app_outcomes=_choices(drives_models.APP_OUTCOMES),
        other_outcomes=_choices([o for o in outcomes if o not in drives_models.APP_OUTCOMES]),
        settings=_choices(list(drives_models.Setting)),
        languages=_choices([x for x in languages.Language if x in spoken]),
        age_bands=_choices(list(drives_models.AgeBand)),
        reasons=_choices(list(drives_models.VisitReason)),
        hamlets=[
            HamletOut(id=unit.pk, label=unit.short_name_vi or unit.name_vi)
            for unit in drives_queries.hamlets_of(drive, on=timezone.localdate(at))
        ],
        schema_versions=sorted(drives_services.SCHEMA_VERSIONS),
        sender=str(sender),
        sender_key=sender.actor_id,
        server_time=at,
    )


def _choices(members: Sequence[Any]) -> list[ChoiceOut]:
    return [ChoiceOut(code=m.value, label=str(m.label)) for m in members]
