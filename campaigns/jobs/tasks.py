"""The workers' own tasks."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from campaigns.jobs import services
from campaigns.kernel import actor


@shared_task(bind=True)
def record_heartbeat(self: Any) -> None:
    """Beat asks, a worker answers by a row: the whole way from clock to database is alive."""
    services.record_heartbeat(
        by=actor.SystemActor("worker"),
        at=timezone.now(),
        process=self.request.hostname or "in-process",
    )
