"""Worker's entry to the audit chain."""

from celery import shared_task

from campaigns.audit import services


@shared_task
def seal_events() -> None:
    services.seal_events()
