"""Records that a phone hands in: read strictly, each judged by itself."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import pydantic
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from campaigns.kernel import envelope
from campaigns.workspace.api import senders

MAX_RECORDS = 100


# Records and answers are plain models: the framework's own look attributes up in any object, and
# would do so a hundred times for a batch.


class RecordIn(pydantic.BaseModel):
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


class AnswerOut(pydantic.BaseModel):
    """What became of one record: 201 new, 200 known, 409 other content, 410 withdrawn, 422 not
    possible. `client_uuid` is null where none could be read. What `is_held` is kept and not
    counted until the organiser confirms it; `message` says why."""

    client_uuid: str | None
    verdict: int
    message: str
    is_held: bool = False


class BatchOut(pydantic.BaseModel):
    """One answer for each record, in the order sent."""

    received_at: datetime
    answers: list[AnswerOut]


router = Router()


@router.post(
    "/records",
    response={
        200: BatchOut,
        **senders.REFUSALS,
        413: senders.MessageOut,
        415: senders.MessageOut,
    },
)
def hand_in_records(
    request: HttpRequest, batch: BatchIn, drive: senders.DriveParam = None
) -> HttpResponse:
    """Take records in, and answer for each once it is safely stored."""
    at = timezone.now()
    read = [_read(raw) for raw in batch.records]
    answers = _receive([r for r in read if isinstance(r, envelope.Envelope)], request, at)
    said = [next(answers) if isinstance(r, envelope.Envelope) else r for r in read]
    told = BatchOut(received_at=at, answers=said).model_dump_json()
    return HttpResponse(told, content_type="application/json")


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
            else receiver(group.envelopes, by=senders.sender_of(request), at=at)
        )
        for place, answer in zip(group.places, said, strict=True):
            answers[place] = AnswerOut(
                client_uuid=str(answer.client_uuid),
                verdict=answer.verdict,
                message=answer.message,
                is_held=answer.is_held,
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
    return envelope.Envelope(**vars(record))
