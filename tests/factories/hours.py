"""Hours that volunteers worked, for tests."""

from datetime import datetime, timedelta
from typing import Any

from campaigns.drives import models, services
from tests.factories import drives as drive_factory
from tests.factories import team

LATER = drive_factory.NOW + timedelta(hours=3)
EVENING = drive_factory.NOW + timedelta(hours=7)


def worked(
    shift: models.Shift,
    minutes: int,
    *,
    declared: int | None = None,
    signed_up_at: datetime = drive_factory.NOW,
    at: datetime = LATER,
    **person: Any,
) -> models.TeamMember:
    """Somebody without account who signed up, came, and whose minutes the opener confirmed."""
    member = team.sign_up(shift, at=signed_up_at, **person).member
    if declared is not None:
        services.declare_hours(shift=shift, member=member, minutes=declared, by=member, at=at)
    confirm(shift, member, minutes, at=at)
    return member


def confirm(
    shift: models.Shift, member: models.TeamMember, minutes: int, *, at: datetime = LATER
) -> None:
    """The leader notes that they came as planned."""
    mark = services.Mark(member, models.Attendance.Outcome.AS_PLANNED, minutes)
    services.record_attendance(shift=shift, marks=[mark], by=shift.drive.opened_by, at=at)
