"""Taking invented people's words back; figures follow the rows that are left."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.kernel import actor, writing
from campaigns.scorecards import models
from campaigns.scorecards.queries import periods
from campaigns.scorecards.services import computing


def erase_made_by(*, users: Sequence[accounts_models.User], by: actor.Actor, at: datetime) -> int:
    """Delete what the users said; return how many rows went."""
    with writing.writing(by=by, at=at):
        rows = models.ScoreComment.objects.filter(made_by__in=users)
        count = rows.count()
        if count:
            rows.delete()
            audit_services.record("scorecards.comments_erased", users[0], after={"count": count})
    return count


def forget_counted(*, by: actor.Actor, at: datetime) -> int:
    """After facts were erased: drop the scores that the next sweep counts anew, and set older ones
    right; return how many went.

    A period of which somebody said something stays, without figures until the sweep.
    """
    first = periods.periods_to_compute(timezone.localdate(at))
    start = min(period.start for period in first)
    with writing.writing(by=by, at=at):
        recent = models.ScorePeriod.objects.filter(start_date__gte=start)
        count, _by_model = models.Score.objects.filter(period__in=recent).delete()
        bare = recent.filter(comments__isnull=True).order_by("pk")
        kept = bare.first()
        if kept is not None:
            audit_services.record("scorecards.scores_forgotten", kept, after={"count": count})
            models.ScorePeriod.objects.filter(
                pk__in=list(bare.values_list("pk", flat=True))
            ).delete()
        computing.recount_scores(is_repair=True, by=by, at=at)
    return count
