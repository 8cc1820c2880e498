"""The phone's side of the field API: a drive open by the clock of the views, records, requests."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from campaigns.drives import models
from campaigns.kernel import envelope
from tests.factories import cast as casts
from tests.factories import drives as factory

RECORDS = "/api/field/records"
DRIVE = "/api/field/drive"


def make_scene() -> factory.Scene:
    """A drive that is open now, by the clock that views read."""
    return _opened(factory.make_scene())


def make_scene_of(cast: casts.Cast) -> factory.Scene:
    """The same in a tree that is there already."""
    apps = factory.make_apps()
    movement = factory.make_movement(cast.province)
    drive = factory.make_drive(movement, cast.commune, cast.head)
    return _opened(factory.Scene(cast, cast.head, movement, drive, apps))


def _opened(scene: factory.Scene) -> factory.Scene:
    now = timezone.now()
    drive = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=3), shifts=(),
    )  # fmt: skip
    return factory.Scene(scene.cast, scene.organiser, scene.movement, drive, scene.apps)


def join(scene: factory.Scene) -> str:
    """The secret of a phone that joined now."""
    return factory.join(scene.drive, at=timezone.now())[1]


def earlier(now: datetime, *, seconds: int) -> datetime:
    """Some seconds ago, but today: a phone that joined now has no yesterday."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(now - timedelta(seconds=seconds), midnight)


def record(drive: models.Drive, **changes: Any) -> dict[str, Any]:
    """A sealed record as it stands in a body."""
    payload = changes.pop("payload", None) or factory.payload_of(drive)
    return {
        "client_uuid": str(uuid.uuid4()),
        "kind": "support",
        "schema_version": 1,
        "payload": payload,
        "payload_sha256": envelope.payload_sha256(payload),
        "captured_at": timezone.now().isoformat(),
        "clock_offset_s": 0,
        "device_id": "phone-1",
        "app_version": "test",
        "was_offline": False,
        "replaces_uuid": None,
    } | changes


def post(
    body: Any, secret: str = "", client: Client | None = None, url: str = RECORDS, **headers: str
) -> HttpResponse:
    """Hand a body in: text and bytes as they are, anything else as JSON."""
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return (client or Client()).post(url, text, content_type="application/json", headers=headers)


def verdicts(response: HttpResponse) -> list[int]:
    assert response.status_code == 200, response.content
    return [answer["verdict"] for answer in response.json()["answers"]]
