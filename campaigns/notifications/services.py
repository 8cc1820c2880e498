"""Telling people what waits for them."""

from collections.abc import Iterable
from datetime import datetime

from campaigns.accounts import models as accounts_models
from campaigns.notifications import models


def tell(
    *, users: Iterable[accounts_models.User], topic: str, text: str, url: str, at: datetime
) -> int:
    """Put a line in each person's inbox, once per topic; return how many lines were asked for.

    Joins the transaction of the service that calls it. Two sweeps at once meet at the unique
    topic, and the second adds nothing.
    """
    notices = [
        models.Notice(user=user, topic=topic, text=text[:300], url=url, created_at=at)
        for user in users
    ]
    models.Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(notices)


def mark_read(*, user: accounts_models.User, notice_ids: Iterable[int] | None, at: datetime) -> int:
    """Mark a person's notices read, all of them when none are named; return how many were new."""
    unread = models.Notice.objects.filter(user=user, read_at__isnull=True)
    if notice_ids is not None:
        unread = unread.filter(pk__in=notice_ids)
    return unread.update(read_at=at)
