"""Worker's entry to the drives."""

from celery import shared_task
from django.utils import timezone

from campaigns.drives import services
from campaigns.kernel import actor


@shared_task
def purge_volunteers() -> None:
    services.purge_volunteers(by=actor.SystemActor("purge"), at=timezone.now())


@shared_task
def forget_residents() -> None:
    services.forget_residents(by=actor.SystemActor("purge"), at=timezone.now())


@shared_task
def return_stranded() -> None:
    services.return_stranded(by=actor.SystemActor("sweep"), at=timezone.now())


@shared_task
def mail_teams() -> None:
    services.mail_teams(at=timezone.now())


@shared_task
def purge_photos() -> None:
    services.purge_photos(by=actor.SystemActor("purge"), at=timezone.now())


@shared_task
def mail_messages() -> None:
    services.mail_messages(at=timezone.now())
