"""Silence: sweeps by the day, and what came of them."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.directives import models, services
from campaigns.kernel import roles
from campaigns.notifications import models as notification_models
from tests.factories import cast as casts
from tests.factories import duties

L = models.Level
DAY = timedelta(days=1)
# A duty of ten working days from 16 November 2026; by the waits 1, 2, 3, 3 (weekends between).
DUE = date(2026, 12, 1)
HEARS = {
    L.UNIT: date(2026, 12, 2),
    L.HEAD: date(2026, 12, 4),
    L.DEPARTMENT: date(2026, 12, 9),
    L.OFFICE: date(2026, 12, 14),
}


def at(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def sweep(day: date) -> int:
    return services.climb_silence(by=casts.SYSTEM, at=at(day))


def sweep_until(last: date, first: date = DUE) -> None:
    """As the worker does, day by day, both days included."""
    day = first
    while day <= last:
        sweep(day)
        day += DAY


def told(row: models.Assignment) -> dict[models.Level, date]:
    """Levels that heard of the present due date, and when."""
    row.refresh_from_db(fields=["current_due_date"])
    heard = row.escalations.filter(act="TOLD", due_date=row.current_due_date).order_by("level")
    return {L(one.level): timezone.localdate(one.made_at) for one in heard}


def calls(user: accounts_models.User, act: str = "TOLD") -> list[str]:
    """What somebody was told of silence, in order."""
    mine = notification_models.Notice.objects.filter(
        user=user, topic__startswith="directives.climb.", topic__contains=f".{act}."
    )
    return list(mine.order_by("created_at", "pk").values_list("text", flat=True))


def office(scene: duties.Scene) -> accounts_models.User:
    return casts.make_person("van-phong", roles.Role.PROVINCIAL_OFFICE, scene.cast.province)
