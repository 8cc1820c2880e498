"""Telling people what waits for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from campaigns.accounts import models as accounts_models
from campaigns.notifications import models


@dataclass(frozen=True)
class About:
    """What else a notice says of itself; each has its default.

    `is_urgent` where it is told at any hour though its kind is not; `permission` in the unit
    `unit_id` is asked again before it is mailed; `has_own_mail` where the area mails by itself;
    `matter` names whom it is about where one mail tells of several.
    """

    is_urgent: bool = False
    permission: str = ""
    unit_id: int | None = None
    has_own_mail: bool = False
    matter: str = ""


def tell(
    *,
    users: Iterable[accounts_models.User],
    topic: str,
    text: str,
    url: str,
    at: datetime,
    kind: str = models.Kind.OTHER,
    about: About | None = None,
) -> int:
    """Put a line in each person's inbox, once per topic; return how many lines were asked for.

    Joins the transaction of the service that calls it. Two sweeps at once meet at the unique
    topic, and the second adds nothing. The next sweep sends it on its ways out of the house.
    """
    about = about or About()
    notices = [
        models.Notice(
            user=user,
            topic=topic,
            text=text[:300],
            url=url,
            created_at=at,
            kind=kind,
            is_urgent=about.is_urgent or kind in models.URGENT_KINDS,
            has_own_mail=about.has_own_mail,
            needs_permission=about.permission,
            needs_unit=about.unit_id,
            matter=about.matter[:120],
        )
        for user in users
    ]
    models.Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(notices)


def mark_read(*, user: accounts_models.User, notice_ids: Iterable[int] | None, at: datetime) -> int:
    """Mark a person's notices read, all of them when none are named; return how many were new."""
    unread = models.Notice.objects.filter(user=user, read_at__isnull=True, created_at__lte=at)
    if notice_ids is not None:
        unread = unread.filter(pk__in=notice_ids)
    return unread.update(read_at=at)


def mark_unread(*, user: accounts_models.User, notice_ids: Iterable[int]) -> int:
    """Let a person's notices wait again; return how many were read."""
    read = models.Notice.objects.filter(user=user, pk__in=notice_ids, read_at__isnull=False)
    return read.update(read_at=None)


def take_back_reading(*, user: accounts_models.User, read_at: datetime) -> int:
    """Undo one act of marking, named by its moment; return how many wait again."""
    return models.Notice.objects.filter(user=user, read_at=read_at).update(read_at=None)
