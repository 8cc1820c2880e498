"""Removing what certain people made, for good: the end of a demo."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import services as broadcast_services
from campaigns.conduct import models
from campaigns.kernel import actor, erasing, writing


def erase_made_by(*, users: Sequence[accounts_models.User], by: actor.Actor, at: datetime) -> int:
    """Erase every invented citation and those that the users proposed or decided, with evidence
    and the briefs that they became.

    Citations that stay name no invented head any more. Return how many rows went.
    """
    with writing.writing(by=by, at=at):
        citations = models.Citation.objects.filter(
            Q(is_demo=True) | Q(nominated_by__in=users) | Q(decided_by__in=users)
        )
        count = broadcast_services.erase_briefs(
            citation_kind=models.Citation.Kind.COMMENDATION,
            citation_ids=citations.values_list("pk", flat=True),
            by=by,
            at=at,
        )
        count += erasing.erase(models.Evidence.objects.filter(citation__in=citations), citations)
        models.Citation.objects.filter(accountable_head__is_demo=True).update(accountable_head=None)
        audit_services.record("conduct.made_by_erased", users[0], after={"rows": count})
    return count
