"""Movements, the views of the drives, changing and copying them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from campaigns.drives import models
from campaigns.kernel import roles
from tests.access.areas import teams
from tests.access.routes import Route
from tests.factories import cast as casts

VIEW, MANAGE = roles.Permission.VIEW_DRIVE, roles.Permission.MANAGE_DRIVE


def _movement(cast: casts.Cast) -> models.Movement:
    """A movement that the commune itself calls."""
    movement = teams.shift_of(cast).drive.movement
    if movement.unit_id != cast.commune.pk:
        draft = _draft(cast, movement)
        teams.services.amend_movement(
            movement=movement, draft=draft, by=casts.SYSTEM, at=timezone.now()
        )
    return movement


def _draft(cast: casts.Cast, movement: models.Movement) -> teams.services.MovementDraft:
    return teams.services.MovementDraft(
        movement.campaign, movement.code, movement.name_vi, movement.name_en, cast.commune,
        movement.starts_date,
    )  # fmt: skip


def _at_movement(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": _movement(cast).pk}


def _call(cast: casts.Cast) -> dict[str, Any]:
    return {
        "name_vi": "Tháng thanh niên",
        "name_en": "Youth month",
        "campaign": teams.shift_of(cast).drive.movement.campaign_id,
        "unit": cast.commune.pk,
        "starts_date": "2026-03-01",
        "ends_date": "",
    }


def _local(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def _as_it_stands(cast: casts.Cast) -> dict[str, Any]:
    drive = teams.shift_of(cast).drive
    return {
        "name": drive.name,
        "unit": drive.unit_id,
        "place": drive.place,
        "organiser": drive.organiser_id,
        "movement": drive.movement_id,
        "starts_at": _local(drive.starts_at),
        "ends_at": _local(drive.ends_at),
        "apps": [app.pk for app in drive.apps.all()],
        "languages": ["vi"],
    }


def _next_week(cast: casts.Cast) -> dict[str, Any]:
    return {"first_date": str(timezone.localdate() + timedelta(days=7)), "name": "Bản sao"}


def _hours(cast: casts.Cast) -> dict[str, Any]:
    shift = teams.shift_of(cast)
    return {
        "starts_at": _local(shift.starts_at + timedelta(minutes=1)),
        "ends_at": _local(shift.ends_at),
        "capacity": 9,
    }


def _at_shift(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": teams.shift_of(cast).pk}


def _at_drive(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": teams.shift_of(cast).drive_id}


ROWS = (
    Route("drives:drive_calendar", VIEW, is_scoped=False),  # it holds what the reader may see
    Route("drives:drive_map", VIEW, is_scoped=False),  # likewise
    Route("drives:movement_list", VIEW, is_scoped=False),  # a call concerns the whole campaign
    Route("drives:movement_detail", VIEW, args=_at_movement, is_scoped=False),  # likewise
    Route("drives:open_movement", MANAGE, is_scoped=False),  # the form offers one's own units
    Route("drives:open_movement", MANAGE, method="POST", body=_call, is_scoped=False),
    # Elsewhere it is seen and not changed: 403, which the rows of the sibling unit do not ask for.
    Route("drives:edit_movement", MANAGE, args=_at_movement, is_scoped=False),
    Route(
        "drives:edit_movement", MANAGE, method="POST", args=_at_movement, body=_call,
        is_scoped=False,
    ),
    Route("drives:edit_drive", MANAGE, args=_at_drive),
    Route("drives:edit_drive", MANAGE, method="POST", args=_at_drive, body=_as_it_stands),
    Route("drives:copy_drive", MANAGE, args=_at_drive),
    Route("drives:copy_drive", MANAGE, method="POST", args=_at_drive, body=_next_week),
    Route("drives:edit_shift", MANAGE, args=_at_shift),
    Route("drives:edit_shift", MANAGE, method="POST", args=_at_shift, body=_hours),
    Route("drives:remove_shift", MANAGE, method="POST", args=_at_shift),
)  # fmt: skip
