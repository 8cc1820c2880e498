"""Teams of drives: shifts, sign-ups, messages, and what members do for themselves."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from campaigns.drives import models, services
from campaigns.kernel import roles
from tests.access.routes import Access, Route
from tests.factories import cast as casts
from tests.factories import drives, team

VIEW, MANAGE = roles.Permission.VIEW_DRIVE, roles.Permission.MANAGE_DRIVE
LOG = roles.Permission.LOG_SUPPORT


def shift_of(cast: casts.Cast) -> models.Shift:
    """A shift that begins in an hour, in a drive of the commune; one for each cast."""
    found = models.Shift.objects.select_related("drive").first()
    if found is not None:
        return found
    drives.make_apps()
    now = timezone.now()
    drive = drives.make_drive(
        drives.make_movement(cast.province), cast.commune, cast.head,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=5), shifts=(),
    )  # fmt: skip
    return team.make_shift(drive, at=now)


def _at_shift(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": shift_of(cast).pk}


def _at_drive(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": shift_of(cast).drive_id}


def _at_sign_up(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": team.sign_up(shift_of(cast), at=timezone.now()).pk}


def _at_cancelled(cast: casts.Cast) -> dict[str, Any]:
    sign_up = team.sign_up(shift_of(cast), at=timezone.now())
    services.cancel_sign_up(sign_up=sign_up, by=sign_up.member, at=timezone.now())
    return {"pk": sign_up.pk}


def _at_own(cast: casts.Cast) -> dict[str, Any]:
    shift = shift_of(cast)
    member = services.join_by_account(
        drive=shift.drive, shifts=[shift], user=cast.officer, at=timezone.now()
    )
    return {"pk": member.sign_ups.get().pk}


def _at_own_begun(cast: casts.Cast) -> dict[str, Any]:
    now = timezone.now()
    begun = team.make_shift(shift_of(cast).drive, starts_in=-timedelta(minutes=30), at=now)
    member = services.join_by_account(
        drive=begun.drive, shifts=[begun], user=cast.officer, at=now - timedelta(minutes=40)
    )
    return {"pk": member.sign_ups.get().pk}


def _at_team(cast: casts.Cast) -> dict[str, Any]:
    _at_sign_up(cast)
    return _at_drive(cast)


def _words(cast: casts.Cast) -> dict[str, Any]:
    return {"text": "Mang theo áo mưa.", "shift": ""}


ROWS = (
    Route("drives:shift_detail", VIEW, args=_at_shift),
    Route("drives:sign_up", LOG, method="POST", args=_at_shift),
    Route("drives:team", MANAGE, args=_at_team),
    Route("drives:message_team", MANAGE, args=_at_drive),
    Route("drives:message_team", MANAGE, method="POST", args=_at_team, body=_words),
    Route("drives:cancel_sign_up", MANAGE, method="POST", args=_at_sign_up),
    Route("drives:restore_sign_up", MANAGE, method="POST", args=_at_cancelled),
    Route("drives:my_shifts", Access.SIGNED_IN),
    Route(
        "drives:declare_own", Access.SIGNED_IN, method="POST", args=_at_own_begun,
        body=lambda cast: {"minutes": "90"},
    ),
    Route("drives:cancel_own", Access.SIGNED_IN, method="POST", args=_at_own),
)  # fmt: skip
