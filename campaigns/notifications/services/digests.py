"""One digest a day for whoever has something waiting."""

import uuid
from datetime import date, datetime, time

from django.conf import settings

from campaigns.accounts import models as accounts_models
from campaigns.kernel import writing
from campaigns.notifications import models, queries
from campaigns.notifications.services import routing


def plan_digests(*, at: datetime) -> int:
    """Put the day's digests into the outbox once its hour has come; return how many.

    Whoever was told something before that hour gets one, also where the sweep comes late; what is
    told later waits for the next day's, as does all that a late sweep would send into the night.
    What a digest holds is read when it is sent, so that nothing is told that was read meanwhile.
    A second sweep meets the first at one digest for each person, channel and day.
    """
    today = at.astimezone(models.ZONE).date()
    hour = datetime.combine(today, time(settings.LOA_DIGEST_HOUR), models.ZONE)
    if at < hour:
        return 0
    with writing.writing(by=routing.ROUTER, at=at):
        rows = [
            models.Sending(
                user_id=user_id,
                channel=models.Channel.EMAIL,
                digest_date=today,
                key=uuid.uuid4(),
                queued_at=at,
                due_at=wishes.awake_at(at),
            )
            for user_id, wishes in _waiting(hour, today).items()
            if wishes.awake_at(at).astimezone(models.ZONE).date() == today
        ]
        models.Sending.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _waiting(hour: datetime, today: date) -> dict[int, queries.Wishes]:
    """Who had something for a digest at its hour and has had none today."""
    had = models.Sending.objects.filter(digest_date=today, channel=models.Channel.EMAIL)
    people = accounts_models.User.objects.filter(
        pk__in=models.Notice.objects.for_digest(hour).values("user_id"), is_active=True
    ).exclude(pk__in=had.values("user_id"))
    return queries.wishes_of(people.values_list("pk", flat=True))
