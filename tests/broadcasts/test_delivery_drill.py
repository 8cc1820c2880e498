"""Workers killed between sending and writing down, and two at once: the rows end right."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.db import connection

from campaigns.broadcasts import models
from tests.factories import broadcasts, deliveries
from tests.factories import receiver as receivers

SCALE = float(os.environ.get("LOA_SCALE", "1"))


def start_worker(point, minutes=0):
    """A real worker process on this test's own database."""
    environment = {
        **os.environ,
        "LOA_DRILL_DATABASE": str(django_settings.DATABASES["default"]["NAME"]),
        "LOA_WEBHOOK_PRIVATE_HOSTS": receivers.HOST,
    }
    command = [sys.executable, "-m", "tests.broadcasts.delivery_worker", point, str(minutes)]
    return subprocess.Popen(
        command,
        cwd=django_settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def end(worker):
    """What a worker printed and how it ended."""
    out, err = worker.communicate(timeout=180)
    assert worker.returncode in {0, -signal.SIGKILL}, err.decode()[-2000:]
    return out.decode().strip(), worker.returncode


def run_worker(point, minutes=0):
    connection.close()
    return end(start_worker(point, minutes))


@pytest.fixture
def station(transactional_db, settings):
    settings.LOA_WEBHOOK_PRIVATE_HOSTS = [receivers.HOST]
    return broadcasts.make_station()


def make_releases(station, count):
    for second in range(count):
        broadcasts.make_release(
            station,
            broadcasts.make_script(station, spoken_seconds=1),
            slot=None,
            planned_start_at=broadcasts.on_air(6, second // 60, second % 60),
        )


@pytest.mark.slow
@pytest.mark.parametrize(("point", "arrivals"), [("claimed", 1), ("sent", 2)])
def test_a_killed_worker_loses_nothing_and_doubles_nothing(station, point, arrivals):
    with receivers.receiving() as receiver:
        target = deliveries.make_destination(station, address=receiver.url)
        make_releases(station, 3)
        assert run_worker(point)[1] == -signal.SIGKILL
        held = models.Delivery.objects.filter(destination=target)
        assert {row.state for row in held} == {"SENDING"}
        assert run_worker("nowhere", 1) == ("0", 0), "the lease is not over"
        assert run_worker("nowhere", 4) == ("3", 0)
        assert run_worker("nowhere", 5) == ("0", 0)
    rows = models.Delivery.objects.filter(destination=target)
    assert {row.state for row in rows} == {"DELIVERED"}
    # Who was told twice was told so: each message has one key, whatever happened.
    assert receiver.ids == {str(row.idempotency_key): arrivals for row in rows}
    tries = models.DeliveryAttempt.objects.order_by("delivery", "number")
    assert [t.has_succeeded for t in tries] == [False, True] * 3


@pytest.mark.slow
def test_two_workers_at_once_send_each_release_once(station):
    count = max(int(300 * SCALE), 60)
    with receivers.receiving() as receiver:
        target = deliveries.make_destination(station, address=receiver.url)
        make_releases(station, count)
        connection.close()
        workers = [start_worker("nowhere") for _ in range(2)]
        sent = [int(end(worker)[0]) for worker in workers]
    assert sum(sent) == count
    rows = models.Delivery.objects.filter(destination=target)
    assert {row.state for row in rows} == {"DELIVERED"}
    assert receiver.ids == {str(row.idempotency_key): 1 for row in rows}
    assert models.DeliveryAttempt.objects.count() == count
