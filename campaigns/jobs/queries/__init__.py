"""Health of the installation, and long work as pages show it."""

from campaigns.jobs.queries.health import Check, database_checks
from campaigns.jobs.queries.kinds import (
    Kind,
    Step,
    Turn,
    forget_kind,
    kind_of,
    register,
    registered_kinds,
)
from campaigns.jobs.queries.work import JobView, live_of, view_of

__all__ = [
    "Check",
    "JobView",
    "Kind",
    "Step",
    "Turn",
    "database_checks",
    "forget_kind",
    "kind_of",
    "live_of",
    "register",
    "registered_kinds",
    "view_of",
]
