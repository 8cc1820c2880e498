"""Sweeps killed anywhere, and two at once: each notice is one mail in the folder."""

import email
import email.policy
import os
import signal
import subprocess
import sys
from collections import Counter

import pytest
from django.conf import settings as django_settings
from django.db import connection

from campaigns.notifications import models
from tests.factories import cast as casts
from tests.factories import notices

SCALE = float(os.environ.get("LOA_SCALE", "1"))


@pytest.fixture
def head(transactional_db):
    return casts.make_cast().head


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "mail"


def start_worker(folder, point="nowhere", minutes=0, nth=1):
    """A real worker process on this test's own database."""
    environment = {
        **os.environ,
        "LOA_DRILL_DATABASE": str(django_settings.DATABASES["default"]["NAME"]),
        "LOA_DRILL_FOLDER": str(folder),
    }
    command = [sys.executable, "-m", "tests.notifications.notice_worker"]
    return subprocess.Popen(
        [*command, point, str(minutes), str(nth)],
        cwd=django_settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def end(worker):
    """How many a worker sent; None where it was killed."""
    out, err = worker.communicate(timeout=180)
    assert worker.returncode in {0, -signal.SIGKILL}, err.decode()[-2000:]
    return int(out) if worker.returncode == 0 else None


def run_worker(*args, **kwargs):
    connection.close()
    return end(start_worker(*args, **kwargs))


def tell_many(head, count):
    for number in range(count):
        notices.tell(head, str(number), text=f"Việc số {number}")


def subjects(folder):
    """How often each subject lies in the folder, by whole mails."""
    return Counter(
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)["Subject"]
        for path in folder.glob("*.eml")
    )


@pytest.mark.slow
@pytest.mark.parametrize("point", ["routing", "claimed", "writing", "sent", "noted"])
def test_a_killed_sweep_loses_nothing_and_doubles_nothing(head, folder, point):
    count = max(int(12 * SCALE), 6)
    tell_many(head, count)
    assert run_worker(folder, point, nth=1 if point == "claimed" else 4) is None
    before = len(subjects(folder))
    assert before < count
    run_worker(folder, minutes=1)
    run_worker(folder, minutes=4)
    assert run_worker(folder, minutes=8) == 0
    assert subjects(folder) == {f"Việc số {n}": 1 for n in range(count)}
    assert set(models.Sending.objects.values_list("state", flat=True)) == {"SENT"}
    assert models.Sending.objects.count() == count


@pytest.mark.slow
def test_killed_again_and_again_each_is_still_one_mail(head, folder):
    count = max(int(10 * SCALE), 6)
    tell_many(head, count)
    minute = 0
    for point in ("sent", "claimed", "writing", "noted"):
        assert run_worker(folder, point, minutes=minute, nth=1) is None
        minute += 4
    while run_worker(folder, minutes=minute):
        minute += 4
    assert subjects(folder) == {f"Việc số {n}": 1 for n in range(count)}


@pytest.mark.slow
def test_two_sweeps_at_once_send_each_once(head, folder):
    count = max(int(200 * SCALE), 40)
    tell_many(head, count)
    connection.close()
    workers = [start_worker(folder) for _ in range(2)]
    sent = [end(worker) for worker in workers]
    assert sum(sent) + (run_worker(folder, minutes=4) or 0) == count
    assert subjects(folder) == {f"Việc số {n}": 1 for n in range(count)}
    assert set(models.Sending.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.slow
def test_one_killed_beside_a_living_one(head, folder):
    count = max(int(60 * SCALE), 20)
    tell_many(head, count)
    connection.close()
    workers = [start_worker(folder, "sent", nth=5), start_worker(folder)]
    for worker in workers:
        end(worker)
    run_worker(folder, minutes=4)
    assert subjects(folder) == {f"Việc số {n}": 1 for n in range(count)}
    assert set(models.Sending.objects.values_list("state", flat=True)) == {"SENT"}


@pytest.mark.slow
def test_a_digest_killed_after_sending_is_one_mail(head, folder):
    notices.tell(head, kind=models.Kind.DRIVES, at=notices.NOW - 4 * notices.HOUR)
    assert run_worker(folder, "sent", minutes=1) is None
    run_worker(folder, minutes=5)
    run_worker(folder, minutes=9)
    assert list(subjects(folder).values()) == [1]
    assert models.Notice.objects.get().digested_at is not None
