"""Keeping the pulse of the workers."""

from datetime import datetime, timedelta

from campaigns.jobs import models
from campaigns.kernel import actor, writing

FORGET_AFTER = timedelta(days=1)
"""A worker silent for this long is gone for good: containers get a new name at each start."""


def record_heartbeat(*, by: actor.Actor, at: datetime, process: str) -> None:
    """Note that the worker of this name is alive; a pulse that comes late never turns time back."""
    with writing.writing(by=by, at=at):
        heartbeat, is_new = models.WorkerHeartbeat.objects.get_or_create(
            process=process, defaults={"beat_at": at}
        )
        if not is_new:
            models.WorkerHeartbeat.objects.filter(pk=heartbeat.pk, beat_at__lt=at).update(
                beat_at=at
            )
        models.WorkerHeartbeat.objects.filter(beat_at__lt=at - FORGET_AFTER).delete()


def forget_heartbeats(*, by: actor.Actor, at: datetime) -> None:
    """Forget all pulses: only what reports from now on counts as alive."""
    with writing.writing(by=by, at=at):
        models.WorkerHeartbeat.objects.all().delete()
