"""The worker's entries to the newsroom: sweeps over rows, safe to pulse again."""

from celery import shared_task
from django.utils import timezone

from cms import services


@shared_task
def sweep_scheduled() -> None:
    """Publish what is due, and freeze what a public text lacks."""
    services.publish_due(at=timezone.now())
    services.freeze_missing_scripts(at=timezone.now())


@shared_task
def sweep_reviews() -> None:
    """Bring texts back whose day of another look has come."""
    services.notify_reviews_due(at=timezone.now())
