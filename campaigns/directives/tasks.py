"""Worker's entry to directives."""

from celery import shared_task
from django.utils import timezone

from campaigns.directives import services
from campaigns.kernel import actor


@shared_task
def climb_silence() -> None:
    services.climb_silence(by=actor.SystemActor("silence"), at=timezone.now())


@shared_task
def purge_evidence() -> None:
    services.purge_evidence(by=actor.SystemActor("purge"), at=timezone.now())


@shared_task
def expect_reports() -> None:
    services.expect_reports(by=actor.SystemActor("expectations"), at=timezone.now())


@shared_task
def press_reports() -> None:
    services.press_reports(by=actor.SystemActor("silence"), at=timezone.now())
