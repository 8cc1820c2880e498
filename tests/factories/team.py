"""Volunteers of a drive for tests: with and without account, signed up for its shifts."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from campaigns.drives import models, services
from campaigns.kernel import actor
from tests.factories import drives as drive_factory

PUBLIC = actor.SystemActor("public page")
NAMES = itertools.cycle(("Pi Năng Thị Én", "Katơr Hùng", "Chamaléa Sơn", "Đàng Thị Kiều"))
_PHONES = itertools.count(912_000_001)


def make_shift(
    drive: models.Drive, *, capacity: int = 2, starts_in: timedelta = timedelta(hours=1),
    lasts: timedelta = timedelta(hours=2), at: datetime = drive_factory.NOW, needs: str = "Áo xanh",
) -> models.Shift:  # fmt: skip
    """A shift that has not begun, within the drive of the factory."""
    draft = services.ShiftDraft(at + starts_in, at + starts_in + lasts, capacity, needs)
    return services.plan_shift(drive=drive, draft=draft, by=drive.opened_by, at=at)


def person(**changes: Any) -> services.NewMember:
    """A grown-up with a phone of their own, who consents."""
    values: dict[str, Any] = {
        "display_name": next(NAMES),
        "age": models.TeamMember.Age.ADULT,
        "has_consented": True,
        "phone": f"0{next(_PHONES)}",
    }
    if "email" in changes:
        values["phone"] = ""
    return services.NewMember(**(values | changes))


def sign_up(
    shift: models.Shift, *, at: datetime = drive_factory.NOW, **changes: Any
) -> models.SignUp:
    """Somebody without account signs up for one shift."""
    member = services.join_team(
        drive=shift.drive, shifts=[shift], person=person(**changes), by=PUBLIC, at=at
    )
    return member.sign_ups.select_related("member", "shift__drive").get(shift=shift)
