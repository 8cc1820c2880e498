"""Drives, the field face and its API."""

import json
import uuid
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from campaigns.drives import models, queries, services
from campaigns.kernel import envelope, roles
from tests.access.routes import Access, Face, Route
from tests.factories import cast as casts
from tests.factories import drives

VIEW, MANAGE = roles.Permission.VIEW_DRIVE, roles.Permission.MANAGE_DRIVE
LOG = roles.Permission.LOG_SUPPORT


def _drive(cast: casts.Cast) -> models.Drive:
    """A drive in the commune that is open by the clock of the views; one for each cast."""
    found = models.Drive.objects.first()
    if found is not None:
        return found
    drives.make_apps()
    now = timezone.now()
    return drives.make_drive(
        drives.make_movement(cast.province), cast.commune, cast.head,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=5), shifts=(),
    )  # fmt: skip


def _at(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": _drive(cast).pk}


def _at_closed(cast: casts.Cast) -> dict[str, Any]:
    drive = _drive(cast)
    services.close_drive(drive=drive, by=cast.head, at=timezone.now())
    return {"pk": drive.pk}


def _at_phone(cast: casts.Cast) -> dict[str, Any]:
    drive = _drive(cast)
    return {"pk": drive.pk, "device_pk": drives.join(drive, at=timezone.now())[0].pk}


def _at_entry(cast: casts.Cast) -> dict[str, Any]:
    drive, now = _drive(cast), timezone.now()
    phone, _secret = drives.join(drive, at=now)
    sent = drives.envelope_of(drives.payload_of(drive), captured_at=now)
    services.receive_support([sent], by=phone, at=now)
    return {"pk": models.SupportEntry.objects.get().pk}


def _hours(cast: casts.Cast) -> dict[str, Any]:
    start = timezone.localtime().replace(microsecond=0, tzinfo=None)
    return {
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=2)).isoformat(),
        "capacity": 4,
    }


def _because(cast: casts.Cast) -> dict[str, Any]:
    return {"reason": "Mưa lớn"}


def _new_drive(cast: casts.Cast) -> dict[str, Any]:
    drive = _drive(cast)
    return _hours(cast) | {
        "name": "Ra quân",
        "place": "Chợ",
        "unit": cast.commune.pk,
        "organiser": cast.commune.pk,
        "movement": drive.movement_id,
        "apps": [app.pk for app in drive.apps.all()],
        "languages": ["vi"],
    }


def _code(cast: casts.Cast) -> dict[str, Any]:
    return {"code": drives.code_of(_drive(cast), timezone.now())}


def _wrong_code(cast: casts.Cast) -> dict[str, Any]:
    return {"code": "AAAAAAAAAA"}


def _volunteer(cast: casts.Cast) -> dict[str, Any]:
    return {"display_name": "Pi Năng Thị Én", "has_consented": "on"}


_secrets: dict[str, str] = {}


def _joined(cast: casts.Cast) -> dict[str, Any]:
    """A phone joins beforehand: the visit itself is to write nothing."""
    _secrets["phone"] = drives.join(_drive(cast), at=timezone.now())[1]
    return {}


def _carry_token(client: Client, cast: casts.Cast) -> None:
    client.cookies[queries.DEVICE_COOKIE] = _secrets["phone"]


def _batch(cast: casts.Cast) -> dict[str, Any]:
    payload = drives.payload_of(_drive(cast))
    sent = drives.envelope_of(payload, captured_at=timezone.now())
    record = {name: getattr(sent, name) for name in envelope.Envelope.__dataclass_fields__}
    record["client_uuid"] = str(uuid.uuid4())
    return {"records": [json.loads(json.dumps(record, default=lambda v: v.isoformat()))]}


def _of_drive(cast: casts.Cast) -> dict[str, Any]:
    return {"drive": _drive(cast).pk}


ROWS = (
    Route("drives:drive_list", VIEW, is_scoped=False),  # a list: it holds what the reader may see
    Route("drives:entries", VIEW, is_scoped=False),  # likewise
    Route("drives:open_drive", MANAGE, is_scoped=False),  # the form offers one's own units
    Route("drives:open_drive", MANAGE, method="POST", body=_new_drive, is_scoped=False),
    Route("drives:drive_detail", VIEW, args=_at),
    Route("drives:plan_shift", MANAGE, args=_at),
    Route("drives:plan_shift", MANAGE, method="POST", args=_at, body=_hours),
    Route("drives:join_sheet", MANAGE, args=_at),
    Route("drives:renew_code", MANAGE, method="POST", args=_at),
    Route("drives:close_drive", MANAGE, method="POST", args=_at),
    Route("drives:reopen_drive", MANAGE, method="POST", args=_at_closed),
    Route("drives:cancel_drive", MANAGE, args=_at),
    Route("drives:cancel_drive", MANAGE, method="POST", args=_at, body=_because),
    Route("drives:revoke_device", MANAGE, method="POST", args=_at_phone),
    Route("drives:withdraw_entry", MANAGE, args=_at_entry),
    Route("drives:withdraw_entry", MANAGE, method="POST", args=_at_entry, body=_because),
    Route("field:phone", Access.PUBLIC),
    Route("field:find", Access.PUBLIC, answers=frozenset({302})),
    Route("field:join", Access.SECRET, args=_code, wrong_args=_wrong_code),
    Route(
        "field:join", Access.SECRET, method="POST", args=_code, wrong_args=_wrong_code,
        body=_volunteer,
    ),
    Route("field:drive", LOG, args=_at),
    Route("api-1:show_drive", Access.SECRET, face=Face.API, args=_joined, enter=_carry_token),
    Route(
        "api-1:hand_in_records", Access.SECRET, method="POST", face=Face.API, args=_joined, enter=_carry_token,
        body=_batch,
    ),
)  # fmt: skip
