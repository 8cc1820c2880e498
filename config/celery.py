"""The worker and its pulse.

Messages carry no work: each names a sweep that claims due rows, so that a lost or doubled
message neither loses nor doubles anything.
"""

import os
from typing import Any

import structlog
from celery import Celery
from celery.signals import beat_init, setup_logging
from django.conf import settings
from django.dispatch import receiver
from django_structlog.celery import signals as structlog_signals
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("loa")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def use_django_logging(**_: object) -> None:
    """Keep Celery from replacing the log handlers that settings configured."""


@receiver(structlog_signals.bind_extra_task_metadata)
def name_the_task(*, task: Any, **_: object) -> None:
    """Put the task's name on each line that it logs, beside the request id that it came with."""
    structlog.contextvars.bind_contextvars(task=task.name)


@beat_init.connect
def pulse_at_once(**_: object) -> None:
    """Send every pulse when beat starts, so that what fell due while it was away waits no longer."""
    for entry in app.conf.beat_schedule.values():
        app.send_task(entry["task"])


def _sweep(task: str) -> dict[str, object]:
    return {"task": task, "schedule": float(settings.LOA_SWEEP_SECONDS)}


app.conf.beat_schedule = {
    "jobs.beat": {
        "task": "campaigns.jobs.tasks.record_heartbeat",
        "schedule": float(settings.LOA_HEARTBEAT_SECONDS),
    },
    "audit.seal": _sweep("campaigns.audit.tasks.seal_events"),
    "cms.publish": _sweep("cms.tasks.sweep_scheduled"),
    "cms.reviews": _sweep("cms.tasks.sweep_reviews"),
    "drives.purge": {"task": "campaigns.drives.tasks.purge_volunteers", "schedule": 24 * 3600.0},
    "broadcasts.remind": _sweep("campaigns.broadcasts.tasks.remind_unconfirmed"),
}
