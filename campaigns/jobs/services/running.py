"""Doing long work: claim a job, do it chunk by chunk, let the others have their turn.

Rows are the queue. A worker claims a job by a filtered update and shows life with each chunk; one
that was killed shows none, and after `CUT_OFF` another goes on where the last chunk ended. Each
chunk is one transaction with its progress, which only whoever still holds the job may write: so
nothing is lost and nothing is done twice.
"""

import logging
import os
import socket
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.jobs import models, queries
from campaigns.jobs.services import ordering
from campaigns.kernel import actor, errors, writing

CUT_OFF = timedelta(minutes=3)
"""A worker that shows no life for this long is taken for dead; a chunk takes seconds."""
TURN = timedelta(seconds=5)
"""How long one job is worked on before the next in the queue has its turn."""
SLICE = timedelta(seconds=15)
"""How long a sweep works before it lets the worker's other tasks pass."""
PAUSE = timedelta(seconds=20)
"""How long a chunk that failed is left alone, times the tries so far; then it is tried again, and
given up by `_goes_on` when that does not help."""
MAX_TRIES = 4
"""Claims without a finished chunk between them, after which the job is given up."""

S = models.JobState
Clock = Callable[[], datetime]
_log = logging.getLogger(__name__)


class _Lost(Exception):
    """Another worker holds the job now."""


def run_due(*, by: actor.Actor, clock: Clock) -> bool:
    """Work on what waits, for a slice of time; True where more is left to do.

    Args:
        by: the worker; what a job changes is changed in the name of whoever ordered it.
        clock: tells the moment; a job has many.
    """
    worker = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    ends_at = clock() + SLICE
    while clock() < ends_at:
        job = _claim(worker, by, clock())
        if job is None:
            return False
        _work(job, worker, by, clock, min(ends_at, clock() + TURN))
    return True


def _free(at: datetime) -> Q:
    return Q(worker="") | Q(heartbeat_at__lte=at - CUT_OFF)


def _claim(worker: str, by: actor.Actor, at: datetime) -> models.Job | None:
    """Take the job that has waited longest; nobody else works on it while we show life."""
    live = models.JobProgress.objects.filter(job__state__in=models.LIVE_STATES)
    waiting = live.filter(_free(at), turn_at__lte=at)
    for pk in list(waiting.order_by("turn_at", "pk").values_list("pk", flat=True)[:20]):
        job = _try_claim(pk, worker, by, at)
        if job is not None:
            return job
    return None


def _try_claim(pk: int, worker: str, by: actor.Actor, at: datetime) -> models.Job | None:
    with writing.writing(by=by, at=at):
        row = models.JobProgress.objects.filter(_free(at), pk=pk)
        if row.update(worker=worker, heartbeat_at=at, tries=F("tries") + 1) != 1:
            return None
        job = models.Job.objects.select_related("ordered_by", "progress").get(progress=pk)
        if models.Job.objects.filter(pk=job.pk, state=S.QUEUED).update(state=S.RUNNING) == 1:
            models.JobProgress.objects.filter(pk=pk).update(started_at=at)
            audit_services.record("jobs.started", job, unit_id=job.unit_id)
    return models.Job.objects.select_related("ordered_by", "progress").get(pk=job.pk)


def _work(job: models.Job, worker: str, by: actor.Actor, clock: Clock, until: datetime) -> None:
    """Do chunks until the job is over, its turn is, or somebody else has it."""
    try:
        while _goes_on(job, worker, by, clock()):
            if not _chunk(job, worker, by, clock) or clock() >= until:
                break
            job = models.Job.objects.select_related("ordered_by", "progress").get(pk=job.pk)
    except _Lost:
        _log.info("job %s went to another worker", job.pk)
        return
    except errors.LoaError as refusal:
        _end(job, worker, by, clock(), S.FAILED, refusal.message)
        return
    except Exception:  # noqa: BLE001  whatever it is, the queue goes on
        _log.exception("job %s failed in a chunk", job.pk)
        _let_go(job, worker, clock() + PAUSE * job.progress.tries)
        return
    _let_go(job, worker, clock())


def _goes_on(job: models.Job, worker: str, by: actor.Actor, at: datetime) -> bool:
    """Whether another chunk is to be done; ends the job where it is to be stopped or given up."""
    if not job.is_live:
        return False
    if job.state == S.CANCELLING:
        _end(job, worker, by, at, S.CANCELLED)
        return False
    if queries.kind_of(job) is None:
        _end(job, worker, by, at, S.FAILED, _("This version of Loa does not know such work."))
        return False
    if job.progress.tries > MAX_TRIES:
        said = _("The work stopped %(times)s times at the same place. Tell your administrator.")
        _end(job, worker, by, at, S.FAILED, said % {"times": MAX_TRIES})
        return False
    return True


def _chunk(job: models.Job, worker: str, by: actor.Actor, clock: Clock) -> bool:
    """Do one chunk; False where it was the last."""
    kind = queries.kind_of(job)
    assert kind is not None  # noqa: S101  asked for in `_goes_on`
    doer = job.ordered_by or by
    progress = job.progress
    turn = queries.Turn(
        job, progress.cursor, progress.done_count, progress.total_count, doer, clock()
    )
    step = kind.run(turn)
    at = clock()
    with writing.writing(by=doer, at=at):
        _hold(job, worker)
        if step.write is not None:
            step.write()
        models.JobProgress.objects.filter(job=job).update(
            cursor=dict(step.cursor),
            done_count=step.done,
            total_count=step.total if step.total is not None else progress.total_count,
            phase=step.phase,
            heartbeat_at=at,
            tries=0,
        )
        if step.is_last:
            ordering.settle(job, S.DONE, at, source=(S.RUNNING, S.CANCELLING), result=step.result)
    return not step.is_last


def _hold(job: models.Job, worker: str) -> None:
    """Make sure that the job is still ours, until the transaction ends.

    Raises:
        _Lost: another worker took us for dead.
    """
    mine = models.JobProgress.objects.select_for_update().filter(job=job, worker=worker)
    if not mine.exists():
        raise _Lost


def _end(
    job: models.Job,
    worker: str,
    by: actor.Actor,
    at: datetime,
    state: models.JobState,
    fault: str = "",
) -> None:
    with writing.writing(by=job.ordered_by or by, at=at):
        _hold(job, worker)
        ordering.settle(job, state, at, source=(S.RUNNING, S.CANCELLING), fault=fault)


def _let_go(job: models.Job, worker: str, at: datetime) -> None:
    """Put the job at the end of the queue, for whichever worker comes next."""
    mine = models.JobProgress.objects.filter(job=job, worker=worker)
    mine.update(worker="", turn_at=at)
