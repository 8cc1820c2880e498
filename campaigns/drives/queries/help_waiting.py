"""Which requests wait for somebody: to be given away, to be taken on, to be told about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from campaigns.drives import models
from campaigns.units import permissions as units_permissions

State = models.HelpRequest.State


@dataclass(frozen=True)
class HelpWaiting:
    """One request that waits. what: assign | accept | visit | outcome.

    `visit` is taken on and still to come, `outcome` is a visit whose day or drive is over and of
    which nobody said what came of it.
    """

    pk: int
    what: str
    place: str
    people: int
    since_at: datetime
    is_late: bool


def help_waiting(
    user: units_permissions.Visitor, at: datetime, on: date, limit: int
) -> Iterator[HelpWaiting]:
    """What waits for the user among residents' requests, each kind oldest first."""
    requests = models.HelpRequest.objects.select_related("unit", "drive")
    for row in requests.to_assign(user, on=on).order_by("received_at", "pk")[:limit]:
        yield _waiting(row, "assign", row.received_at, is_late=row.answer_due_at < at)
    mine = requests.of_teams_of(user, on=on).distinct()
    given = mine.filter(state=State.ASSIGNED).order_by("assigned_at", "pk")
    for row in given[:limit]:
        yield _waiting(
            row, "accept", row.assigned_at or row.received_at, is_late=row.answer_due_at < at
        )
    taken = mine.filter(state=State.ACCEPTED)
    over = Q(drive__ends_at__lte=at) | Q(wanted_date__lt=on)
    for row in taken.filter(over).order_by("assigned_at", "pk")[:limit]:
        yield _waiting(row, "outcome", row.assigned_at or row.received_at, is_late=True)
    for row in taken.exclude(pk__in=taken.filter(over).values("pk")).order_by("assigned_at", "pk")[
        :limit
    ]:
        yield _waiting(row, "visit", row.assigned_at or row.received_at, is_late=False)


def _waiting(
    row: models.HelpRequest, what: str, since_at: datetime, *, is_late: bool
) -> HelpWaiting:
    return HelpWaiting(row.pk, what, row.unit.name_vi, row.people_count, since_at, is_late)


def help_of_drive(drive: models.Drive) -> list[models.HelpRequest]:
    """Requests that a drive's team has taken on and not ended, those of the nearest day first."""
    rows = models.HelpRequest.objects.filter(drive=drive, state=State.ACCEPTED)
    loaded = rows.select_related("unit").prefetch_related("apps")
    return sorted(loaded, key=lambda r: (r.wanted_date or date.max, r.received_at, r.pk))
