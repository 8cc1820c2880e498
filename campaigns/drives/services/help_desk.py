"""What organisers and teams do with residents' requests: assign, accept, hand back, end, reveal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Value
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.drives import models
from campaigns.drives.services import help_edges
from campaigns.kernel import actor, errors, roles, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

State = models.HelpRequest.State
_NO_TEAM: dict[str, Any] = {"drive": None, "team": None, "assigned_at": None, "assigned_by": None}


class TeamRefused(errors.LoaError):
    """The drive is over or called off: nobody would come."""


class PhoneGone(errors.Conflict):
    """The phone number was deleted; nobody can be called any more."""


@dataclass(frozen=True)
class HelpTeam:
    """Who is to help: the helpers of a drive, or those of a unit; exactly one is given."""

    drive: models.Drive | None = None
    unit: units_models.Unit | None = None


def assign_request(
    *, request: models.HelpRequest, team: HelpTeam, by: accounts_models.User, at: datetime
) -> None:
    """Give a request to a team, also away from another; its leaders are told and mailed.

    Raises:
        TeamRefused: the drive is not open, or over.
        HelpStateRefused: the request is over, or somebody else gave it away first.
    """
    if team.drive is not None and (not team.drive.is_open or team.drive.ends_at <= at):
        raise TeamRefused(_("This drive is over: choose another team."))
    values = {
        "drive": team.drive,
        "team": team.unit,
        "assigned_at": at,
        "assigned_by": by,
        "mail_attempts": 0,
        "next_mail_at": at,
    }
    after = {
        "drive": team.drive.pk if team.drive else None,
        "team": team.unit.pk if team.unit else None,
    }
    with writing.writing(by=by, at=at):
        help_edges.move(request, State.ASSIGNED, values, by=by, at=at, after=after)
        notification_services.tell(
            users=told_of(request, at),
            topic=f"drives.help:{request.pk}:assigned:{at.timestamp():.0f}",
            text=_("Your team is asked to help in %(place)s") % {"place": place_of(request)},
            url=reverse("help:request", args=[request.pk]),
            at=at,
            kind=notification_models.Kind.HELP,
            about=notification_services.About(has_own_mail=True),  # `mail_teams`
        )


def told_of(request: models.HelpRequest, at: datetime) -> list[accounts_models.User]:
    """Whoever is told that their team was asked: the drive's opener, and the unit's own people.

    Grants far above are left out while somebody nearer is there: a province's organisers are not
    told of each visit.
    """
    place = request.drive.organiser if request.drive is not None else request.team
    if place is None:
        return []
    today = timezone.localdate(at)
    leading = [
        role
        for role, held in roles.ROLE_PERMISSIONS.items()
        if roles.Permission.MANAGE_DRIVE in held or roles.Permission.LOG_SUPPORT in held
    ]
    nearest = accounts_models.User.objects.filter(
        pk__in=units_models.Grant.objects.filter(
            units_models.in_force(today), unit=place, role__in=leading
        ).values("user_id"),
        is_active=True,
    )
    found = {user.pk: user for user in nearest.order_by("pk")}
    opener = request.drive.opened_by if request.drive is not None else None
    if opener is not None and opener.is_active:
        found[opener.pk] = opener
    if not found:
        above = units_permissions.holders_of(
            roles.Permission.MANAGE_DRIVE, unit=place, on=today
        ).order_by("pk")
        found = {user.pk: user for user in above}
    return list(found.values())


def place_of(request: models.HelpRequest) -> str:
    """Hamlet and commune in one line."""
    return ", ".join(filter(None, (request.hamlet, request.unit.name_vi)))


def accept_request(*, request: models.HelpRequest, by: actor.Actor, at: datetime) -> None:
    """Take a request on for the team; the resident reads that the team comes.

    Raises:
        HelpStateRefused: it is not given to a team, or somebody else was first.
    """
    help_edges.move(request, State.ACCEPTED, _answered(at), by=by, at=at)


def hand_back(*, request: models.HelpRequest, reason: str, by: actor.Actor, at: datetime) -> None:
    """Give a request back to the organisers: this team cannot come, in its own words.

    Raises:
        HelpStateRefused: no team has it, or somebody else was first.
    """
    if request.state not in (State.ASSIGNED, State.ACCEPTED):
        raise help_edges.HelpStateRefused(_("No team has this request."))
    assigner = request.assigned_by
    with writing.writing(by=by, at=at):
        values = {**_NO_TEAM, "next_mail_at": None}
        help_edges.move(request, State.NEW, values, by=by, at=at, reason=reason)
        notification_services.tell(
            users=[assigner] if assigner else [],
            topic=f"drives.help:{request.pk}:back:{at.timestamp():.0f}",
            text=_("The team cannot come, choose another one: %(place)s")
            % {"place": request.unit.name_vi},
            url=reverse("help:request", args=[request.pk]),
            at=at,
            kind=notification_models.Kind.HELP,
        )


def finish_request(*, request: models.HelpRequest, by: actor.Actor, at: datetime) -> None:
    """Say that the residents were helped. Who was helped with what is counted by the field app.

    Raises:
        HelpStateRefused: the team had not taken it on, or somebody else was first.
    """
    help_edges.move(request, State.DONE, _ended(at), by=by, at=at)


def give_up(
    *, request: models.HelpRequest, reason: models.CouldNot, by: actor.Actor, at: datetime
) -> None:
    """Say that nobody could help, by a code that the resident reads in words.

    Raises:
        HelpStateRefused: the request is over, or somebody else was first.
    """
    values = given_up(reason, at)
    help_edges.move(request, State.COULD_NOT, values, by=by, at=at, after={"why": reason})


def given_up(reason: models.CouldNot, at: datetime) -> dict[str, Any]:
    """A request's values when nobody could help."""
    return {**_ended(at), **_answered(at), "could_not_reason": reason}


