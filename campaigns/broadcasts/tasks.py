"""Workers' entries to broadcasting."""

from celery import shared_task
from django.utils import timezone

from campaigns.broadcasts import services
from campaigns.kernel import actor


@shared_task
def remind_unconfirmed() -> None:
    services.remind_unconfirmed(by=actor.SystemActor("reminders"), at=timezone.now())


@shared_task
def deliver_due() -> None:
    services.deliver_due(by=actor.SystemActor("deliveries"), at=timezone.now())


@shared_task
def pursue_recalls() -> None:
    services.pursue_recalls(by=actor.SystemActor("recalls"), at=timezone.now())


@shared_task
def escalate_silence() -> None:
    services.escalate_silence(by=actor.SystemActor("planning"), at=timezone.now())


@shared_task
def write_logs() -> None:
    services.write_ordered_logs(at=timezone.now())
