"""The public pages of volunteers: anybody signs up, a secret link opens one's own page."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from campaigns.drives import forms, queries
from tests.access.areas import teams
from tests.access.routes import Access, Route
from tests.factories import cast as casts
from tests.factories import team


def _at_drive(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": teams.shift_of(cast).drive_id}


def _filled_in(cast: casts.Cast) -> dict[str, Any]:
    return {
        "form": forms.open_token(timezone.now() - timedelta(minutes=1)).text,
        "shifts": [teams.shift_of(cast).pk],
        "display_name": "Pi Năng Thị Én",
        "contact": "0912345678",
        "age": "ADULT",
        "has_consented": "on",
    }


def _own(cast: casts.Cast) -> dict[str, Any]:
    sign_up = team.sign_up(teams.shift_of(cast), at=timezone.now())
    return {"secret": queries.secret_of(sign_up.member)}


def _own_sign_up(cast: casts.Cast) -> dict[str, Any]:
    sign_up = team.sign_up(teams.shift_of(cast), at=timezone.now())
    return {"secret": queries.secret_of(sign_up.member), "pk": sign_up.pk}


def _own_begun(cast: casts.Cast) -> dict[str, Any]:
    now = timezone.now()
    drive = teams.shift_of(cast).drive
    begun = team.make_shift(drive, starts_in=-timedelta(minutes=30), at=now)
    sign_up = team.sign_up(begun, at=now - timedelta(minutes=40))
    return {"secret": queries.secret_of(sign_up.member), "pk": begun.pk}


def _other_shift(cast: casts.Cast) -> dict[str, Any]:
    shift = teams.shift_of(cast)
    sign_up = team.sign_up(shift, at=timezone.now())
    other = team.make_shift(shift.drive, starts_in=timedelta(hours=2), at=timezone.now())
    return {"secret": queries.secret_of(sign_up.member), "pk": other.pk}


def _wrong(cast: casts.Cast) -> dict[str, Any]:
    return {"secret": "A" * 24}


def _wrong_with_pk(cast: casts.Cast) -> dict[str, Any]:
    return {"secret": "A" * 24, "pk": 1}


ROWS = tuple(
    row
    for tail in ("", "_en")
    for row in (
        Route(f"volunteers:recruit{tail}", Access.PUBLIC, args=_at_drive),
        Route(
            f"volunteers:recruit{tail}", Access.PUBLIC, method="POST", args=_at_drive,
            body=_filled_in,
        ),
        Route(f"volunteers:own_page{tail}", Access.SECRET, args=_own, wrong_args=_wrong),
        Route(
            f"volunteers:cancel{tail}", Access.SECRET, method="POST", args=_own_sign_up,
            wrong_args=_wrong_with_pk,
        ),
        Route(
            f"volunteers:sign_up_more{tail}", Access.SECRET, method="POST", args=_other_shift,
            wrong_args=_wrong_with_pk,
        ),
        Route(
            f"volunteers:declare{tail}", Access.SECRET, method="POST", args=_own_begun,
            body=lambda cast: {"minutes": "90"}, wrong_args=_wrong_with_pk,
        ),
        Route(
            f"volunteers:leave{tail}", Access.SECRET, method="POST", args=_own, wrong_args=_wrong
        ),
    )
)  # fmt: skip
