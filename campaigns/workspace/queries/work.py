"""Long work that somebody may see: their own, and what goes on in units that they answer for."""

from datetime import date

from django.db.models import Q

from campaigns.accounts import models as accounts_models
from campaigns.jobs import models as jobs_models
from campaigns.jobs import queries as jobs_queries
from campaigns.units import permissions


def visible_jobs(user: accounts_models.User, on: date) -> jobs_models.JobQuerySet:
    """Jobs that the user ordered, or of a kind that they may do in the job's unit."""
    may = Q(ordered_by=user)
    for kind in jobs_queries.registered_kinds():
        units = permissions.units_where(user, kind.permission, on=on)
        may |= Q(kind=kind.name, unit_id__in=units.values("pk"))
    return jobs_models.Job.objects.filter(may)
