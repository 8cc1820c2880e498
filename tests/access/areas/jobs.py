"""Health, for supervisors and load balancers; long work on the desk."""

from typing import Any

from django.utils import timezone

from campaigns.jobs import services
from tests.access.routes import Access, Route
from tests.factories import cast as casts
from tests.factories import jobs


def _with_a_living_worker(cast: casts.Cast) -> dict[str, Any]:
    services.record_heartbeat(by=casts.SYSTEM, at=timezone.now(), process="celery@test")
    return {}


def _job(cast: casts.Cast) -> dict[str, Any]:
    """Work of the officer, of no kind that somebody else may do in the unit."""
    return {"pk": jobs.order(cast.officer, unit=cast.commune).pk}


ROWS = (
    Route("jobs:healthz", Access.PUBLIC),
    Route("jobs:readyz", Access.PUBLIC, args=_with_a_living_worker),
    Route("workspace:jobs", Access.SIGNED_IN),
    Route("workspace:job", Access.SIGNED_IN, args=_job),
    Route("workspace:cancel_job", Access.SIGNED_IN, method="POST", args=_job),
)
