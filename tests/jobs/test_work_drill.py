"""Workers killed in the middle of a chunk, two workers at once: every number is counted once."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.db import connection

from campaigns.jobs import models, services
from tests.drives.test_races import at_once
from tests.factories import cast as casts
from tests.factories import jobs

pytestmark = [pytest.mark.django_db(transaction=True)]
S = models.JobState
CUT_OFF = services.running.CUT_OFF.total_seconds()


def start_worker(point):
    """A real worker process on this test's own database."""
    environment = {
        **os.environ,
        "LOA_DRILL_DATABASE": str(django_settings.DATABASES["default"]["NAME"]),
    }
    connection.close()
    return subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.job_worker", point],
        cwd=django_settings.BASE_DIR,
        env=environment,
        stderr=subprocess.PIPE,
    )


def end(worker):
    _out, err = worker.communicate(timeout=180)
    assert worker.returncode in {0, -signal.SIGKILL}, err.decode()[-2000:]
    return worker.returncode


@pytest.mark.slow
@pytest.mark.parametrize(
    ("point", "stands_at"), [("reading", 3), ("writing", 3), ("written", 6), ("last", 9)]
)
def test_a_killed_worker_loses_nothing_and_doubles_nothing(point, stands_at):
    job = jobs.order(casts.make_cast().officer)
    assert end(start_worker(point)) == -signal.SIGKILL
    held = models.JobProgress.objects.get()
    assert (held.done_count, bool(held.worker)) == (stands_at, True)
    assert jobs.counted(job) == list(range(stands_at))
    with jobs.counting():
        jobs.run(CUT_OFF / 2)
        assert models.JobProgress.objects.get().done_count == stands_at, "not taken for dead yet"
        jobs.run(CUT_OFF * 2)
    assert models.Job.objects.get().state == S.DONE
    assert jobs.counted(job) == list(range(10))


def test_work_that_kills_its_worker_each_time_is_not_taken_up_for_ever():
    def die(turn):
        raise KeyboardInterrupt

    job = jobs.order(casts.make_cast().officer)
    with jobs.counting(die):
        for number in range(services.running.MAX_TRIES):
            with pytest.raises(KeyboardInterrupt):
                jobs.run(CUT_OFF * 2 * number)
        assert jobs.finish(job, CUT_OFF * 2 * services.running.MAX_TRIES).state == S.FAILED


def test_two_workers_at_once_count_each_number_once():
    people = casts.make_cast()
    with jobs.counting():
        orders = [jobs.order(people.officer, until=30) for _ in range(3)]
        for number in range(12):
            for answer in at_once(*[lambda n=number: jobs.run(20 * n)] * 3):
                assert answer in {True, False}
    assert {job.state for job in models.Job.objects.all()} == {S.DONE}
    assert [jobs.counted(job) for job in orders] == [list(range(30))] * 3


def test_whoever_was_taken_for_dead_writes_nothing_any_more():
    """The first worker sleeps in its chunk for longer than the cut-off; the second goes on."""
    people = casts.make_cast()
    seen = []

    def sleepy(turn):
        if not seen:
            seen.append(turn)
            with jobs.counting():
                assert jobs.finish(turn.job, CUT_OFF * 2).state == S.DONE
        return jobs.count_on(turn)

    with jobs.counting(sleepy):
        job = jobs.order(people.officer)
        jobs.run()
    assert jobs.counted(job) == list(range(10))
    assert models.JobProgress.objects.get().done_count == 10


def test_stopping_and_taking_up_at_once_never_hang():
    people = casts.make_cast()
    with jobs.counting():
        for number in range(6):
            job = jobs.order(people.officer)

            def stop(job=job):
                services.cancel_job(job=job, by=people.officer, at=casts.NOW)

            answers = at_once(stop, lambda n=number: jobs.run(60 * n), stop)
            assert all(
                a in (None, True, False) or isinstance(a, services.AlreadySettled) for a in answers
            ), answers
            job = jobs.finish(job, 60 * number + 30)
            assert job.state in {S.CANCELLED, S.DONE}
            assert jobs.counted(job) == list(range(len(jobs.counted(job))))