def mark_spam(*, request: models.HelpRequest, by: accounts_models.User, at: datetime) -> None:
    """Put away what is no real request; it can be brought back for some days.

    Raises:
        HelpStateRefused: a team has taken it on, it is over, or somebody else was first.
    """
    help_edges.move(request, State.SPAM, _ended(at), by=by, at=at)


def reopen_request(*, request: models.HelpRequest, by: accounts_models.User, at: datetime) -> None:
    """Take an end back: helped becomes taken on again, the others are new again.

    Raises:
        HelpStateRefused: it is open, or was withdrawn by the resident.
        PhoneGone: its phone number was deleted.
        AlreadyAsked: the resident sent another request in the meantime.
    """
    to = State.ACCEPTED if request.state == State.DONE else State.NEW
    if request.is_open:
        raise help_edges.HelpStateRefused(_("This request is open."))
    if not request.phone:
        raise PhoneGone(_("The phone number was deleted: nobody can be called any more."))
    values: dict[str, Any] = {"ended_at": None, "could_not_reason": ""}
    if to == State.NEW:
        values |= _NO_TEAM
    with help_edges.one_open_a_phone(request):
        help_edges.move(request, to, values, by=by, at=at)


def reveal_phones(
    *, requests: Sequence[models.HelpRequest], by: actor.Actor, at: datetime
) -> dict[int, str]:
    """Phone numbers of requests by their pk, put on record: who saw whose, and when.

    Whether the reader may see them is asked of `permissions.may_see_phone` before.

    Raises:
        PhoneGone: no number is left among them.
    """
    numbers = {r.pk: r.phone for r in requests if r.phone}
    if not numbers:
        raise PhoneGone(_("The phone number was deleted: nobody can be called any more."))
    with writing.writing(by=by, at=at):
        for request in requests:
            if request.pk in numbers:
                help_edges.record("drives.help_phone_shown", request)
    return numbers


def _answered(at: datetime) -> dict[str, Any]:
    """The first answer counts: handing back and taking on again makes it no later."""
    return {"answered_at": Coalesce("answered_at", Value(at))}


def _ended(at: datetime) -> dict[str, Any]:
    """A request that is over is forgotten sooner."""
    soon = timezone.localdate(at) + timedelta(days=settings.LOA_HELP_FORGET_AFTER_END_DAYS)
    return {
        "ended_at": at,
        "forget_date": Least("forget_date", Value(soon)),
        "next_mail_at": None,
    }
