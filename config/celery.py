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
    "jobs.run": _sweep("campaigns.jobs.tasks.run_jobs"),
    "jobs.forget": {"task": "campaigns.jobs.tasks.forget_files", "schedule": 24 * 3600.0},
    "notifications.send": _sweep("campaigns.notifications.tasks.send_notices"),
    "notifications.purge": {
        "task": "campaigns.notifications.tasks.purge_notices",
        "schedule": 24 * 3600.0,
    },
    "audit.seal": _sweep("campaigns.audit.tasks.seal_events"),
    "cms.publish": _sweep("cms.tasks.sweep_scheduled"),
    "cms.reviews": _sweep("cms.tasks.sweep_reviews"),
    "cms.fact_mails": _sweep("cms.tasks.mail_fact_links"),
    "cms.purge": {"task": "cms.tasks.forget_reviewers", "schedule": 24 * 3600.0},
    "premises.purge": {"task": "campaigns.premises.tasks.purge_contacts", "schedule": 24 * 3600.0},
    "inspections.purge": {
        "task": "campaigns.inspections.tasks.purge_photos",
        "schedule": 24 * 3600.0,
    },
    # Levels hear by the day: an hour is soon enough.
    "conduct.deadlines": _sweep("campaigns.conduct.tasks.move_criticisms_on"),
    "directives.silence": {"task": "campaigns.directives.tasks.climb_silence", "schedule": 3600.0},
    "directives.press": {"task": "campaigns.directives.tasks.press_reports", "schedule": 3600.0},
    "directives.purge": {
        "task": "campaigns.directives.tasks.purge_evidence",
        "schedule": 24 * 3600.0,
    },
    "directives.reports": {
        "task": "campaigns.directives.tasks.expect_reports",
        "schedule": 3600.0,
    },
    # Every hour is enough: a score is of a week or a month, and only what differs is written.
    "scorecards.compute": {
        "task": "campaigns.scorecards.tasks.compute_scores",
        "schedule": 3600.0,
    },
    "scorecards.push": {"task": "campaigns.scorecards.tasks.push_scores", "schedule": 3600.0},
    "premises.lists": {"task": "campaigns.premises.tasks.forget_lists", "schedule": 24 * 3600.0},
    "premises.photos": {"task": "campaigns.premises.tasks.forget_photos", "schedule": 24 * 3600.0},
    "premises.scans": _sweep("campaigns.premises.tasks.roll_up_scans"),
    "drives.purge": {"task": "campaigns.drives.tasks.purge_volunteers", "schedule": 24 * 3600.0},
    "drives.help_purge": {
        "task": "campaigns.drives.tasks.forget_residents",
        "schedule": 3600.0,
    },
    "drives.help_stranded": _sweep("campaigns.drives.tasks.return_stranded"),
    "drives.team_mails": _sweep("campaigns.drives.tasks.mail_messages"),
    "drives.help_mails": _sweep("campaigns.drives.tasks.mail_teams"),
    "drives.photos": {"task": "campaigns.drives.tasks.purge_photos", "schedule": 24 * 3600.0},
    "broadcasts.remind": _sweep("campaigns.broadcasts.tasks.remind_unconfirmed"),
    "broadcasts.deliver": _sweep("campaigns.broadcasts.tasks.deliver_due"),
    "broadcasts.logs": _sweep("campaigns.broadcasts.tasks.write_logs"),
    "broadcasts.recalls": _sweep("campaigns.broadcasts.tasks.pursue_recalls"),
    "broadcasts.silence": _sweep("campaigns.broadcasts.tasks.escalate_silence"),
}
