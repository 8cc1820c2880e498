"""Long work as pages show it: how far, what is being done, how long still."""

import math
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.accounts import models as accounts_models
from campaigns.jobs import models
from campaigns.jobs.queries import kinds

S = models.JobState
_TONES = {S.QUEUED: "neutral", S.RUNNING: "info", S.CANCELLING: "warning"} | {
    S.DONE: "good",
    S.FAILED: "danger",
    S.CANCELLED: "neutral",
}


@dataclass(frozen=True)
class JobView:
    """A job as a page shows it."""

    pk: int
    label: str
    title: str
    state: str
    state_label: str
    tone: str
    ordered_by: str
    ordered_at: datetime
    settled_at: datetime | None
    done: int
    total: int | None
    doing: str
    left: str
    said: str
    fault: str
    result_url: str
    is_live: bool
    may_cancel: bool


def view_of(job: models.Job, at: datetime) -> JobView:
    """How the job stands at a moment; its progress and person are to be selected with it."""
    kind, progress = kinds.kind_of(job), job.progress
    return JobView(
        pk=job.pk,
        label=str(kind.label) if kind else job.kind,
        title=job.title,
        state=job.state,
        state_label=str(models.JobState(job.state).label),
        tone=_TONES[models.JobState(job.state)],
        ordered_by=str(job.ordered_by or ""),
        ordered_at=job.ordered_at,
        settled_at=job.settled_at,
        done=progress.done_count,
        total=progress.total_count,
        doing=_doing(job, kind),
        left=_left(job, at) if job.state == S.RUNNING else "",
        said=kind.said(job) if kind and job.state == S.DONE else "",
        fault=job.fault,
        result_url=kind.result_url(job) if kind else "",
        is_live=job.is_live,
        may_cancel=job.state in {S.QUEUED, S.RUNNING},
    )


def live_of(user: accounts_models.User, at: datetime) -> list[JobView]:
    """What a person ordered and is not over yet, newest first."""
    rows = models.Job.objects.live().filter(ordered_by=user)
    loaded = rows.select_related("progress", "ordered_by").order_by("-ordered_at", "-pk")
    return [view_of(job, at) for job in loaded[:20]]


def _doing(job: models.Job, kind: kinds.Kind | None) -> str:
    if job.state == S.QUEUED:
        return _("Waits for a free worker")
    if job.state == S.CANCELLING:
        return _("Stops after the part under way")
    if job.state == S.RUNNING and kind is not None:
        return str(kind.phases.get(job.progress.phase, ""))
    return ""


def _left(job: models.Job, at: datetime) -> str:
    """How long still, reckoned from the pace so far; nothing while there is too little to say."""
    progress = job.progress
    started, done, total = progress.started_at, progress.done_count, progress.total_count
    if started is None or not total or not done:
        return ""
    seconds = (at - started).total_seconds() * (total - done) / done
    if seconds < 60:
        return _("less than a minute left")
    minutes = math.ceil(seconds / 60)
    return ngettext("about %(num)d minute left", "about %(num)d minutes left", minutes) % {
        "num": minutes
    }
