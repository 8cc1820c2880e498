"""Missed duty towards residents who asked for help; each number must be 0."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from campaigns.drives import models


@dataclass(frozen=True)
class HelpDuty:
    """Open requests whose answer is overdue, and requests kept beyond the day that was promised."""

    unanswered: int
    unforgotten: int


def help_duty(rows: models.HelpRequestQuerySet, at: datetime) -> HelpDuty:
    """What was promised in the requests and not done; two queries."""
    kept = rows.filter(forget_date__lt=timezone.localdate(at)).exclude(phone="", hamlet="", note="")
    return HelpDuty(rows.unanswered(at).count(), kept.count())


def help_duty_everywhere(at: datetime) -> HelpDuty:
    """Likewise of all requests there are, for the gauges."""
    return help_duty(models.HelpRequest.objects.all(), at)


def help_given(drive: models.Drive) -> int:
    """How many requests were given to a drive, whatever came of them."""
    return models.HelpRequest.objects.filter(drive=drive).count()
