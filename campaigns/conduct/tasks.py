"""Worker's entry to commendations and criticisms."""

from celery import shared_task
from django.utils import timezone

from campaigns.conduct import services
from campaigns.kernel import actor


@shared_task
def move_criticisms_on() -> None:
    services.move_on(by=actor.SystemActor("criticisms"), at=timezone.now())
