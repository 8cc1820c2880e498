"""What the database itself refuses of long work."""

import pytest

from campaigns.jobs import models
from tests.factories import cast as casts
from tests.factories import jobs
from tests.factories.refusals import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    return jobs.order(casts.make_cast().officer, key="k")


def change(job, **values):
    models.Job.objects.filter(pk=job.pk).update(**values)


def test_a_state_is_a_known_one(job):
    with refused_by("jobs_job_known_state"):
        change(job, state="ASLEEP", settled_at=casts.NOW)


@pytest.mark.parametrize("values", [{"state": "DONE"}, {"settled_at": casts.NOW}])
def test_what_is_over_has_a_moment_and_nothing_else_has(job, values):
    with refused_by("jobs_job_settled_has_a_moment"):
        change(job, **values)


@pytest.mark.parametrize("values", [{"state": "FAILED", "settled_at": casts.NOW}, {"fault": "x"}])
def test_what_failed_says_why_and_nothing_else_does(job, values):
    with refused_by("jobs_job_failed_says_why"):
        change(job, **values)


def test_a_key_is_live_once(job):
    with refused_by("jobs_job_one_live_a_key"):
        models.Job(kind=job.kind, key=job.key, ordered_at=casts.NOW).save()


def test_no_more_is_done_than_there_is(job):
    with refused_by("jobs_progress_within_the_whole"):
        models.JobProgress.objects.filter(job=job).update(done_count=2, total_count=1)


def test_whoever_holds_a_job_has_shown_life(job):
    with refused_by("jobs_progress_worker_shows_life"):
        models.JobProgress.objects.filter(job=job).update(worker="w")
