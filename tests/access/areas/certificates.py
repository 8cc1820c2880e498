"""Hours and certificates: the leader's pages, one's own paper, and the public proof."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from campaigns.drives import models, queries, services
from campaigns.kernel import roles
from tests.access.areas import teams
from tests.access.routes import Access, Route
from tests.factories import cast as casts
from tests.factories import hours, team

MANAGE = roles.Permission.MANAGE_DRIVE


def _worked(cast: casts.Cast) -> models.TeamMember:
    now = timezone.now()
    drive = teams.shift_of(cast).drive
    begun = team.make_shift(drive, starts_in=-timedelta(minutes=30), at=now)
    return hours.worked(begun, 20, signed_up_at=now - timedelta(minutes=40), at=now)


def _issued(cast: casts.Cast) -> models.Certificate:
    member = _worked(cast)
    return services.issue_certificates(
        drive=member.drive, members=[member], by=cast.head, at=timezone.now()
    )[0]


def _at_drive(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": _worked(cast).drive_id}


def _at_issued(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": _issued(cast).drive_id}


def _at_hours(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": _worked(cast).hours.get().pk}


def _at_certificate(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": _issued(cast).pk}


def _own_page(cast: casts.Cast) -> dict[str, Any]:
    return {"secret": queries.secret_of(_issued(cast).member)}


def _code(cast: casts.Cast) -> dict[str, Any]:
    return {"code": queries.certificate_code(_issued(cast))}


def _own(cast: casts.Cast) -> dict[str, Any]:
    now = timezone.now()
    drive = teams.shift_of(cast).drive
    begun = team.make_shift(drive, starts_in=-timedelta(minutes=30), at=now)
    early = now - timedelta(minutes=40)
    member = services.join_by_account(drive=drive, shifts=[begun], user=cast.officer, at=early)
    hours.confirm(begun, member, 20, at=now)
    (row,) = services.issue_certificates(drive=drive, members=[member], by=cast.head, at=now)
    return {"pk": row.pk}


ROWS = (
    Route("drives:hours", MANAGE, args=_at_drive),
    Route("drives:correct_hours", MANAGE, args=_at_hours),
    Route(
        "drives:correct_hours", MANAGE, method="POST", args=_at_hours,
        body=lambda cast: {"minutes": "10", "reason": "Ghi nhầm", "seen": "20"},
    ),
    Route("drives:certificates", MANAGE, args=_at_drive),
    Route("drives:issue_certificates", MANAGE, method="POST", args=_at_drive),
    Route("drives:certificates_pdf", MANAGE, args=_at_issued),
    Route("drives:certificate_pdf", MANAGE, args=_at_certificate),
    Route("drives:revoke_certificate", MANAGE, args=_at_certificate),
    Route(
        "drives:revoke_certificate", MANAGE, method="POST", args=_at_certificate,
        body=lambda cast: {"reason": "In sai tên"},
    ),
    Route("drives:my_certificate", Access.SIGNED_IN, args=_own),
    *(
        row
        for tail in ("", "_en")
        for row in (
            Route(
                f"volunteers:own_certificate{tail}", Access.SECRET, args=_own_page,
                wrong_args=lambda cast: {"secret": "A" * 24},
            ),
            Route(f"volunteers:find_certificate{tail}", Access.PUBLIC),
            Route(
                f"volunteers:certificate{tail}", Access.SECRET, args=_code,
                wrong_args=lambda cast: {"code": "A" * 16},
            ),
        )
    ),
)  # fmt: skip
