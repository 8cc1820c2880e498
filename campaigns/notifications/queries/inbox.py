"""Reading inboxes."""

from django.db.models import Count

from campaigns.accounts import models as accounts_models
from campaigns.notifications import models


def unread_count(user: accounts_models.User) -> int:
    return models.Notice.objects.unread().filter(user=user).count()


def inbox(
    user: accounts_models.User, *, kind: str = "", is_unread_only: bool = False, words: str = ""
) -> models.NoticeQuerySet:
    """A person's notices, newest first; of one kind, unread ones, or with words in their text."""
    rows = models.Notice.objects.filter(user=user)
    if kind:
        rows = rows.filter(kind=kind)
    if is_unread_only:
        rows = rows.unread()
    for word in words.split():
        rows = rows.filter(text__icontains=word)
    return rows.order_by("-created_at", "-pk")


def unread_by_kind(user: accounts_models.User) -> dict[str, int]:
    """How many unread notices of each kind; kinds without any are left out."""
    rows = models.Notice.objects.unread().filter(user=user)
    return dict(rows.values_list("kind").annotate(n=Count("pk")).order_by("kind"))
