"""Ordering long work, stopping it, and writing down how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.jobs import models, queries
from campaigns.kernel import actor, errors, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services

S = models.JobState


class AlreadyOrdered(errors.Conflict):
    """The same work is under way; `job` is it."""

    def __init__(self, message: str, job: models.Job) -> None:
        super().__init__(message)
        self.job = job


class AlreadySettled(errors.Conflict):
    """The job is over, or being stopped already."""


@dataclass(frozen=True)
class JobOrder:
    """What is to be done; fields as in `models.Job`. `total` where it is known beforehand."""

    kind: str
    title: str = ""
    input: Mapping[str, Any] = field(default_factory=dict)
    unit_id: int | None = None
    key: str = ""
    total: int | None = None


def order_job(
    *, order: JobOrder, by: accounts_models.User | actor.SystemActor, at: datetime
) -> models.Job:
    """Put long work into the queue; a worker takes it up at its next sweep, or when nudged.

    Joins the transaction of the service that calls it: what is not committed is not begun.

    Raises:
        AlreadyOrdered: live work of this kind has the same key.
    """
    with writing.writing(by=by, at=at):
        job = models.Job(
            kind=order.kind,
            title=order.title[:200],
            key=order.key,
            input=dict(order.input),
            unit_id=order.unit_id,
            ordered_by=by if isinstance(by, accounts_models.User) else None,
            ordered_at=at,
        )
        _save_once(job)
        models.JobProgress.objects.create(job=job, turn_at=at, total_count=order.total)
        audit_services.record(
            "jobs.ordered", job, unit_id=job.unit_id, after={"kind": job.kind, "title": job.title}
        )
    return job


def _save_once(job: models.Job) -> None:
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError as clash:
        same = models.Job.objects.live().filter(kind=job.kind, key=job.key).first()
        if same is None:
            raise
        raise AlreadyOrdered(_("The same work is under way already."), same) from clash


def cancel_job(*, job: models.Job, by: actor.Actor, at: datetime) -> models.Job:
    """Stop a job: at once where no worker has begun, else after the chunk under way.

    What finished chunks have done stays; each kind says what that means.

    Raises:
        AlreadySettled: it is over, or being stopped.
    """
    with writing.writing(by=by, at=at):
        # First without the progress, which a chunk under way holds: nobody waits to say stop.
        if not (_ask_to_stop(job) or _stop_unbegun(job, at) or _ask_to_stop(job)):
            raise AlreadySettled(_("This work is over, or is being stopped already."))
    return models.Job.objects.get(pk=job.pk)


def _ask_to_stop(job: models.Job) -> bool:
    running = models.Job.objects.filter(pk=job.pk, state=S.RUNNING)
    if running.update(state=S.CANCELLING) != 1:
        return False
    audit_services.record("jobs.cancel_asked", job, unit_id=job.unit_id)
    return True


def _stop_unbegun(job: models.Job, at: datetime) -> bool:
    """End a job that nobody took up; holds its progress, as whoever claims it does."""
    list(models.JobProgress.objects.select_for_update().filter(job=job))
    return settle(job, S.CANCELLED, at, source=(S.QUEUED,))


def settle(
    job: models.Job,
    state: models.JobState,
    at: datetime,
    *,
    source: tuple[models.JobState, ...],
    fault: str = "",
    result: Mapping[str, Any] | None = None,
) -> bool:
    """End a job, let its kind write down what that means, and tell whoever ordered it.

    Runs inside the service that ends it and that holds the job's progress; False where it is not in one of the `source` states.
    """
    rows = models.Job.objects.filter(pk=job.pk, state__in=source)
    changes = {"fault": fault[:500], "result": dict(result or {})}
    if rows.update(state=state, settled_at=at, **changes) != 1:
        return False
    models.JobProgress.objects.filter(job=job).update(worker="")
    ended = models.Job.objects.select_related("ordered_by").get(pk=job.pk)
    audit_services.record(
        f"jobs.{state.lower()}",
        ended,
        unit_id=ended.unit_id,
        after={k: v for k, v in changes.items() if v},
    )
    kind = queries.kind_of(ended)
    if kind is not None:
        kind.settle(ended)
    if state != S.CANCELLED:
        _tell(ended, kind, at)
    return True


def _tell(job: models.Job, kind: queries.Kind | None, at: datetime) -> None:
    if job.ordered_by is None:
        return
    words = {
        S.DONE: _("Finished: %(label)s %(title)s"),
        S.FAILED: _("Failed: %(label)s %(title)s"),
    }
    label = str(kind.label) if kind else job.kind
    notification_services.tell(
        users=[job.ordered_by],
        topic=f"jobs:{job.pk}",
        text=(words[S(job.state)] % {"label": label, "title": job.title}).strip(),
        url=reverse("workspace:job", args=[job.pk]),
        at=at,
        kind=notification_models.Kind.JOBS,
    )
