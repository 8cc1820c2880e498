"""Workers' entries to broadcasting."""

from celery import shared_task
from django.utils import timezone

from campaigns.broadcasts import services
from campaigns.kernel import actor


@shared_task
def remind_unconfirmed() -> None:
    services.remind_unconfirmed(by=actor.SystemActor("reminders"), at=timezone.now())
