"""Taking invented people's words back; figures follow the rows that are left."""

from collections.abc import Sequence
from datetime import datetime

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.kernel import actor, writing
from campaigns.scorecards import models
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


def recount_after_erasing(*, by: actor.Actor, at: datetime) -> int:
    """Bring all kept scores to the rows that are left; return how many differed."""
    return len(computing.recount_scores(is_repair=True, by=by, at=at))
