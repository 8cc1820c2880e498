"""How many things wait for somebody, as every page's header shows it: counted once a minute.

My day asks every area of Loa; no page may pay for that. The header shows the last count that is
known, and where it is older than a minute fetches a new one by itself, after the page.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from campaigns.accounts import models as accounts_models
from campaigns.workspace.queries import waiting_items
from campaigns.workspace.queries.my_day import my_day

FRESH = timedelta(minutes=1)
_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class WaitingCount:
    """The last count; none is known where `count` is None."""

    count: int | None
    is_fresh: bool


def _key(user: accounts_models.User) -> str:
    return f"workspace.waiting:{user.pk}"


def items_counted(user: accounts_models.User, at: datetime) -> list[waiting_items.WaitingItem]:
    """What waits for somebody; the header knows it from then on."""
    items = my_day(user, at)
    cache.set(_key(user), (len(items), at), int(_KEPT.total_seconds()))
    return items


def last_count(user: accounts_models.User, at: datetime) -> WaitingCount:
    """What the header shows; the database is not asked."""
    count, counted_at = cache.get(_key(user)) or (None, None)
    is_fresh = counted_at is not None and timedelta(0) <= at - counted_at < FRESH
    return WaitingCount(count, is_fresh)
