"""Worker's entry to the premises."""

from celery import shared_task
from django.utils import timezone

from campaigns.kernel import actor
from campaigns.premises import services


@shared_task
def purge_contacts() -> None:
    services.purge_contacts(by=actor.SystemActor("purge"), at=timezone.now())


@shared_task
def forget_lists() -> None:
    services.forget_lists(by=actor.SystemActor("purge"), at=timezone.now())


@shared_task
def forget_photos() -> None:
    services.forget_photos(by=actor.SystemActor("purge"), at=timezone.now())


@shared_task
def roll_up_scans() -> None:
    services.roll_up_scans(at=timezone.now())
