"""Photos of records, sent piece by piece: what a bad network broke off goes on where it was."""

import uuid
from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Header, Router, Schema
from ninja.errors import HttpError

from campaigns.kernel import uploads
from campaigns.workspace.api import senders

OFFSET_HEADER = "Upload-Offset"
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Offset = Annotated[int, Header(alias=OFFSET_HEADER, ge=0, lt=2**31)]


class PhotoIn(Schema):
    """A photo that is going to be sent: `sha256` and `size` are of its bytes on the phone, and its
    record, sent before, announced that digest as `photo`."""

    client_uuid: uuid.UUID
    record_uuid: uuid.UUID
    sha256: Digest
    size: Annotated[int, Field(ge=1, lt=2**31, strict=True)]
    content_type: Annotated[str, Field(max_length=100)]


class UploadOut(Schema):
    """How many bytes have come. A complete photo was looked into and is kept."""

    offset: int
    is_complete: bool


class DisplacedOut(UploadOut):
    """The piece did not fit: go on at `offset`."""

    message: str


router = Router()
_REFUSALS: dict[int, Any] = senders.REFUSALS | {
    409: DisplacedOut | senders.MessageOut,
    413: senders.MessageOut,
    415: senders.MessageOut,
    422: senders.MessageOut,
}


@router.post("/photos", response={200: UploadOut, **_REFUSALS})
def announce_photo(
    request: HttpRequest, photo: PhotoIn, drive: senders.DriveParam = None
) -> HttpResponse:
    """Announce a photo, or ask again how much of it has come."""
    draft = uploads.PhotoDraft(**photo.model_dump())
    shelf = uploads.shelf_of_record(draft.record_uuid)
    return _said(
        lambda: shelf.announce(draft=draft, by=senders.sender_of(request), at=timezone.now())
    )


@router.patch(
    "/photos/{client_uuid}",
    response={200: UploadOut, **_REFUSALS},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    },
)
def append_chunk(
    request: HttpRequest,
    client_uuid: uuid.UUID,
    upload_offset: Offset,
    drive: senders.DriveParam = None,
) -> HttpResponse:
    """Send the next piece, at most 256 KB; with the last one the photo is looked into."""
    by = senders.sender_of(request)
    return _said(
        lambda: uploads.find(client_uuid, by)[0].append(
            number=client_uuid,
            offset=upload_offset,
            chunk=request.body,
            by=by,
            at=timezone.now(),
        )
    )


@router.api_operation(
    ["GET", "HEAD"], "/photos/{client_uuid}", response={200: UploadOut, **senders.REFUSALS}
)
def show_upload(
    request: HttpRequest, client_uuid: uuid.UUID, drive: senders.DriveParam = None
) -> HttpResponse:
    """How much of a photo has come; the header alone says it too."""
    by = senders.sender_of(request)
    try:
        return _upload(uploads.find(client_uuid, by)[1])
    except uploads.PhotoUnknown as fault:
        raise HttpError(404, fault.message) from fault


def _said(act: Callable[[], uploads.Upload]) -> HttpResponse:
    """The upload as it stands after the act; a piece out of place is told its place."""
    try:
        return _upload(act())
    except uploads.PhotoUnknown as fault:
        raise HttpError(404, fault.message) from fault
    except uploads.WrongOffset as fault:
        return _upload(fault.photo, fault.message)


def _upload(photo: uploads.Upload, message: str = "") -> HttpResponse:
    offset = photo.size if photo.is_complete else photo.received_bytes
    state = UploadOut(offset=offset, is_complete=photo.is_complete)
    said = DisplacedOut(message=message, **state.model_dump()) if message else state
    response = HttpResponse(
        said.model_dump_json(),
        status=409 if message else 200,
        content_type="application/json; charset=utf-8",
    )
    response.headers[OFFSET_HEADER] = str(offset)
    return response
