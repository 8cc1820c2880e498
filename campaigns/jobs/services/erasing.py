"""Removing the work that certain people ordered, for good: the end of a demo."""

from collections.abc import Sequence
from datetime import datetime

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.jobs import models
from campaigns.kernel import actor, erasing, writing


def erase_ordered_by(
    *, users: Sequence[accounts_models.User], by: actor.Actor, at: datetime
) -> int:
    """Erase the jobs that the users ordered, also live ones; return how many rows went.

    Their files go with the next day's purge, which keeps nothing that has no job.
    """
    with writing.writing(by=by, at=at):
        jobs = models.Job.objects.filter(ordered_by__in=users)
        count = erasing.erase(models.JobProgress.objects.filter(job__in=jobs), jobs)
        audit_services.record("jobs.ordered_by_erased", users[0], after={"rows": count})
    return count
