"""The worker and its pulse.

Messages carry no work: each names a sweep that claims due rows, so that a lost or doubled
message neither loses nor doubles anything.
"""

import os

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("loa")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def use_django_logging(**_: object) -> None:
    """Keep Celery from replacing the log handlers that settings configured."""


def _sweep(task: str) -> dict[str, object]:
    return {"task": task, "schedule": float(settings.LOA_SWEEP_SECONDS)}


app.conf.beat_schedule = {
    "jobs.beat": {"task": "campaigns.jobs.tasks.record_heartbeat", "schedule": 15.0},
    "audit.seal": _sweep("campaigns.audit.tasks.seal_events"),
}
