"""Residents' requests as the desk lists and tells them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.audit import models as audit_models
from campaigns.drives import models
from campaigns.drives.queries import timeline
from campaigns.kernel import text
from campaigns.units import models as units_models

State = models.HelpRequest.State

ALL, EVERY = "all", "every"
# Groups of states by the name in the address of the list; its tabs show most of them.
HELP_GROUPS: Mapping[str, tuple[str, ...]] = {
    "new": (State.NEW,),
    "team": (State.ASSIGNED, State.ACCEPTED),
    "open": models.HelpRequest.OPEN_STATES,
    "over": (State.DONE, State.COULD_NOT, State.WITHDRAWN),
    "spam": (State.SPAM,),
    ALL: tuple(state for state in State if state != State.SPAM),
    EVERY: tuple(State),
}
# A state's colour; its word is always beside it.
HELP_TONES: Mapping[str, str] = {
    State.NEW: "warning",
    State.ASSIGNED: "info",
    State.ACCEPTED: "info",
    State.DONE: "good",
    State.COULD_NOT: "danger",
    State.WITHDRAWN: "neutral",
    State.SPAM: "neutral",
}


def help_filtered(
    rows: models.HelpRequestQuerySet, said: Mapping[str, Any], at: datetime
) -> models.HelpRequestQuerySet:
    """Requests that match the filters of the list; what is empty filters nothing."""
    for word in text.fold(said.get("q") or "").split():
        rows = rows.filter(folded_text__contains=word)
    if said.get("unit"):
        below = units_models.Unit.objects.all().subtree_of(
            said["unit"], said.get("to") or timezone.localdate(at)
        )
        rows = rows.filter(unit__in=below)
    rows = rows.filter(state__in=_states(said.get("group") or "", said.get("state") or ""))
    if said.get("language"):
        rows = rows.filter(language=said["language"])
    if said.get("drive"):
        rows = rows.filter(drive=said["drive"])
    return _answered(
        received_between(rows, said.get("from"), said.get("to")), said.get("answer"), at
    )


def _states(group: str, state: str) -> list[str]:
    """The states to show; an unknown group shows all that are real requests."""
    states = list(HELP_GROUPS.get(group, HELP_GROUPS[ALL]))
    return [s for s in states if s == state] if state else states


def help_group(said: Mapping[str, Any]) -> str:
    """The group that the list shows: without a choice what is open, unless an end is asked for."""
    chosen = said.get("group") or ""
    if chosen in HELP_GROUPS:
        return chosen
    return EVERY if said.get("state") == State.SPAM else ALL if _asks_for_an_end(said) else "open"


def _asks_for_an_end(said: Mapping[str, Any]) -> bool:
    return bool(said.get("state") or said.get("answer"))


def received_between(
    rows: models.HelpRequestQuerySet, from_date: date | None, to_date: date | None
) -> models.HelpRequestQuerySet:
    """Those that came on the days from … to, in Viet Nam; None leaves that side open."""
    if from_date:
        start = timezone.make_aware(datetime.combine(from_date, time()))
        rows = rows.filter(received_at__gte=start)
    if to_date:
        after = datetime.combine(to_date + timedelta(days=1), time())
        rows = rows.filter(received_at__lt=timezone.make_aware(after))
    return rows


def _answered(
    rows: models.HelpRequestQuerySet, wanted: str | None, at: datetime
) -> models.HelpRequestQuerySet:
    if wanted == "in_time":
        return rows.answered_in_time()
    if wanted == "none":
        return rows.unanswered(at)
    return rows.answered_late(at) if wanted == "late" else rows


def people_asked(rows: models.HelpRequestQuerySet) -> int:
    """Residents for whom help is asked in the requests."""
    return rows.aggregate(people=Sum("people_count"))["people"] or 0


@dataclass(frozen=True)
class HelpCounts:
    """How many requests stand under each tab of the list."""

    new: int
    team: int
    over: int
    spam: int
    all: int


def help_counts(rows: models.HelpRequestQuerySet) -> HelpCounts:
    counts = dict(
        rows.order_by()
        .values("state")
        .annotate(n=Count("pk", distinct=True))
        .values_list("state", "n")
    )
    sums = {name: sum(counts.get(s, 0) for s in states) for name, states in HELP_GROUPS.items()}
    return HelpCounts(
        new=sums["new"],
        team=sums["team"],
        over=sums["over"],
        spam=sums["spam"],
        all=sum(counts.values()) - sums["spam"],
    )


_WORDS = {
    "drives.help_asked": lambda e: _("asked for help"),
    "drives.help_time_changed": lambda e: _("chose another time"),
    "drives.help_assigned": lambda e: _("gave it to a team"),
    "drives.help_accepted": lambda e: _("took it on"),
    "drives.help_back": lambda e: (
        _("opened it again")
        if e.before.get("state") in HELP_GROUPS["over"] + HELP_GROUPS["spam"]
        else _("gave it back")
    ),
    "drives.help_done": lambda e: _("helped the residents"),
    "drives.help_could_not": lambda e: (
        _("could not help: %(why)s") % {"why": _why(e.after.get("why", ""))}
    ),
    "drives.help_withdrawn": lambda e: _("withdrew the request; the phone number was deleted"),
    "drives.help_spam": lambda e: _("put it away: not a real request"),
    "drives.help_phone_shown": lambda e: _("looked at the phone number"),
    "drives.help_contact_erased": lambda e: _("had the phone number deleted"),
    "drives.help_forgotten": lambda e: _("deleted the phone number on its day"),
    "drives.help_mailed": lambda e: _("mailed the team"),
}


def _why(code: str) -> str:
    return str(models.CouldNot(code).label) if code in models.CouldNot.values else ""


def help_timeline(request: models.HelpRequest, *, limit: int = 30) -> list[timeline.Happening]:
    """What happened to a request, newest first; who looked at the phone is among it."""
    events = audit_models.Event.objects.about("drives.helprequest", request.pk)
    latest = events.filter(verb__in=_WORDS).order_by("-at", "-pk")[:limit]
    names = _sender_names(request, latest)
    return [timeline.Happening(e.at, _who(e, names), _WORDS[e.verb](e), e.reason) for e in latest]


def _who(event: audit_models.Event, names: dict[str, str]) -> str:
    """Whose act it is to the reader: whoever asks does so before there is a request to act."""
    if event.verb == "drives.help_asked":
        return _("The resident")
    return names.get(event.actor_id, event.actor_label)


def _sender_names(request: models.HelpRequest, events: Any) -> dict[str, str]:
    """Volunteers' names by their phones, as long as they are kept."""
    pks = [e.actor_id.partition(":")[2] for e in events if e.actor_id.startswith("device:")]
    if not pks:
        return {}
    devices = models.DeviceToken.objects.filter(pk__in=pks, drive=request.drive_id)
    return {d.actor_id: str(d) for d in devices}
