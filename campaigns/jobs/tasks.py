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


@shared_task
def run_jobs() -> None:
    """Work on the queue for a while, then go to the end of the line if more is left."""
    if services.run_due(by=actor.SystemActor("worker"), clock=timezone.now):
        run_jobs.delay()


@shared_task
def forget_files() -> None:
    services.forget_old_files(at=timezone.now())
