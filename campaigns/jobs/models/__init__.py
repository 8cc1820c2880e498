"""The pulse of the workers, and long work with how far it has come."""

from campaigns.jobs.models.heartbeat import WorkerHeartbeat
from campaigns.jobs.models.job import (
    LIVE_STATES,
    SETTLED_STATES,
    Job,
    JobProgress,
    JobQuerySet,
    JobState,
)

__all__ = [
    "LIVE_STATES",
    "SETTLED_STATES",
    "Job",
    "JobProgress",
    "JobQuerySet",
    "JobState",
    "WorkerHeartbeat",
]
