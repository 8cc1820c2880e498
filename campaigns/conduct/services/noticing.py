"""Giving a unit notice, and what the clock does afterwards."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.conduct import models, queries
from campaigns.conduct.services import freezing, refusals, stepping, telling
from campaigns.kernel import actor, roles, writing

# Criticisms that one pulse moves; the rest wait for the next.
BATCH = 200


def notify(
    *, criticism: models.Criticism, reply_days: int, by: accounts_models.User, at: datetime
) -> None:
    """Give the unit notice: what it is blamed for, on what evidence, by when it may reply and what
    happens otherwise. The evidence is read, frozen and hashed now.

    Raises:
        StepRefused, ClockBehind, DaysFault, EvidenceMissing, SourceGone.
    """
    if not models.FEWEST_REPLY_DAYS <= reply_days <= models.MOST_REPLY_DAYS:
        raise refusals.DaysFault(
            _("Give the unit %(fewest)s to %(most)s working days to reply.")
            % {"fewest": models.FEWEST_REPLY_DAYS, "most": models.MOST_REPLY_DAYS}
        )
    due = queries.working_day_after(timezone.localdate(at), reply_days)
    with writing.writing(by=by, at=at):
        edge = stepping.check("notify", criticism, at=at)
        digests = freezing.freeze(criticism, by, at)
        values = {
            "notified_by": by,
            "notified_at": at,
            "evidence_sha256": queries.whole_sha256(digests),
            "reply_days": reply_days,
            "original_reply_due_date": due,
            "reply_due_date": due,
            "reply_closes_at": queries.end_of(due),
        }
        after = {"evidence": digests, "reply_due": due.isoformat()}
        stepping.take(criticism, edge, values=values, after=after)
        telling.tell_unit_of(
            criticism,
            "notify",
            gettext_lazy("Notice to %(unit)s: read what it is about and reply by %(day)s."),
        )


def move_on(*, by: actor.Actor, at: datetime) -> int:
    """Count notices as received after a working day, and note where no reply came in time.

    Each is moved in a transaction of its own, once, however often this runs. Return how many.
    """
    count = 0
    for row in _unreceived(at):
        count += _moved("deem_received", row, {"received_at": at}, by, at)
    for row in (
        models.Criticism.objects.all().reply_over(at).order_by("reply_closes_at", "pk")[:BATCH]
    ):
        count += _moved("lapse", row, {"lapsed_at": at}, by, at)
    return count


def _unreceived(at: datetime) -> list[models.Criticism]:
    """Notices that nobody confirmed though the day after which they count as received is over."""
    waiting = models.Criticism.objects.filter(
        state=models.CriticismState.NOTIFIED, notified_at__lt=at - timedelta(hours=24)
    )
    days = queries.intervals().receipt
    return [
        row
        for row in waiting.order_by("notified_at", "pk")[:BATCH]
        if row.notified_at is not None
        and queries.end_of(queries.working_day_after(timezone.localdate(row.notified_at), days))
        <= at
    ]


def _moved(
    name: str, row: models.Criticism, values: dict[str, datetime], by: actor.Actor, at: datetime
) -> bool:
    try:
        with writing.writing(by=by, at=at):
            edge = stepping.check(name, row, at=at)
            _need_time_over(name, row, at)
            stepping.take(row, edge, values=values)
            if name == "lapse":
                telling.tell_office(
                    row,
                    roles.Permission.DECIDE_CRITICISM,
                    gettext_lazy("No reply came in time: decide, “%(title)s”."),
                )
    except (refusals.StepRefused, refusals.ClockBehind):
        return False
    return True


def _need_time_over(name: str, row: models.Criticism, at: datetime) -> None:
    """Asked again of the row as stored: more time may have been given meanwhile."""
    is_over = row.reply_closes_at is not None and row.reply_closes_at <= at
    if name == "lapse" and (row.has_open_request or not is_over):
        raise refusals.StepRefused(_("The time to reply is not over."))
