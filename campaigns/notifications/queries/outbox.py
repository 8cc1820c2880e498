"""What waits in the outbox, and which addresses take no mail."""

from datetime import datetime, timedelta

from campaigns.accounts import models as accounts_models
from campaigns.notifications import models

STUCK_AFTER = timedelta(minutes=10)


def stuck(at: datetime) -> int:
    """Notices and sendings that are due and that no sweep has touched for ten minutes."""
    late = at - STUCK_AFTER
    unrouted = models.Notice.objects.unrouted().filter(created_at__lte=late).count()
    return unrouted + models.Sending.objects.claimable(late).count()


def is_blocked(user: accounts_models.User, trouble: models.MailTrouble | None) -> bool:
    """Whether nothing is mailed to somebody's present address."""
    return (
        trouble is not None
        and trouble.blocked_at is not None
        and trouble.address.lower() == user.email.lower()
    )


def trouble_of(user: accounts_models.User) -> models.MailTrouble | None:
    """What is wrong with somebody's present address; None where nothing is known to be."""
    found = models.MailTrouble.objects.filter(user=user).first()
    if found is None or found.address.lower() != user.email.lower():
        return None
    return found
