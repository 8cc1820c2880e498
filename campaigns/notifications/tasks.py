"""Workers' entries to notices."""

from celery import shared_task
from django.utils import timezone

from campaigns.notifications import services


@shared_task
def send_notices() -> None:
    """Route what is new, put the day's digests into the outbox, and send what is due."""
    services.route_notices(at=timezone.now())
    services.plan_digests(at=timezone.now())
    services.send_due(clock=timezone.now)


@shared_task
def purge_notices() -> None:
    services.purge(at=timezone.now())
