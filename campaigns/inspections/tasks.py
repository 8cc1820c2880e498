"""Worker's entry to inspections."""

from celery import shared_task
from django.utils import timezone

from campaigns.inspections import services
from campaigns.kernel import actor


@shared_task
def purge_photos() -> None:
    services.purge_photos(by=actor.SystemActor("purge"), at=timezone.now())
