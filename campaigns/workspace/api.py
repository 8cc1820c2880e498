"""The API of the field app: what a phone needs to know, and what it hands in."""

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import pydantic
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from campaigns.accounts import models as accounts_models
from campaigns.drives import models as drives_models
from campaigns.drives import permissions as drives_permissions
from campaigns.drives import queries as drives_queries
from campaigns.kernel import envelope, languages

MAX_BODY_BYTES = 1024 * 1024
MAX_RECORDS = 100

Sender = accounts_models.User | drives_models.DeviceToken


class SenderAuth(AuthBase):
    """A phone that joined (bearer token or cookie), or a member by their session.

    With `?drive=` a member acts by account even on a phone that joined some drive. A cookie is
    sent along by any page that a browser opens, hence the CSRF token; a bearer token is not.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Sender:
        _refuse_unfit(request)
        bearer = request.headers.get("Authorization", "")
        if bearer.lower().startswith("bearer "):
            return _device(bearer[7:].strip())
        cookie = request.COOKIES.get(drives_queries.DEVICE_COOKIE, "")
        if cookie and "drive" not in request.GET:
            _check_csrf(request)
            return _device(cookie)
        if request.user.is_authenticated:
            _check_csrf(request)
            return request.user
        raise AuthenticationError(
            message=_("This phone has not joined a drive. Scan the leader's code.")
        )


def _refuse_unfit(request: HttpRequest) -> None:
    """Turn a body away before anything reads it."""
    if request.method != "POST":
        return
    if request.content_type != "application/json":
        raise HttpError(415, _("Records are sent as application/json."))
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length[:20]) > MAX_BODY_BYTES:
        raise HttpError(413, _("At most 1 MB is taken at once. Send fewer records."))


def _device(secret: str) -> drives_models.DeviceToken:
    found = drives_queries.find_device(secret, on=timezone.localdate())
    if found.device is None:
        raise AuthenticationError(message=found.refusal)
    return found.device


def _check_csrf(request: HttpRequest) -> None:
    if request.method != "GET" and check_csrf(request) is not None:
        raise HttpError(403, _("The page is too old. Reload it; nothing is lost."))


def finite(text: str) -> float:
    """A number of the body; raises ValueError for those that JSON does not know."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text[:40])
    return value


class RecordIn(Schema):
    """One sealed record."""

    model_config = pydantic.ConfigDict(extra="forbid")

    client_uuid: uuid.UUID
    kind: Annotated[str, Field(pattern="^[a-z-]{1,40}$")]
    schema_version: Annotated[int, Field(ge=1, le=32_767, strict=True)]
    payload: dict[str, Any]
    payload_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    captured_at: pydantic.AwareDatetime
    clock_offset_s: Annotated[int, Field(ge=-(2**31), lt=2**31, strict=True)]
    device_id: Annotated[str, Field(pattern="^[0-9A-Za-z-]{1,64}$")]
    app_version: Annotated[str, Field(pattern="^[0-9A-Za-z.+-]{1,32}$")]
    was_offline: pydantic.StrictBool
    replaces_uuid: uuid.UUID | None = None


class BatchIn(Schema):
    """Up to a hundred records; each is judged by itself."""

    records: Annotated[
        list[Any],
        Field(max_length=MAX_RECORDS, json_schema_extra={"items": RecordIn.model_json_schema()}),
    ]


class AnswerOut(Schema):
    """What became of one record: 201 new, 200 known, 409 other content, 410 withdrawn, 422 not
    possible. `client_uuid` is null where none could be read."""

    client_uuid: str | None
    verdict: int
    message: str


class BatchOut(Schema):
    """One answer for each record, in the order sent."""

    received_at: datetime
    answers: list[AnswerOut]


class ShiftOut(Schema):
    id: int
    starts_at: datetime
    ends_at: datetime


class ChoiceOut(Schema):
    code: str
    label: str


