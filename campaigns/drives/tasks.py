"""Worker's entry to the drives."""

from celery import shared_task
from django.utils import timezone

from campaigns.drives import services
from campaigns.kernel import actor


@shared_task
def purge_volunteers() -> None:
    services.purge_volunteers(by=actor.SystemActor("purge"), at=timezone.now())
