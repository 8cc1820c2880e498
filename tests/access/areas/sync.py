"""Photos of records, and decisions on records that were held back."""

import uuid
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from campaigns.drives import models, queries, services
from campaigns.kernel import roles, uploads
from tests.access.routes import Access, Face, Route
from tests.factories import cast as casts
from tests.factories import drives, pictures

VIEW, MANAGE = roles.Permission.VIEW_DRIVE, roles.Permission.MANAGE_DRIVE


def _drive(cast: casts.Cast) -> models.Drive:
    """A drive in the commune round the cast's own moment; one for each cast."""
    found = models.Drive.objects.first()
    if found is not None:
        return found
    drives.make_apps()
    return drives.make_drive(drives.make_movement(cast.province), cast.commune, cast.head)


def _at_held(cast: casts.Cast) -> dict[str, Any]:
    drive = _drive(cast)
    phone, _secret = drives.join(drive)
    sent = drives.envelope_of(drives.payload_of(drive, people=9_000))
    services.receive_support([sent], by=phone, at=drives.NOW)
    return {"pk": models.SupportEntry.objects.get().pk}


def _at_pictured(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": drives.upload_photo(_drive(cast)).entry_id}


def _because(cast: casts.Cast) -> dict[str, Any]:
    return {"reason": "Đã hỏi lại người ghi"}


_secrets: dict[str, str] = {}


def _announced(cast: casts.Cast) -> dict[str, Any]:
    """A phone of a drive that is open by the clock of the views, with a photo on its way."""
    now = timezone.now()
    drives.make_apps()
    drive = drives.make_drive(
        drives.make_movement(cast.province), cast.commune, cast.head,
        starts_at=now, ends_at=now + timedelta(hours=5), shifts=(),
    )  # fmt: skip
    phone, _secrets["phone"] = drives.join(drive, at=now)
    digest = pictures.digest(pictures.make_photo())
    payload = drives.payload_of(drive, photo=digest)
    sent = drives.envelope_of(payload, schema_version=2, captured_at=now)
    services.receive_support([sent], by=phone, at=now)
    draft = uploads.PhotoDraft(uuid.uuid4(), sent.client_uuid, digest, 9_000, "image/jpeg")
    return {"client_uuid": services.announce_photo(draft=draft, by=phone, at=now).pk}


def _with_phone(cast: casts.Cast) -> dict[str, Any]:
    _announced(cast)
    return {}


def _carry_token(client: Client, cast: casts.Cast) -> None:
    client.cookies[queries.DEVICE_COOKIE] = _secrets["phone"]


def _photo(cast: casts.Cast) -> dict[str, Any]:
    photo = models.EntryPhoto.objects.get()
    return {
        "client_uuid": str(photo.pk),
        "record_uuid": str(photo.entry.receipt_uuid),
        "sha256": photo.sha256,
        "size": photo.size,
        "content_type": "image/jpeg",
    }


ROWS = (
    Route("drives:confirm_entry", MANAGE, args=_at_held),
    Route("drives:confirm_entry", MANAGE, method="POST", args=_at_held, body=_because),
    Route("drives:reject_entry", MANAGE, args=_at_held),
    Route("drives:reject_entry", MANAGE, method="POST", args=_at_held, body=_because),
    Route("drives:entry_photo", VIEW, args=_at_pictured),
    Route(
        "api-1:announce_photo", Access.SECRET, method="POST", face=Face.API, args=_with_phone,
        enter=_carry_token, body=_photo,
    ),
    # One address with two names. A piece is let in, and told that it is not sent as JSON
    # (tests/field/test_photos.py sends bytes).
    *(
        Route(
            name, Access.SECRET, method=method, face=Face.API, args=_announced,
            enter=_carry_token, answers=answers,
        )
        for name in ("api-1:show_upload", "api-1:append_chunk")
        for method, answers in (("GET", frozenset()), ("PATCH", frozenset({415})))
    ),
)  # fmt: skip