class DriveOut(Schema):
    """What the phone needs to know of its drive; `server_time` sets its clock right."""

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
    sender: str
    server_time: datetime


class MessageOut(Schema):
    message: str


router = Router(auth=SenderAuth(), tags=["field"])
_REFUSALS = {400: MessageOut, 401: MessageOut, 403: MessageOut, 404: MessageOut}
# Whose records: left out by a phone, whose token says it; a member's account needs it.
DriveParam = Annotated[int | None, Query(ge=1, lt=2**62)]


@router.post("/records", response={200: BatchOut, **_REFUSALS, 413: MessageOut, 415: MessageOut})
def hand_in_records(request: HttpRequest, batch: BatchIn, drive: DriveParam = None) -> BatchOut:
    """Take records in, and answer for each once it is safely stored."""
    at = timezone.now()
    read = [_read(raw) for raw in batch.records]
    answers = _receive([r for r in read if isinstance(r, envelope.Envelope)], request, at)
    said = [next(answers) if isinstance(r, envelope.Envelope) else r for r in read]
    return BatchOut(received_at=at, answers=said)


@dataclass(frozen=True)
class _Group:
    """Records of one kind with their places in the batch."""

    places: list[int]
    envelopes: list[envelope.Envelope]


def _receive(envelopes: list[envelope.Envelope], request: HttpRequest, at: datetime) -> Any:
    """Hand each kind to the service that stores it; answers come in the order given."""
    groups: dict[str, _Group] = {}
    for place, sent in enumerate(envelopes):
        group = groups.setdefault(sent.kind, _Group([], []))
        group.places.append(place)
        group.envelopes.append(sent)
    answers: dict[int, AnswerOut] = {}
    for kind, group in groups.items():
        receiver = envelope.receiver_of(kind)
        said: Sequence[envelope.RecordAnswer] = (
            [_unknown_kind(e) for e in group.envelopes]
            if receiver is None
            else receiver(group.envelopes, by=request.auth, at=at)  # type: ignore[attr-defined]
        )
        for place, answer in zip(group.places, said, strict=True):
            answers[place] = AnswerOut(
                client_uuid=str(answer.client_uuid),
                verdict=answer.verdict,
                message=answer.message,
            )
    return iter([answers[place] for place in sorted(answers)])


def _unknown_kind(sent: envelope.Envelope) -> envelope.RecordAnswer:
    return envelope.RecordAnswer(
        sent.client_uuid,
        envelope.RecordVerdict.INVALID,
        _("Records of this kind are not known here."),
    )


def _read(raw: Any) -> envelope.Envelope | AnswerOut:
    """An envelope, or why the record is none."""
    try:
        record = RecordIn.model_validate(raw)
    except pydantic.ValidationError as error:
        places = {str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}
        known = sorted(places & set(RecordIn.model_fields))
        number = raw.get("client_uuid") if isinstance(raw, dict) else None
        return AnswerOut(
            client_uuid=number if isinstance(number, str) and len(number) <= 64 else None,
            verdict=envelope.RecordVerdict.INVALID,
            message=_("The record cannot be read: %(names)s.") % {"names": ", ".join(known) or "?"},
        )
    return envelope.Envelope(**record.model_dump())


@router.get("/drive", response={200: DriveOut, **_REFUSALS})
def show_drive(request: HttpRequest, drive: DriveParam = None) -> DriveOut:
    """Reference data of the sender's drive; also brings the cookie that sending needs."""
    get_token(request)
    sender: Sender = request.auth  # type: ignore[attr-defined]
    return _reference(_drive_of(sender, drive), sender, timezone.now())


def _drive_of(sender: Sender, pk: int | None) -> drives_models.Drive:
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


def _reference(drive: drives_models.Drive, sender: Sender, at: datetime) -> DriveOut:
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
        sender=str(sender),
        server_time=at,
    )


def _choices(members: Sequence[Any]) -> list[ChoiceOut]:
    return [ChoiceOut(code=m.value, label=str(m.label)) for m in members]
