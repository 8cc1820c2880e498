"""Words of scorecards."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PeriodKind(models.TextChoices):
    """How long a period is: Monday to Sunday, or a calendar month."""

    WEEK = "WEEK", _("week")
    MONTH = "MONTH", _("month")


class Direction(models.TextChoices):
    """Which values are better."""

    MORE = "MORE", _("more is better")
    LESS = "LESS", _("less is better")


class Scope(models.TextChoices):
    """Whose rows count for a unit."""

    OWN = "OWN", _("the unit's own")
    SUBTREE = "SUBTREE", _("the unit's and those of all units under it")


class ValueKind(models.TextChoices):
    """What a value is a number of; numerator and denominator are always shown beside it."""

    PERCENT = "PERCENT", _("percent")
    PER_1000 = "PER_1000", _("per 1,000 residents")
    COUNT = "COUNT", pgettext_lazy("of a value", "count")
    HOURS = "HOURS", _("hours on average")


class Colour(models.TextChoices):
    """How a value stands to the thresholds; grey says nothing good or bad."""

    GOOD = "GOOD", pgettext_lazy("of a score", "reached")
    FAIR = "FAIR", pgettext_lazy("of a score", "close")
    LOW = "LOW", pgettext_lazy("of a score", "needs help")
    GREY = "GREY", pgettext_lazy("of a score", "not judged")


class GreyReason(models.TextChoices):
    """Why a score has no colour."""

    NO_DATA = "NO_DATA", _("nothing was reported")
    NOTHING_TO_COUNT = "NOTHING", _("there is nothing to measure against")
    TOO_FEW = "TOO_FEW", _("too few to judge")
    NO_POPULATION = "NO_PEOPLE", _("no population with date and source is entered")
    NO_THRESHOLD = "NO_BAND", _("counted only, without thresholds")


class Trend(models.TextChoices):
    """Against the period before, by more than the gap that counts."""

    BETTER = "BETTER", pgettext_lazy("of a score", "better")
    WORSE = "WORSE", pgettext_lazy("of a score", "worse")
    SAME = "SAME", pgettext_lazy("of a score", "about the same")
    NONE = "NONE", _("nothing to compare with")
