"""The edges of a request for help, and what they share."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.drives import models
from campaigns.kernel import actor, errors, text, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services
from campaigns.units import models as units_models

State = models.HelpRequest.State


class HelpStateRefused(errors.Conflict):
    """The request is not in a state from which this is done; somebody else was first."""


class AlreadyAsked(errors.Conflict):
    """The same phone asks for help in the same commune already."""


@contextmanager
def one_open_a_phone(request: models.HelpRequest) -> Iterator[None]:
    """Say it in words where the database finds a second open request of one phone and place.

    Raises:
        AlreadyAsked: there is one.
    """
    try:
        yield
    except IntegrityError:
        others = models.HelpRequest.objects.open().exclude(form_uuid=request.form_uuid)
        if others.filter(phone=request.phone, unit=request.unit_id).exists():
            raise AlreadyAsked(
                _("A request with this phone number is open in this commune already.")
            ) from None
        raise


def move(
    request: models.HelpRequest,
    to: State,
    values: dict[str, Any],
    *,
    by: actor.Actor,
    at: datetime,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Take one edge of TRANSITIONS from the state in which the caller saw the request.

    Raises:
        HelpStateRefused: there is no such edge, or somebody else took one first.
    """
    if to not in models.HelpRequest.TRANSITIONS[request.state]:
        raise HelpStateRefused(_stands(request))
    with writing.writing(by=by, at=at):
        # What the caller saw: a second organiser must not send another team over the first.
        seen = models.HelpRequest.objects.filter(
            pk=request.pk, state=request.state, drive=request.drive_id, team=request.team_id
        )
        if seen.update(state=to, **values) != 1:
            request.refresh_from_db()
            raise HelpStateRefused(_stands(request))
        before = request.state
        request.refresh_from_db()
        record(
            f"drives.help_{_VERBS[to]}",
            request,
            before={"state": before},
            after={"state": to, **(after or {})},
            reason=reason,
        )


_VERBS = {
    State.NEW: "back",
    State.ASSIGNED: "assigned",
    State.ACCEPTED: "accepted",
    State.DONE: "done",
    State.COULD_NOT: "could_not",
    State.WITHDRAWN: "withdrawn",
    State.SPAM: "spam",
}


def _stands(request: models.HelpRequest) -> str:
    return _("This request is “%(state)s” by now; nothing was changed.") % {
        "state": request.get_state_display()
    }


def record(verb: str, request: models.HelpRequest, **said: Any) -> None:
    """Put an act on record, in the file of the resident's commune."""
    audit_services.record(verb, request, unit_id=request.unit_id, **said)


def search_text(unit: units_models.Unit, *private: str) -> str:
    """What organisers find a request by; never the phone."""
    return text.fold(" ".join([unit.name_vi, *private]))[:800]


def forgotten(request: models.HelpRequest) -> dict[str, str]:
    """A request's values once it is forgotten who asked; its unit is to be selected with it."""
    return {
        "phone": "",
        "hamlet": "",
        "note": "",
        "folded_text": search_text(request.unit),
    }


def tell_assigner(request: models.HelpRequest, at: datetime, words: str, matter: str) -> None:
    """Tell whoever gave the request to its team, and leave the others in peace."""
    fresh = models.HelpRequest.objects.select_related("assigned_by", "unit").get(pk=request.pk)
    if fresh.assigned_by is None:
        return
    notification_services.tell(
        users=[fresh.assigned_by],
        topic=f"drives.help:{request.pk}:{matter}",
        text=words % {"place": fresh.unit.name_vi},
        url=reverse("help:request", args=[request.pk]),
        at=at,
        kind=notification_models.Kind.HELP,
    )
