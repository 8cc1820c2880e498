"""What happened to a drive, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.audit import models as audit_models
from campaigns.drives import models

_WORDS = {
    "drives.drive_opened": lambda e: _("opened the drive"),
    "drives.drive_closed": lambda e: _("closed the drive"),
    "drives.drive_reopened": lambda e: _("opened the drive again"),
    "drives.drive_cancelled": lambda e: _("cancelled the drive"),
    "drives.drive_amended": lambda e: _("changed the drive"),
    "drives.drive_copied": lambda e: _("copied it from another drive"),
    "drives.shift_amended": lambda e: _("changed a shift"),
    "drives.shift_removed": lambda e: _("removed a shift"),
    "drives.shift_planned": lambda e: _("added a shift"),
    "drives.signed_up": lambda e: (
        _("signed up for a shift")
        if e.after.get("state") == models.SignUp.State.SIGNED_UP
        else _("joined the waiting list of a shift")
    ),
    "drives.moved_up": lambda e: _("moved up from the waiting list"),
    "drives.sign_up_cancelled": lambda e: _("cancelled a sign-up"),
    "drives.attendance_recorded": lambda e: _("noted who came to a shift"),
    "drives.team_messaged": lambda e: (
        ngettext(
            "wrote to %(count)s volunteer", "wrote to %(count)s volunteers", e.after["recipients"]
        )
        % {"count": e.after["recipients"]}
    ),
    "drives.join_code_issued": lambda e: _("made a join code"),
    "drives.join_code_revoked": lambda e: _("stopped the join code"),
    "drives.device_joined": lambda e: _("joined by phone"),
    "drives.device_revoked": lambda e: _("stopped a phone"),
    "drives.support_received": lambda e: (
        _("sent records: %(people)s residents helped") % {"people": e.after.get("people", 0)}
    ),
    "drives.support_withdrawn": lambda e: _("withdrew records"),
    "drives.entry_withdrawn": lambda e: _("withdrew an entry"),
    "drives.entry_confirmed": lambda e: _("confirmed a held record"),
    "drives.entry_rejected": lambda e: _("rejected a held record"),
    "drives.totals_repaired": lambda e: _("set the totals right"),
}


@dataclass(frozen=True)
class Happening:
    """One line of a drive's timeline."""

    at: datetime
    who: str
    what: str
    note: str


def timeline_of(drive: models.Drive, *, limit: int = 12, has_names: bool = True) -> list[Happening]:
    """The latest that happened to a drive, newest first; with `has_names`, which only its leader
    may have, volunteers under their names."""
    events = audit_models.Event.objects.about("drives.drive", drive.pk)
    names = _names_in(drive) if has_names else {}
    return [
        Happening(e.at, names.get(_doer(e), e.actor_label), _WORDS[e.verb](e), e.reason)
        for e in events.order_by("-at", "-pk")[:limit]
        if e.verb in _WORDS
    ]


def _names_in(drive: models.Drive) -> dict[str, str]:
    devices = models.DeviceToken.objects.filter(drive=drive)
    team = models.TeamMember.objects.filter(drive=drive).select_related("user")
    return {d.actor_id: d.display_name for d in devices} | {m.actor_id: str(m) for m in team}


def _doer(event: audit_models.Event) -> str:
    """Whose act it is to the reader: who joins does so before there is a phone to act, and whoever
    moves up is the one whom the line is about."""
    if event.verb == "drives.device_joined":
        return f"device:{event.after.get('device')}"
    if event.verb == "drives.moved_up":
        return f"member:{event.after.get('member')}"
    return event.actor_id
