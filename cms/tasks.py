"""The worker's entries to the newsroom: sweeps over rows, safe to pulse again."""

from celery import shared_task
from django.utils import timezone

from campaigns.kernel import actor
from cms import services


@shared_task
def sweep_scheduled() -> None:
    """Publish what is due, and freeze what a public text lacks."""
    services.publish_due(at=timezone.now())
    services.freeze_missing_scripts(at=timezone.now())


@shared_task
def mail_fact_links() -> None:
    """Mail the secret links that are due."""
    services.mail_fact_links(at=timezone.now())


@shared_task
def forget_reviewers() -> None:
    """Empty names and addresses of reviewers on the days that they were promised."""
    services.forget_reviewers(by=actor.SystemActor("purge"), at=timezone.now())


@shared_task
def sweep_reviews() -> None:
    """Bring texts back whose day of another look has come."""
    services.notify_reviews_due(at=timezone.now())
