"""Removing what certain people made, for good: the end of a demo."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models
from campaigns.broadcasts.services import rollups
from campaigns.kernel import actor, erasing, writing


def erase_made_by(*, users: Sequence[accounts_models.User], by: actor.Actor, at: datetime) -> int:
    """Erase the scripts that the users submitted, published or withdrew, every release and
    airing of those, and what the users planned or confirmed elsewhere; the totals are counted
    anew. Return how many rows went.
    """
    with writing.writing(by=by, at=at):
        scripts = models.Script.objects.filter(
            Q(submitted_by__in=users)
            | Q(published_by__in=users)
            | Q(cleared_by__in=users)
            | Q(withdrawn_by__in=users)
        )
        releases = models.Release.objects.filter(
            Q(script__in=scripts) | Q(requested_by__in=users) | Q(cancelled_by__in=users)
        )
        airings = models.Airing.objects.filter(
            Q(release__in=releases) | Q(script__in=scripts) | Q(confirmed_by__in=users)
        )
        count = erasing.erase(airings, releases, scripts)
        rollups.recount_airings(by=by, at=at)
        audit_services.record("broadcasts.made_by_erased", users[0], after={"rows": count})
    return count
