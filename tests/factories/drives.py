"""Drives for tests: one open drive in the cast's commune, and phones that join it."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from campaigns.accounts import models as accounts_models
from campaigns.directives import models as directives_models
from campaigns.directives import services as directives_services
from campaigns.drives import models, queries, services
from campaigns.kernel import envelope, roles, uploads
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from tests.factories import cast as cast_factory
from tests.factories import pictures

APPS = [("to-khai-y-te", "Tờ khai y tế"), ("ncovi", "NCOVI"), ("bluezone", "Bluezone")]
NOW = cast_factory.NOW


@dataclass(frozen=True)
class Scene:
    """A drive in the commune today, its organiser, and the apps that it counts."""

    cast: cast_factory.Cast
    organiser: accounts_models.User
    movement: models.Movement
    drive: models.Drive
    apps: dict[str, directives_models.DeclarationApp] = field(default_factory=dict)


def make_movement(unit: units_models.Unit) -> models.Movement:
    """The union's call, in a campaign of its own."""
    campaign = directives_services.save_campaign(
        code="2754",
        values={
            "name_vi": "Khai báo y tế điện tử",
            "name_en": "Electronic health declaration",
            "unit": unit,
            "starts_date": date(2021, 6, 6),
        },
        by=cast_factory.SYSTEM,
        at=NOW,
    )
    draft = services.MovementDraft(
        campaign, "tuoi-tre-khai-bao", "Tuổi trẻ giúp dân khai báo y tế", "Youth helps to declare",
        unit, date(2021, 6, 6),
    )  # fmt: skip
    return services.launch_movement(draft=draft, by=cast_factory.SYSTEM, at=NOW)


def make_apps() -> dict[str, directives_models.DeclarationApp]:
    """The three apps that the letter names, by code."""
    return {
        code: directives_services.save_app(
            code=code,
            values={"name_vi": name, "name_en": name, "is_counted": True, "position": position},
            by=cast_factory.SYSTEM,
            at=NOW,
        )
        for position, (code, name) in enumerate(APPS, start=1)
    }


def make_drive(
    movement: models.Movement,
    unit: units_models.Unit,
    by: accounts_models.User,
    **changes: Any,
) -> models.Drive:
    """A drive of one day round `NOW`, with one shift of four hours."""
    values: dict[str, Any] = {
        "movement": movement,
        "unit": unit,
        "organiser": unit,
        "name": "Ra quân tại chợ Phước Đại",
        "place": "Chợ Phước Đại",
        "starts_at": NOW - timedelta(hours=1),
        "ends_at": NOW + timedelta(hours=8),
        "shifts": (services.ShiftDraft(NOW, NOW + timedelta(hours=4), 6, "Áo xanh, sạc dự phòng"),),
    }
    draft = services.DriveDraft(**(values | changes))
    return services.open_drive(draft=draft, by=by, at=min(NOW, draft.starts_at))


def make_scene() -> Scene:
    """The cast with an organiser of the district and an open drive in the commune."""
    cast = cast_factory.make_cast()
    organiser = cast_factory.make_person("organiser", roles.Role.ORGANISER, cast.district)
    apps = make_apps()
    movement = make_movement(cast.province)
    drive = make_drive(movement, cast.commune, organiser)
    return Scene(cast, organiser, movement, drive, apps)


def code_of(drive: models.Drive, at: datetime = NOW) -> str:
    """The join code that the leader shows."""
    code = queries.join_code_in_use(drive, at=at)
    assert code is not None
    return queries.join_code_text(code)


def join(
    drive: models.Drive, name: str = "Chamaléa Thị Hương", at: datetime = NOW
) -> tuple[models.DeviceToken, str]:
    """A volunteer's phone that scanned the code, and its secret."""
    volunteer = services.NewVolunteer(name, has_consented=True)
    return services.join_drive(
        code_text=code_of(drive, at), volunteer=volunteer, by=cast_factory.SYSTEM, at=at
    )


def payload_of(drive: models.Drive, /, **changes: Any) -> dict[str, Any]:
    """Twelve residents helped at the market: what the story's volunteer logs."""
    return {
        "drive": drive.pk,
        "setting": "MARKET",
        "people": 12,
        "counts": [
            {"app": "ncovi", "outcome": "INSTALLED", "count": 7},
            {"app": "ncovi", "outcome": "DECLARED", "count": 5},
            {"app": "bluezone", "outcome": "INSTALLED", "count": 4},
            {"app": None, "outcome": "NO_SMARTPHONE", "count": 1},
        ],
    } | changes


def envelope_of(payload: dict[str, Any], **changes: Any) -> envelope.Envelope:
    """A sealed envelope round a payload, captured at `NOW` by a clock that is right."""
    values: dict[str, Any] = {
        "client_uuid": uuid.uuid4(),
        "kind": services.SUPPORT,
        "schema_version": 1,
        "payload": payload,
        "payload_sha256": envelope.payload_sha256(payload),
        "captured_at": NOW,
        "clock_offset_s": 0,
        "device_id": "phone-1",
        "app_version": "test",
        "was_offline": False,
    }
    return envelope.Envelope(**(values | changes))


def make_hamlet(commune: units_models.Unit, name: str) -> units_models.Unit:
    """A hamlet of the commune."""
    kind = units_services.KindDraft("hamlet", "Thôn", "Hamlet", True)
    units_services.save_kind(draft=kind, by=cast_factory.SYSTEM, at=NOW)
    code = f"{commune.code}-{uuid.uuid4().hex[:6]}"
    draft = units_services.UnitDraft(
        code, "hamlet", name, name, name, cast_factory.START, commune.code
    )
    return units_services.found_units(drafts=[draft], by=cast_factory.SYSTEM, at=NOW)[code]


def upload_photo(drive: models.Drive, share: float = 1) -> models.EntryPhoto:
    """A photo of a record of a phone that joins for it; with a `share`, only so much of it."""
    phone, _secret = join(drive)
    content = pictures.make_photo()
    digest = pictures.digest(content)
    sent = envelope_of(payload_of(drive, photo=digest), schema_version=2)
    services.receive_support([sent], by=phone, at=NOW)
    draft = uploads.PhotoDraft(uuid.uuid4(), sent.client_uuid, digest, len(content), "image/jpeg")
    photo = services.announce_photo(draft=draft, by=phone, at=NOW)
    return append(photo, 0, int(share * len(content)))


def append(photo: models.EntryPhoto, offset: int, end: int | None = None) -> models.EntryPhoto:
    """Send a piece of the photo."""
    sender = photo.entry.by_device
    assert sender is not None
    chunk = pictures.make_photo()[offset:end]
    return services.append_chunk(number=photo.pk, offset=offset, chunk=chunk, by=sender, at=NOW)
