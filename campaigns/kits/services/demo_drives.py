"""Eight weeks of invented drives: shifts, phones and support logged, most of it on the day."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.directives import models as directives_models
from campaigns.drives import models as drives_models
from campaigns.drives import queries as drives_queries
from campaigns.drives import services as drives_services
from campaigns.kernel import actor, envelope, languages
from campaigns.kits.services import demo_people
from campaigns.units import models as units_models

_PLACES = ("chợ xã", "nhà văn hóa thôn", "trụ sở Ủy ban nhân dân xã", "trạm y tế", "bến xe")
_HELPERS = ("Hòa", "Linh", "Tuấn", "Thảo", "Sơn", "Kiều", "Phát", "Dung", "Khoa", "Trinh")
_SETTINGS = ("DRIVE_POINT", "DRIVE_POINT", "HOUSEHOLD_VISIT", "MARKET")
APP_VERSION = "demo"


class DemoFault(RuntimeError):
    """The demo made something that Loa refuses; a programming error."""


@dataclass(frozen=True)
class DrivePlan:
    """What the invented drives hang on."""

    movement: drives_models.Movement
    organiser_unit: units_models.Unit
    communes: Sequence[units_models.Unit]
    apps: Sequence[directives_models.DeclarationApp]
    organiser: accounts_models.User
    volunteer: accounts_models.User


def run_drives(*, plan: DrivePlan, weeks: int, dice: random.Random, at: datetime) -> int:
    """Open, run and close drives week by week, one that runs now and one to come.

    One of yesterday is left for its organiser to close. Return how many.
    """
    count = 0
    for week in range(weeks, 0, -1):
        for _ in range(dice.randint(3, 5)):
            day = timezone.localtime(at) - timedelta(days=7 * week - dice.randint(0, 6))
            _run_drive(plan, dice, day.replace(hour=8, minute=0, second=0, microsecond=0), at)
            count += 1
    _forget_to_close(plan, dice, at)
    _run_now(plan, dice, at)
    _plan_next(plan, dice, at)
    return count + 3


def _run_drive(plan: DrivePlan, dice: random.Random, starts_at: datetime, at: datetime) -> None:
    ends_at = starts_at + timedelta(hours=dice.choice((3, 4, 8)))
    if ends_at >= at:
        return
    drive = _open(plan, dice, dice.choice(plan.communes), starts_at, ends_at, at)
    for _ in range(dice.randint(2, 4)):
        _log_by_phone(drive, plan, dice, starts_at, ends_at)
    ended_at = min(at, ends_at + timedelta(hours=1))
    drives_services.close_drive(drive=drive, by=plan.organiser, at=ended_at)


def _forget_to_close(plan: DrivePlan, dice: random.Random, at: datetime) -> None:
    """Yesterday's drive is over and still open: it waits for its organiser."""
    day = timezone.localtime(at) - timedelta(days=1)
    starts_at = day.replace(hour=8, minute=0, second=0, microsecond=0)
    ends_at = starts_at + timedelta(hours=4)
    drive = _open(plan, dice, plan.communes[1], starts_at, ends_at, at)
    _log_by_phone(drive, plan, dice, starts_at, ends_at)


def _run_now(plan: DrivePlan, dice: random.Random, at: datetime) -> None:
    """The drive that runs while somebody looks: two phones and the volunteer have counted."""
    hour = timezone.localtime(at).replace(minute=0, second=0, microsecond=0)
    starts_at, ends_at = hour - timedelta(hours=2), hour + timedelta(hours=6)
    drive = _open(plan, dice, plan.communes[0], starts_at, ends_at, at)
    for _ in range(2):
        _log_by_phone(drive, plan, dice, starts_at, at)
    _send(drive, plan, dice, starts_at, at, by=plan.volunteer)


def _plan_next(plan: DrivePlan, dice: random.Random, at: datetime) -> None:
    """A drive of the day after tomorrow that waits for its helpers."""
    day = timezone.localtime(at) + timedelta(days=2)
    starts_at = day.replace(hour=7, minute=30, second=0, microsecond=0)
    _open(plan, dice, plan.communes[-1], starts_at, starts_at + timedelta(hours=4), at)


