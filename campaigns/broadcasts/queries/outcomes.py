"""What came of releases and airings, in states that are derived and never stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts import models

Outcome = models.Outcome


@dataclass(frozen=True)
class Standing:
    """A state for the reader: words, tone of its tag, and whether somebody has yet to confirm."""

    label: str | Promise
    tone: str
    is_waiting: bool = False


_TONES = {
    Outcome.AIRED_ON_TIME: "good",
    Outcome.LATE: "warning",
    Outcome.SHORT: "warning",
    Outcome.NOT_AIRED: "danger",
    Outcome.UNPLANNED: "info",
    Outcome.OLD_REVISION: "danger",
}
_CANCELLED = Standing(_("Taken off"), "neutral")
_AHEAD = Standing(_("Not on air yet"), "neutral")
_TAKEN_BACK = Standing(_("Taken back"), "neutral")
_WAITING = Standing(_("Nobody has confirmed that it was aired"), "warning", is_waiting=True)


def outcome_of(airing: models.Airing, *, is_old_text: bool) -> models.Outcome:
    """The outcome of a line of the log; its release is to be selected with it.

    The gravest truth wins: not aired, an old text, outside the plan, late, short. How late and
    how short is said by LOA_AIRING_LATE_SECONDS and LOA_AIRING_SHORT_RATIO.
    """
    if not airing.has_aired:
        return Outcome.NOT_AIRED
    if is_old_text:
        return Outcome.OLD_REVISION
    release = airing.release
    if release is None:
        return Outcome.UNPLANNED
    if _is_late(airing, release):
        return Outcome.LATE
    if airing.seconds < release.planned_seconds * settings.LOA_AIRING_SHORT_RATIO:
        return Outcome.SHORT
    return Outcome.AIRED_ON_TIME


def _is_late(airing: models.Airing, release: models.Release) -> bool:
    if airing.medium in models.SPOKEN_MEDIA:
        tolerance = timedelta(seconds=settings.LOA_AIRING_LATE_SECONDS)
        return airing.aired_at - release.planned_start_at > tolerance
    return airing.air_day > models.air_day(release.planned_start_at)


def standing_of_airing(airing: models.Airing, *, is_old_text: bool) -> Standing:
    if airing.is_void:
        return _TAKEN_BACK
    outcome = outcome_of(airing, is_old_text=is_old_text)
    return Standing(outcome.label, _TONES[outcome])


def standing_of_release(release: models.Release, at: datetime) -> Standing:
    """The state of a release of which no line of the log speaks."""
    if release.state == models.ReleaseState.CANCELLED:
        return _CANCELLED
    return _WAITING if release.planned_start_at <= at else _AHEAD
