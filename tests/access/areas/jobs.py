"""Health, for supervisors and load balancers."""

from typing import Any

from django.utils import timezone

from campaigns.jobs import services
from tests.access.routes import Access, Route
from tests.factories import cast as casts


def _with_a_living_worker(cast: casts.Cast) -> dict[str, Any]:
    services.record_heartbeat(by=casts.SYSTEM, at=timezone.now(), process="celery@test")
    return {}


ROWS = (
    Route("jobs:healthz", Access.PUBLIC),
    Route("jobs:readyz", Access.PUBLIC, args=_with_a_living_worker),
)
