"""Keeping the pulse of the workers, and doing long work in chunks."""

from campaigns.jobs.queries import Kind, Step, Turn, register
from campaigns.jobs.services.erasing import erase_ordered_by
from campaigns.jobs.services.files import folder_of, forget_old_files
from campaigns.jobs.services.heartbeats import forget_heartbeats, record_heartbeat
from campaigns.jobs.services.ordering import (
    AlreadyOrdered,
    AlreadySettled,
    JobOrder,
    cancel_job,
    order_job,
)
from campaigns.jobs.services.running import run_due

__all__ = [
    "AlreadyOrdered",
    "AlreadySettled",
    "JobOrder",
    "Kind",
    "Step",
    "Turn",
    "cancel_job",
    "erase_ordered_by",
    "folder_of",
    "forget_heartbeats",
    "forget_old_files",
    "order_job",
    "record_heartbeat",
    "register",
    "run_due",
]
