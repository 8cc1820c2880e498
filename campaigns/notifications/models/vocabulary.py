"""Kinds of notices, channels, and how soon something is told besides the inbox."""

from collections.abc import Mapping
from datetime import time
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Nights and days of people are Viet Nam's, wherever the server stands.
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHT_BEGINS, DAY_BEGINS = time(21), time(6)
"""Quiet hours of whoever has chosen none; no rule states them."""


class Kind(models.TextChoices):
    """What a notice is about; the most dangerous first, which is the order of the digest."""

    EMERGENCIES = "EMERGENCIES", _("Emergency bulletins and recalls")
    ESCALATIONS = "ESCALATIONS", _("Silence that has climbed to you")
    DUTIES = "DUTIES", _("Duties and reports asked of your unit")
    HELP = "HELP", _("Residents' requests for help")
    REVIEWS = "REVIEWS", _("Texts to check, approve or look at again")
    CITATIONS = "CITATIONS", _("Commendations and criticisms")
    INSPECTIONS = "INSPECTIONS", _("Inspections and findings")
    PREMISES = "PREMISES", _("Premises, sheets and safety reviews")
    BROADCASTS = "BROADCASTS", _("Rundowns, coverage and airings")
    DRIVES = "DRIVES", _("Drives, shifts and teams")
    JOBS = "JOBS", _("Long work that has ended")
    OTHER = "OTHER", _("Everything else")


class Channel(models.TextChoices):
    """A way to tell somebody besides the inbox, which is always written."""

    EMAIL = "EMAIL", _("Email")


class Pace(models.TextChoices):
    """How soon a channel tells of a kind."""

    AT_ONCE = "AT_ONCE", _("At once")
    DAILY = "DAILY", _("In the daily digest")
    NEVER = "NEVER", _("Not at all")


URGENT_KINDS = frozenset({Kind.EMERGENCIES})
"""Told at any hour: quiet hours and digests do not hold them back."""

MANDATORY: Mapping[str, Promise] = {
    Kind.EMERGENCIES: _(
        "An emergency bulletin has to be aired at once, by day and by night (Circular "
        "39/2020/TT-BTTTT): whoever airs it must hear of it."
    ),
    Kind.ESCALATIONS: _(
        "What nobody did in time is told to whoever answers for the unit: they must hear of it."
    ),
    Kind.DUTIES: _(
        "The head of a unit is fully responsible for what a directive asks of it: who is asked "
        "must hear of it."
    ),
}
"""Kinds that cannot be switched off, and why."""

DEFAULT_PACES: Mapping[str, Pace] = {
    Kind.EMERGENCIES: Pace.AT_ONCE,
    Kind.ESCALATIONS: Pace.AT_ONCE,
    Kind.DUTIES: Pace.AT_ONCE,
    Kind.HELP: Pace.AT_ONCE,
    Kind.REVIEWS: Pace.AT_ONCE,
    Kind.CITATIONS: Pace.AT_ONCE,
    Kind.INSPECTIONS: Pace.DAILY,
    Kind.PREMISES: Pace.DAILY,
    Kind.BROADCASTS: Pace.DAILY,
    Kind.DRIVES: Pace.DAILY,
    Kind.JOBS: Pace.NEVER,
    Kind.OTHER: Pace.DAILY,
}
"""How soon whoever has chosen nothing is mailed; no rule states these."""


def paces_of(kind: str) -> tuple[Pace, ...]:
    """What may be chosen for a kind."""
    if kind in URGENT_KINDS:
        return (Pace.AT_ONCE,)
    if kind in MANDATORY:
        return (Pace.AT_ONCE, Pace.DAILY)
    return (Pace.AT_ONCE, Pace.DAILY, Pace.NEVER)
