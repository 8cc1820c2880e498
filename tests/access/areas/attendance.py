"""Attendance: the leader's alone."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from campaigns.kernel import roles
from tests.access.areas import teams
from tests.access.routes import Route
from tests.factories import cast as casts
from tests.factories import hours, team

MANAGE = roles.Permission.MANAGE_DRIVE


def _begun(cast: casts.Cast) -> dict[str, Any]:
    drive = teams.shift_of(cast).drive
    shift = team.make_shift(drive, starts_in=-timedelta(minutes=30), at=timezone.now())
    return {"pk": shift.pk}


def _saved(cast: casts.Cast) -> dict[str, Any]:
    """A shift of which the head noted somebody by name."""
    drive = teams.shift_of(cast).drive
    now = timezone.now()
    shift = team.make_shift(drive, starts_in=-timedelta(minutes=30), at=now)
    hours.worked(shift, 20, signed_up_at=now - timedelta(minutes=40), at=now)
    return {"pk": shift.pk}


def _helper(cast: casts.Cast) -> dict[str, Any]:
    return {"name": "Katơr Hùng", "has_agreed": "on"}


ROWS = (
    Route("drives:attendance", MANAGE, args=_begun),
    Route("drives:attendance", MANAGE, method="POST", args=_begun),
    Route("drives:add_helper", MANAGE, method="POST", args=_begun, body=_helper),
    Route("drives:undo_attendance", MANAGE, method="POST", args=_saved),
    Route("drives:attendance_paper", MANAGE, args=_begun),
)
