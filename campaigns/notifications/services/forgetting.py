"""Forgetting notices in time, and all of them with the person."""

from datetime import datetime, timedelta

from django.db.models import Q

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.kernel import actor, writing
from campaigns.notifications import models
from campaigns.notifications.services import links

NOTICE_DAYS = 180


def purge(*, at: datetime) -> int:
    """Delete notices and sendings whose days are over; return how many rows went.

    People who were erased take theirs along.
    """
    with writing.writing(by=actor.SystemActor("notices"), at=at):
        sent = models.Sending.objects.filter(settled_at__lt=at - timedelta(days=links.DAYS))
        old = models.Notice.objects.filter(created_at__lt=at - timedelta(days=NOTICE_DAYS))
        _let_riders_go(Q(rides_with__in=sent) | Q(rides_with__notice__in=old))
        count = sent.delete()[0] + old.delete()[0]
    erased = accounts_models.User.objects.filter(audit_salt="")
    for user in erased.order_by("pk"):
        count += forget_person(user=user, at=at)
    return count


def _let_riders_go(those: Q) -> None:
    """Notices outlive the mail in which they rode."""
    models.Notice.objects.filter(those).update(rides_with=None)


def forget_person(*, user: accounts_models.User, at: datetime) -> int:
    """Delete what somebody was told, chose, and what servers said of their address."""
    count = 0
    with writing.writing(by=actor.SystemActor("notices"), at=at):
        _let_riders_go(Q(rides_with__user=user))
        for model in (
            models.Sending,
            models.Notice,
            models.MailTrouble,
            models.Preference,
            models.QuietHours,
        ):
            count += model._default_manager.filter(user=user).delete()[0]
        if count:
            audit_services.record("notifications.person_forgotten", user, after={"rows": count})
    return count
