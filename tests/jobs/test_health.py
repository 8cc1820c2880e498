"""Supervisors and load balancers learn from two addresses whether Loa lives and can work."""

from collections.abc import Callable
from datetime import timedelta
from logging import LogRecord
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from campaigns.jobs import models, services, tasks
from campaigns.kernel import actor
from config import celery_app

WORKER = actor.SystemActor("worker")


def _pulse(seconds_ago: int) -> None:
    services.record_heartbeat(
        by=WORKER, at=timezone.now() - timedelta(seconds=seconds_ago), process="celery@test"
    )


def test_a_living_process_answers_without_the_database(client: Client) -> None:
    # Without the django_db mark any query would raise.
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.fixture
def refused(client: Client, logged_errors: list[LogRecord]) -> Callable[[], dict[str, Any]]:
    """Ask a Loa that is not ready; return its checks. Each refusal is in the log."""

    def ask() -> dict[str, Any]:
        response = client.get("/readyz")
        assert response.status_code == 503
        assert logged_errors
        logged_errors.clear()
        checks: dict[str, Any] = response.json()["checks"]
        return checks

    return ask


@pytest.mark.django_db
def test_ready_when_every_part_is_there(client: Client) -> None:
    _pulse(1)
    response = client.get("/readyz")
    checks = response.json()["checks"]
    assert response.status_code == 200, checks
    assert set(checks) == {"database", "broker", "worker", "migrations"}
    assert all(check["ok"] for check in checks.values())


@pytest.mark.django_db
def test_not_ready_when_no_worker_ever_reported(refused: Callable[[], dict[str, Any]]) -> None:
    assert refused()["worker"] == {"ok": False, "detail": "no worker has reported yet"}


@pytest.mark.django_db
def test_not_ready_when_the_last_pulse_is_too_old(refused: Callable[[], dict[str, Any]]) -> None:
    _pulse(settings.LOA_HEARTBEAT_MAX_SECONDS + 1)
    assert not refused()["worker"]["ok"]


@pytest.mark.django_db
def test_not_ready_when_a_migration_was_not_applied(
    refused: Callable[[], dict[str, Any]],
) -> None:
    _pulse(1)
    MigrationRecorder(connection).record_unapplied("jobs", "0001_begin")
    assert refused()["migrations"] == {"ok": False, "detail": "not applied: jobs.0001_begin"}


@pytest.mark.django_db
def test_a_database_that_is_away_is_reported_without_its_secrets(
    refused: Callable[[], dict[str, Any]],
) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("connection to postgres://loa:secret@db failed")

    with connection.execute_wrapper(refuse):
        checks = refused()
    assert checks["database"] == {"ok": False, "detail": "OperationalError"}
    assert "secret" not in str(checks)


@pytest.mark.django_db
def test_a_broker_that_is_away_is_reported(
    refused: Callable[[], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _pulse(1)
    monkeypatch.setattr(celery_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    assert not refused()["broker"]["ok"]


@pytest.mark.django_db
def test_answering_costs_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _pulse(1)
    with django_assert_max_num_queries(4):
        client.get("/readyz")


@pytest.mark.django_db
def test_the_task_run_twice_leaves_one_row() -> None:
    tasks.record_heartbeat()
    tasks.record_heartbeat()
    assert models.WorkerHeartbeat.objects.get().process == "in-process"


@pytest.mark.django_db
def test_a_late_pulse_does_not_turn_time_back() -> None:
    _pulse(1)
    before = models.WorkerHeartbeat.objects.get().beat_at
    _pulse(30)
    assert models.WorkerHeartbeat.objects.get().beat_at == before


@pytest.mark.django_db
def test_a_worker_that_is_gone_for_a_day_is_forgotten() -> None:
    now = timezone.now()
    services.record_heartbeat(by=WORKER, at=now - timedelta(days=2), process="celery@old")
    services.record_heartbeat(by=WORKER, at=now, process="celery@new")
    assert [row.process for row in models.WorkerHeartbeat.objects.all()] == ["celery@new"]


@pytest.mark.django_db
def test_after_a_new_start_only_new_pulses_count(refused: Callable[[], dict[str, Any]]) -> None:
    _pulse(1)
    services.forget_heartbeats(by=WORKER, at=timezone.now())
    assert not refused()["worker"]["ok"]