def _open(
    plan: DrivePlan,
    dice: random.Random,
    commune: units_models.Unit,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
) -> drives_models.Drive:
    place = dice.choice(_PLACES)
    draft = drives_services.DriveDraft(
        movement=plan.movement,
        unit=commune,
        organiser=plan.organiser_unit,
        name=f"Hỗ trợ khai báo y tế tại {place}, {commune.name_vi} {demo_people.LABEL}",
        place=place.capitalize(),
        starts_at=starts_at,
        ends_at=ends_at,
        latitude=commune.latitude,
        longitude=commune.longitude,
        target_residents=dice.choice((40, 60, 80, 120)),
        apps=tuple(plan.apps),
        languages=(languages.Language.VIETNAMESE, languages.Language.RAGLAI),
        directions="Có biển chỉ dẫn từ cổng xã; hỏi đội áo xanh.",
        bring="Điện thoại, nếu có dây sạc thì mang theo.",
        shifts=(drives_services.ShiftDraft(starts_at, ends_at, dice.randint(3, 8)),),
        is_demo=True,
    )
    asked_at = min(at, starts_at - timedelta(days=2))
    return drives_services.open_drive(draft=draft, by=plan.organiser, at=asked_at)


def _log_by_phone(
    drive: drives_models.Drive,
    plan: DrivePlan,
    dice: random.Random,
    starts_at: datetime,
    ends_at: datetime,
) -> None:
    """One helper's phone joins when the drive begins and sends what it counted until the end."""
    code = drives_models.JoinCode.objects.get(drive=drive, revoked_at__isnull=True)
    volunteer = drives_services.NewVolunteer(
        f"{dice.choice(_HELPERS)} {demo_people.LABEL}", has_consented=True
    )
    device, _secret = drives_services.join_drive(
        code_text=drives_queries.join_code_text(code),
        volunteer=volunteer,
        by=demo_people.DEMO,
        at=starts_at,
    )
    _send(drive, plan, dice, starts_at, ends_at, by=device)


def _send(
    drive: drives_models.Drive,
    plan: DrivePlan,
    dice: random.Random,
    starts_at: datetime,
    ends_at: datetime,
    *,
    by: actor.Actor,
) -> None:
    minutes = int((ends_at - starts_at).total_seconds() // 60)
    records = [
        _record(drive, plan, dice, starts_at + timedelta(minutes=dice.randrange(minutes)))
        for _ in range(dice.randint(3, 7))
    ]
    answers = drives_services.receive_support(records, by=by, at=ends_at)
    refused = [a for a in answers if a.verdict != envelope.RecordVerdict.CREATED]
    if refused:
        raise DemoFault(f"A record of the demo was refused: {refused[0].message}")


def _record(
    drive: drives_models.Drive, plan: DrivePlan, dice: random.Random, moment: datetime
) -> envelope.Envelope:
    counts = []
    people = 0
    for app in dice.sample(list(plan.apps), k=min(2, len(plan.apps))):
        installed = dice.randint(0, 4)
        declared = installed + dice.randint(0, 3)
        people = max(people, declared)
        for outcome, number in (("INSTALLED", installed), ("DECLARED", declared)):
            if number:
                counts.append({"app": app.code, "outcome": outcome, "count": number})
    if dice.random() < 0.3:
        counts.append({"app": None, "outcome": "NO_SMARTPHONE", "count": dice.randint(1, 3)})
    payload = {
        "drive": drive.pk,
        "setting": dice.choice(_SETTINGS),
        "people": people + dice.randint(1, 2),
        "counts": counts,
    }
    return envelope.Envelope(
        client_uuid=uuid.UUID(int=dice.getrandbits(128), version=4),
        kind=drives_services.SUPPORT,
        schema_version=1,
        payload=payload,
        payload_sha256=envelope.payload_sha256(payload),
        captured_at=moment,
        clock_offset_s=0,
        device_id=APP_VERSION,
        app_version=APP_VERSION,
        was_offline=dice.random() < 0.4,
    )
