"""Residents' requests for help: the public form, the page behind a code, the desk."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from campaigns.drives import forms, models, services
from campaigns.kernel import roles
from tests.access.areas import drives as drive_rows
from tests.access.routes import Access, Face, Route
from tests.factories import cast as casts
from tests.factories import drives as drive_factory
from tests.factories import help as factory

VIEW, MANAGE = roles.Permission.VIEW_DRIVE, roles.Permission.MANAGE_DRIVE
LOG = roles.Permission.LOG_SUPPORT


def _asked(cast: casts.Cast) -> models.HelpRequest:
    """One request from the commune; one for each cast."""
    found = models.HelpRequest.objects.select_related("unit").first()
    return found or factory.ask(cast.commune, timezone.now())


def _new(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": _asked(cast).pk}


def _assigned(cast: casts.Cast) -> dict[str, Any]:
    team = services.HelpTeam(drive=drive_rows._drive(cast))
    request = _asked(cast)
    services.assign_request(request=request, team=team, by=cast.head, at=timezone.now())
    return {"pk": request.pk}


def _accepted(cast: casts.Cast) -> dict[str, Any]:
    args = _assigned(cast)
    request = models.HelpRequest.objects.get(**args)
    services.accept_request(request=request, by=cast.volunteer, at=timezone.now())
    return args


def _put_away(cast: casts.Cast) -> dict[str, Any]:
    args = _new(cast)
    request = models.HelpRequest.objects.get(**args)
    services.mark_spam(request=request, by=cast.head, at=timezone.now())
    return args


def _team(cast: casts.Cast) -> dict[str, Any]:
    drive = drive_rows._drive(cast)
    return {"team": drive.pk, "unit": "", "seen": "NEW::"}


def _because(cast: casts.Cast) -> dict[str, Any]:
    return {"reason": "Xa quá"}


def _why(cast: casts.Cast) -> dict[str, Any]:
    return {"reason": models.CouldNot.NOT_THERE}


def _code(cast: casts.Cast) -> dict[str, Any]:
    return {"code": factory.code_of(_asked(cast))}


def _code_of_done(cast: casts.Cast) -> dict[str, Any]:
    request = models.HelpRequest.objects.get(**_accepted(cast))
    services.finish_request(request=request, by=cast.volunteer, at=timezone.now())
    return {"code": factory.code_of(request)}


def _wrong_code(cast: casts.Cast) -> dict[str, Any]:
    return {"code": "AAAAAAAAAAAA"}


def _answers(cast: casts.Cast) -> dict[str, Any]:
    drive_factory.make_apps()
    opened_at = timezone.now() - timedelta(minutes=1)
    return {
        "form": forms.FormToken(uuid.uuid4(), opened_at).text,
        "unit": cast.commune.pk,
        "wanted_part": "ANY",
        "language": "vi",
        "people_count": 1,
        "phone": "0912 345 678",
        "has_consented": "on",
    }


def _time(cast: casts.Cast) -> dict[str, Any]:
    return {"wanted_part": "EVENING"}


def _public(tail: str) -> tuple[Route, ...]:
    """The rows of the public pages in one language."""

    def row(name: str, *, method: str = "GET", args: Any = _code, **more: Any) -> Route:
        return Route(
            f"nearby:{name}{tail}", Access.SECRET, method=method, args=args, wrong_args=_wrong_code,
            **more,
        )  # fmt: skip

    return (
        Route(f"nearby:ask{tail}", Access.PUBLIC),
        Route(f"nearby:ask{tail}", Access.PUBLIC, method="POST", body=_answers),
        Route(f"nearby:find_status{tail}", Access.PUBLIC),
        row("status"),
        row("kept"),
        row("change_time", method="POST", body=_time),
        row("withdraw", method="POST"),
        row("erase", method="POST", args=_code_of_done),
    )


ROWS = (
    *_public(""),
    *_public("_en"),
    Route("help:request_list", VIEW, is_scoped=False),  # a list: it holds what the reader may see
    Route("help:figures", VIEW, is_scoped=False),  # likewise
    Route("help:request", VIEW, args=_new),
    Route("help:assign", MANAGE, method="POST", args=_new, body=_team),
    Route(
        "help:phone", MANAGE, method="POST", args=_new
    ),  # from then on its team's: test_help_desk
    Route("help:accept", LOG, method="POST", args=_assigned),
    Route("help:done", LOG, method="POST", args=_accepted),
    Route("help:hand_back", LOG, args=_accepted),
    Route("help:hand_back", LOG, method="POST", args=_accepted, body=_because),
    Route("help:could_not", LOG, args=_accepted),
    Route("help:could_not", LOG, method="POST", args=_accepted, body=_why),
    Route("help:spam", MANAGE, method="POST", args=_new),
    Route("help:erase", MANAGE, method="POST", args=_new),
    Route("help:reopen", MANAGE, method="POST", args=_put_away),
    Route(
        "api-1:list_requests", Access.SECRET, face=Face.API, args=drive_rows._joined,
        enter=drive_rows._carry_token,
    ),
    Route(
        "api-1:show_phones", Access.SECRET, method="POST", face=Face.API, args=drive_rows._joined,
        enter=drive_rows._carry_token,
    ),
)  # fmt: skip
