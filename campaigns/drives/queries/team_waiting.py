"""What the teams of somebody's drives wait for: places, helpers, a word about who came, hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.drives import models
from campaigns.drives.queries.team import hours_text

# Who has said nothing of a shift after a month will not say it because a list nags.
_NAGS_FOR = timedelta(days=30)


@dataclass(frozen=True)
class TeamWaiting:
    """One thing that waits for the leader of a drive.

    `what` is "queue", "unfilled", "attendance" or "hours"; `pk` is the shift's or the drive's,
    `count` the people that it is about, `hours` the shift's where it is about one.
    """

    what: str
    pk: int
    drive_name: str
    count: int
    hours: str
    since_at: datetime


def team_waiting(user: accounts_models.User, at: datetime, limit: int) -> Iterator[TeamWaiting]:
    """What waits in the drives that somebody leads, each kind at most `limit` times; four queries."""
    led = models.Drive.objects.led_by(user, on=timezone.localdate(at))
    yield from _queues(led.filter(state=models.Drive.State.OPEN), at, limit)
    yield from _unfilled(led.filter(state=models.Drive.State.OPEN), at, limit)
    told = led.exclude(state=models.Drive.State.CANCELLED)
    yield from _unnoted(told, at, limit)
    yield from _unconfirmed(told, at, limit)


def _queues(led: models.DriveQuerySet, at: datetime, limit: int) -> Iterator[TeamWaiting]:
    """Volunteers without a place in a shift to come: enlarge it, or tell them."""
    rows = models.Shift.objects.filter(drive__in=led, starts_at__gt=at)
    waits = Q(sign_ups__state=models.SignUp.State.WAITING)
    counted = rows.annotate(
        waiting=Count("sign_ups", filter=waits), since=Min("sign_ups__queued_at", filter=waits)
    ).filter(waiting__gt=0)
    for row in counted.select_related("drive").order_by("since", "pk")[:limit]:
        yield _of_shift("queue", row, row.waiting, row.since)


def _unfilled(led: models.DriveQuerySet, at: datetime, limit: int) -> Iterator[TeamWaiting]:
    """Shifts of tomorrow, and of what is left of today, for which helpers are missing."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = models.Shift.objects.filter(
        drive__in=led,
        starts_at__gt=at,
        starts_at__lt=midnight + timedelta(days=2),
        taken__lt=F("capacity"),
    )
    for row in rows.select_related("drive").order_by("starts_at", "pk")[:limit]:
        yield _of_shift("unfilled", row, row.capacity - row.taken, midnight)


def _unnoted(led: models.DriveQuerySet, at: datetime, limit: int) -> Iterator[TeamWaiting]:
    """Shifts that are over and of whose people nobody said whether they came."""
    noted = models.Attendance.objects.filter(shift=OuterRef("shift"), member=OuterRef("member"))
    silent = models.SignUp.objects.placed().filter(~Exists(noted))
    rows = models.Shift.objects.filter(
        drive__in=led, ends_at__lte=at, ends_at__gt=at - _NAGS_FOR, sign_ups__in=silent
    ).annotate(missing=Count("sign_ups"))
    for row in rows.select_related("drive").order_by("ends_at", "pk")[:limit]:
        yield _of_shift("attendance", row, row.missing, row.ends_at)


def _unconfirmed(led: models.DriveQuerySet, at: datetime, limit: int) -> Iterator[TeamWaiting]:
    """Drives whose volunteers told hours that nobody confirmed."""
    rows = models.WorkedHours.objects.filter(
        shift__drive__in=led,
        declared_at__lte=at,
        declared_minutes__isnull=False,
        confirmed_minutes__isnull=True,
    )
    by_drive = rows.order_by().values("shift__drive", "shift__drive__name")
    for row in by_drive.annotate(count=Count("pk"), since=Min("declared_at")).order_by("since")[
        :limit
    ]:
        yield TeamWaiting(
            "hours", row["shift__drive"], row["shift__drive__name"], row["count"], "", row["since"]
        )


def _of_shift(what: str, shift: models.Shift, count: int, since_at: datetime) -> TeamWaiting:
    hours = hours_text(shift.starts_at, shift.ends_at)
    return TeamWaiting(what, shift.pk, shift.drive.name, count, hours, since_at)
