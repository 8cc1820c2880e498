"""Reading accounts."""

from django.core.cache import cache

from campaigns.accounts import models

_CACHE_KEY = "accounts.has_demo_people"
_CACHE_SECONDS = 30


def has_demo_people() -> bool:
    """Whether invented people work here: then every screen says that it shows a demo.

    Remembered for up to 30 seconds, since every page asks.
    """
    known = cache.get(_CACHE_KEY)
    if known is None:
        known = models.User.objects.filter(is_demo=True).exists()
        cache.set(_CACHE_KEY, known, _CACHE_SECONDS)
    return bool(known)
