"""Inspections for tests: a short checklist, a café of the cast's commune, two inspectors."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.inspections import models, queries, services
from campaigns.kernel import envelope, roles
from campaigns.premises import models as premises_models
from tests.factories import cast as casts
from tests.factories import premises as premises_factory

NOW = casts.NOW
TODAY = timezone.localdate(NOW)
Item = queries.Item


def item(code: str, kind: str = "YES_NO", **changes: Any) -> queries.Item:
    values: dict[str, Any] = {"text_vi": f"Câu {code}", "text_en": f"Question {code}"}
    return Item(code=code, kind=kind, **(values | changes))


def choices(*pairs: tuple[str, int]) -> tuple[queries.Choice, ...]:
    return tuple(
        queries.Choice(code=code, name_vi=code, name_en=code, percent=percent)
        for code, percent in pairs
    )


# A condition, a number with bounds, a choice, a photo that only some are asked for.
ITEMS = (
    item("posted", weight=3, severity="SEVERE", remedy_days=2),
    item(
        "spot",
        "CHOICE",
        weight=2,
        choices=choices(("door", 100), ("inside", 50), ("hidden", 0)),
        when_item="posted",
        when_answer="YES",
        severity="MINOR",
        remedy_days=7,
    ),
    item("daily", "NUMBER", low=0, high=24, good_low=1, weight=1),
    item("photo", "PHOTO", is_required=False, when_item="posted", when_answer="YES"),
)
GOOD = {"posted": "YES", "spot": "door", "daily": 5}
BAD = {"posted": "NO", "daily": 0}


@dataclass(frozen=True)
class Scene:
    """A café to inspect, its officer in the cast, an inspector, and another who confirms."""

    cast: casts.Cast
    premises: premises_models.Premises
    checklist: models.Checklist
    inspector: accounts_models.User
    other: accounts_models.User


def make_checklist(*, code: str = "qr", items: Any = ITEMS, **values: Any) -> models.Checklist:
    said = {"name_vi": "Bảng mã QR", "name_en": "QR board"} | values
    return services.save_checklist(code=code, values=said, items=items, by=casts.SYSTEM, at=NOW)


def make_scene(cast: casts.Cast | None = None) -> Scene:
    cast = cast or casts.make_cast()
    return Scene(
        cast,
        premises_factory.make(cast.commune),
        make_checklist(),
        casts.make_person("kiem-tra-1", roles.Role.INSPECTOR, cast.district),
        casts.make_person("kiem-tra-2", roles.Role.INSPECTOR, cast.district),
    )


def plan(scene: Scene, **changes: Any) -> models.Inspection:
    """A visit to the café today, given to the inspector."""
    at = changes.pop("at", NOW)
    places = changes.pop("premises", [scene.premises])
    values: dict[str, Any] = {
        "checklist": scene.checklist,
        "planned_date": timezone.localdate(at),
        "unit": scene.cast.district,
        "inspector": scene.inspector,
    }
    return services.plan_inspections(
        premises_ids=[row.pk for row in places],
        draft=services.PlanDraft(**(values | changes)),
        by=casts.SYSTEM,
        at=at,
    )[0]


def record(
    scene: Scene,
    inspection: models.Inspection,
    answers: dict[str, Any] = GOOD,
    *,
    number: uuid.UUID | None = None,
    by: accounts_models.User | None = None,
    at: Any = NOW,
    **changes: Any,
) -> models.Inspection:
    draft = services.RecordDraft(number or uuid.uuid4(), answers, **changes)
    return services.record_inspection(
        inspection=inspection, draft=draft, by=by or scene.inspector, at=at
    )


def payload_of(inspection: models.Inspection, answers: Any = BAD, **more: Any) -> dict[str, Any]:
    """What a phone sends of a visit."""
    said = {"inspection": inspection.pk, "version": inspection.version_id, "answers": answers}
    return said | more


def envelope_of(payload: dict[str, Any], **changes: Any) -> envelope.Envelope:
    """A sealed record, captured at `NOW` by a clock that is right."""
    values: dict[str, Any] = {
        "client_uuid": uuid.uuid4(),
        "kind": services.INSPECTION,
        "schema_version": 1,
        "payload": payload,
        "payload_sha256": envelope.payload_sha256(payload),
        "captured_at": NOW,
        "clock_offset_s": 0,
        "device_id": "phone-1",
        "app_version": "test",
        "was_offline": True,
    }
    return envelope.Envelope(**(values | changes))


def receive(
    scene: Scene, *sent: envelope.Envelope, by: Any = None, at: Any = NOW
) -> list[envelope.RecordAnswer]:
    """Hand records in as the inspector."""
    return services.receive_inspections(list(sent), by=by or scene.inspector, at=at)


def find(
    scene: Scene, inspection: models.Inspection | None = None, at: Any = NOW
) -> models.Finding:
    """A severe finding at the café: no code hangs there."""
    record(scene, inspection or plan(scene, at=at), BAD, at=at)
    return models.Finding.objects.order_by("-pk")[0]


def remedy(scene: Scene, finding: models.Finding, at: Any = NOW) -> models.Finding:
    services.remedy_finding(finding=finding, note="Đã dán bảng mới", by=scene.cast.officer, at=at)
    return finding


def late(days: int = 3) -> Any:
    """A moment some days before now."""
    return NOW - timedelta(days=days)


def day(days: int) -> date:
    return TODAY + timedelta(days=days)
