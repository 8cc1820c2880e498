"""Where a request stands, in the words of whoever sent it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from campaigns.drives import models
from campaigns.kernel import phones

State = models.HelpRequest.State


@dataclass(frozen=True)
class HelpStatus:
    """A state in plain words: what it is, what comes next."""

    title: str
    text: str
    tone: str


def help_status(request: models.HelpRequest) -> HelpStatus:
    """The state of a request; its drive and team are to be selected with it.

    What was taken for no real request is said to be closed: whoever is wronged can call.
    """
    team = str(request.drive or request.team or "")
    words: dict[str, tuple[str, str, str]] = {
        State.NEW: (
            _("We have your request"),
            _("The organisers are choosing a team. Look here again later today."),
            "info",
        ),
        State.ASSIGNED: (
            _("A team was asked to come"),
            _("It still has to say that it can: %(team)s.") % {"team": team},
            "info",
        ),
        State.ACCEPTED: (
            _("A team comes"),
            _("It will call you before it comes: %(team)s.") % {"team": team},
            "good",
        ),
        State.DONE: (_("You were helped"), _("The team noted that it helped you."), "good"),
        State.COULD_NOT: (
            _("We could not help you"),
            _("The reason: %(why)s.") % {"why": request.get_could_not_reason_display()},
            "warning",
        ),
        State.WITHDRAWN: (
            _("You took the request back"),
            _("Nobody will call. Your phone number, hamlet and note were deleted."),
            "info",
        ),
        State.SPAM: (
            _("This request was closed"),
            _("If you still need help, call the People's Committee of your commune."),
            "warning",
        ),
    }
    return HelpStatus(*words[request.state])


def kept_of(request: models.HelpRequest) -> dict[str, Any]:
    """Everything that is kept of a request, for whoever sent it; JSON-able."""
    return {
        "phone": phones.shown(request.phone),
        "commune": request.unit.name_vi,
        "hamlet": request.hamlet,
        "wanted_date": request.wanted_date.isoformat() if request.wanted_date else None,
        "wanted_part": request.wanted_part,
        "language": request.language,
        "people_count": request.people_count,
        "apps": [app.code for app in request.apps.order_by("position", "pk")],
        "note": request.note,
        "received_at": request.received_at.isoformat(),
        "consent_at": request.consent_at.isoformat(),
        "state": request.state,
        "phone_hamlet_and_note_deleted_on": request.forget_date.isoformat(),
    }
