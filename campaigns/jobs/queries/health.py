"""Whether the parts that Loa stands on are there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max

from campaigns.jobs import models


@dataclass(frozen=True)
class Check:
    """One part of the installation; `detail` is for the operator and holds no secret."""

    name: str
    is_ok: bool
    detail: str


def database_checks(*, at: datetime) -> tuple[Check, ...]:
    """Look at the database, at the workers' pulse and at migrations that were not applied."""
    return (
        _guarded("database", _reachable),
        _guarded("worker", lambda: _pulse(at)),
        _guarded("migrations", _migrations),
    )


def _guarded(name: str, look: Callable[[], tuple[bool, str]]) -> Check:
    try:
        is_ok, detail = look()
    except Error as error:
        # The driver's own words may name the host or the user.
        return Check(name, is_ok=False, detail=type(error).__name__)
    return Check(name, is_ok=is_ok, detail=detail)


def _reachable() -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True, connection.vendor


def _pulse(at: datetime) -> tuple[bool, str]:
    beat_at = models.WorkerHeartbeat.objects.aggregate(last=Max("beat_at"))["last"]
    if beat_at is None:
        return False, "no worker has reported yet"
    seconds = max(0, int((at - beat_at).total_seconds()))
    return seconds < settings.LOA_HEARTBEAT_MAX_SECONDS, f"last pulse {seconds} s ago"


def _migrations() -> tuple[bool, str]:
    missing = sorted(
        _shipped_migrations() - set(MigrationRecorder(connection).applied_migrations())
    )
    if not missing:
        return True, "all applied"
    return False, "not applied: " + ", ".join(f"{app}.{name}" for app, name in missing[:5])


@cache
def _shipped_migrations() -> frozenset[tuple[str, str]]:
    """Migrations of the code that this process runs; they cannot change while it lives."""
    return frozenset(MigrationLoader(None).disk_migrations)
