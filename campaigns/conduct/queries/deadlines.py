"""Days of a procedure, counted in working days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from campaigns.directives import queries as directives_queries


@dataclass(frozen=True)
class Intervals:
    """Working days to reply to a notice, to appeal, and until a notice counts as received.

    No rule states them: `LOA_CRITICISM_DAYS` is for the province to set.
    """

    reply: int
    appeal: int
    receipt: int


def intervals() -> Intervals:
    return Intervals(*settings.LOA_CRITICISM_DAYS)


def working_day_after(day: date, count: int) -> date:
    """The `count`-th working day after the day, which itself never counts (Civil Code, Article
    147.2)."""
    return directives_queries.working_calendar().add_working_days(day, count)


def end_of(day: date) -> datetime:
    """The first moment after the day in Viet Nam: what comes then is too late."""
    return datetime.combine(day + timedelta(days=1), time.min, timezone.get_default_timezone())
