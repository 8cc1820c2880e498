"""Long work: in chunks, in the name of whoever ordered it, until it is done, stopped or given up."""

import pytest
from django.urls import reverse

from campaigns.audit import models as audit_models
from campaigns.jobs import models, queries, services, tasks
from campaigns.notifications import models as notification_models
from tests.factories import cast as casts
from tests.factories import jobs

pytestmark = pytest.mark.django_db
S = models.JobState


@pytest.fixture
def people():
    return casts.make_cast()


def now_of(job):
    return models.Job.objects.select_related("progress").get(pk=job.pk)


def test_work_is_done_in_chunks_and_says_its_result(people):
    with jobs.counting():
        job = jobs.finish(jobs.order(people.officer))
        view = queries.view_of(job, casts.NOW)
    assert (job.state, job.result) == (S.DONE, {"counted": 10})
    assert jobs.counted(job) == list(range(10))
    assert (view.done, view.total, view.said) == (10, 10, "Đã đếm 10 số.")
    doers = audit_models.Event.objects.filter(verb__in=["tests.counted", "jobs.done"])
    assert {event.actor_id for event in doers} == {people.officer.actor_id}


def test_whoever_ordered_it_is_told_once(people):
    with jobs.counting():
        job = jobs.finish(jobs.order(people.officer))
        jobs.run(60)
    notice = notification_models.Notice.objects.get()
    assert notice.user == people.officer
    assert notice.url == reverse("workspace:job", args=[job.pk])


def test_the_task_run_twice_changes_nothing_more(people):
    with jobs.counting():
        job = jobs.order(people.officer)
        tasks.run_jobs()
        events = audit_models.Event.objects.count()
        tasks.run_jobs()
    assert now_of(job).state == S.DONE
    assert audit_models.Event.objects.count() == events
    assert jobs.counted(job) == list(range(10))


def test_jobs_have_turns_and_a_sweep_ends(people):
    with jobs.counting():
        long = jobs.order(people.officer, until=600)
        short = jobs.order(people.outsider, until=3)
        assert jobs.run(step=0.5), "there is more to do"
        assert now_of(short).state == S.DONE, "the long one gave way"
        assert now_of(long).state == S.RUNNING
        assert now_of(long).progress.worker == ""
        assert jobs.counted(jobs.finish(long, 60)) == list(range(600))


def test_what_waits_can_be_stopped_at_once(people):
    settled = []
    with jobs.counting(settle=lambda job: settled.append(job.state)):
        job = services.cancel_job(job=jobs.order(people.officer), by=people.officer, at=casts.NOW)
        assert job.state == S.CANCELLED
        assert not jobs.run()
    assert settled == [S.CANCELLED]
    assert jobs.counted(job) == []
    with pytest.raises(services.AlreadySettled):
        services.cancel_job(job=job, by=people.officer, at=casts.NOW)


def test_what_is_under_way_stops_after_its_chunk(people):
    def ask_to_stop(turn):
        if turn.cursor:
            services.cancel_job(job=turn.job, by=people.head, at=turn.at)
        return jobs.count_on(turn)

    with jobs.counting(ask_to_stop):
        job = jobs.order(people.officer)
        jobs.run()
        job = now_of(job)
    assert job.state == S.CANCELLED
    assert jobs.counted(job) == list(range(6))


def test_what_is_done_before_it_could_be_stopped_is_done(people):
    def stop_at_the_end(turn):
        step = jobs.count_on(turn)
        if step.is_last:
            services.cancel_job(job=turn.job, by=people.officer, at=turn.at)
        return step

    with jobs.counting(stop_at_the_end):
        job = jobs.finish(jobs.order(people.officer))
    assert job.state == S.DONE


def test_a_refusal_ends_the_work_with_its_sentence(people):
    settled = []
    with jobs.counting(jobs.refuse, settle=lambda job: settled.append(job.fault)):
        job = jobs.finish(jobs.order(people.officer))
    assert (job.state, job.fault) == (S.FAILED, "Không đếm được nữa.")
    assert settled == ["Không đếm được nữa."]
    assert notification_models.Notice.objects.get().text.startswith("Không hoàn thành")


def test_a_fault_is_tried_again_and_what_was_done_stays_once(people, logged_errors):
    faults = iter([None, ValueError("x"), None, ValueError("y")])

    def stumble(turn):
        fault = next(faults, None)
        if fault:
            raise fault
        return jobs.count_on(turn)

    with jobs.counting(stumble):
        job = jobs.finish(jobs.order(people.officer))
    assert len(logged_errors) == 2
    logged_errors.clear()
    assert job.state == S.DONE
    assert jobs.counted(job) == list(range(10))


def test_a_fault_in_the_writing_undoes_the_chunk(people, logged_errors):
    faults = iter([ValueError("x")])

    def stumble(turn):
        step = jobs.count_on(turn)

        def write():
            step.write()
            for fault in faults:
                raise fault

        return services.Step(**(vars(step) | {"write": write}))

    with jobs.counting(stumble):
        job = jobs.finish(jobs.order(people.officer))
    logged_errors.clear()
    assert jobs.counted(job) == list(range(10))


def test_work_that_never_gets_on_is_given_up(people, logged_errors):
    def die(turn):
        raise RuntimeError("again")

    with jobs.counting(die):
        job = jobs.finish(jobs.order(people.officer))
    assert len(logged_errors) == 4
    logged_errors.clear()
    assert job.state == S.FAILED
    assert "4 lần" in job.fault


def test_work_that_nobody_knows_any_more_fails_with_a_sentence(people):
    job = jobs.finish(jobs.order(people.officer))
    assert job.state == S.FAILED
    assert queries.view_of(job, casts.NOW).label == jobs.KIND


def test_the_same_key_is_under_way_once(people):
    with jobs.counting():
        first = jobs.order(people.officer, key="in:22810")
        with pytest.raises(services.AlreadyOrdered) as clash:
            jobs.order(people.head, key="in:22810")
        assert clash.value.job == first
        jobs.finish(first)
        jobs.order(people.head, key="in:22810")


def test_what_is_left_is_reckoned_from_the_pace(people):
    job = now_of(jobs.order(people.officer, until=100))
    job.state, job.progress.started_at = S.RUNNING, casts.NOW
    job.progress.done_count, job.progress.total_count = 10, 100
    later = casts.NOW + jobs.Clock(step=0).step
    assert queries.view_of(job, later.replace(minute=1)).left == "còn khoảng 9 phút"
    job.progress.done_count = 99
    assert queries.view_of(job, later.replace(minute=1)).left == "còn dưới một phút"
    job.progress.total_count = None
    assert queries.view_of(job, later).left == ""


def test_files_are_forgotten_when_their_days_are_over(people, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with jobs.counting():
        old, new = jobs.finish(jobs.order(people.officer)), jobs.order(people.officer)
    for job in (old, new):
        (services.folder_of(job) / "sheet.pdf").write_bytes(b"%PDF")
    (tmp_path / "jobs" / "987654").mkdir()
    assert services.forget_old_files(at=casts.NOW) == 1, "that of a job that is gone"
    assert services.forget_old_files(at=casts.NOW + services.files.KEEP * 2) == 1
    tasks.forget_files()
    assert [path.name for path in (tmp_path / "jobs").iterdir()] == [str(new.pk)]


def test_the_jobs_of_people_who_go_go_with_them(people):
    with jobs.counting():
        jobs.finish(jobs.order(people.officer))
        kept = jobs.order(people.outsider)
    services.erase_ordered_by(users=[people.officer], by=casts.SYSTEM, at=casts.NOW)
    assert list(models.Job.objects.all()) == [kept]
