"""Worker's entry to scorecards."""

from celery import shared_task
from django.utils import timezone

from campaigns.kernel import actor
from campaigns.scorecards import services


@shared_task
def compute_scores() -> None:
    services.compute_due(by=actor.SystemActor("scores"), at=timezone.now())


@shared_task
def push_scores() -> None:
    services.push_measured(by=actor.SystemActor("scores"), at=timezone.now())
