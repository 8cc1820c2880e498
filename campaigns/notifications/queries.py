"""Reading inboxes."""

from django.db.models import QuerySet

from campaigns.accounts import models as accounts_models
from campaigns.notifications import models


def unread_count(user: accounts_models.User) -> int:
    return models.Notice.objects.filter(user=user, read_at__isnull=True).count()


def inbox(user: accounts_models.User) -> QuerySet[models.Notice]:
    """A person's notices, newest first."""
    return models.Notice.objects.filter(user=user).order_by("-created_at", "-pk")
