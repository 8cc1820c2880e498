"""How texts became public: the share of those that were forced, for the report."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from campaigns.broadcasts import models


@dataclass(frozen=True)
class ForcedShare:
    """Publications of a period: all, those by force, and of these what no third person cleared."""

    published: int
    forced: int
    uncleared: int


def forced_share(from_date: date, to_date: date) -> ForcedShare:
    """Count publications from the first day to the last: one a revision, whatever its media."""
    scripts = models.Script.objects.filter(
        published_at__date__gte=from_date, published_at__date__lte=to_date
    )
    counted = scripts.aggregate(
        published=Count("revision_id", distinct=True),
        forced=Count("revision_id", distinct=True, filter=Q(is_forced=True)),
        uncleared=Count(
            "revision_id", distinct=True, filter=Q(is_forced=True, cleared_at__isnull=True)
        ),
    )
    return ForcedShare(**counted)
