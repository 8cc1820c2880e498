"""Long work: what was ordered and by whom, what became of it, and how far it has come."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models


class JobState(models.TextChoices):
    """How far long work has come, in the words of whoever waits for it."""

    QUEUED = "QUEUED", _("Waits its turn")
    RUNNING = "RUNNING", _("Under way")
    CANCELLING = "CANCELLING", _("Being stopped")
    DONE = "DONE", _("Finished")
    FAILED = "FAILED", _("Failed")
    CANCELLED = "CANCELLED", _("Cancelled")


_S = JobState
LIVE_STATES = (_S.QUEUED, _S.RUNNING, _S.CANCELLING)
SETTLED_STATES = (_S.DONE, _S.FAILED, _S.CANCELLED)


class JobQuerySet(kernel_models.AuditedQuerySet["Job"]):
    """Jobs in the words of the house."""

    def live(self) -> "JobQuerySet":
        return self.filter(state__in=LIVE_STATES)


class Job(kernel_models.AuditedModel):
    """Work that takes longer than somebody waits for a page.

    `kind` is the name under which an app registered how it is done; `title` says what it is about
    in the user's own words (a file's name, a commune); `input` holds what the handler needs to
    find its rows again. `unit_id` is a number, as in the record of changes: this app stands below
    units. While a job is live its `key`, if it has one, is taken: a second order is refused.
    `result` is what the handler says at the end.
    """

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        _S.QUEUED: frozenset({_S.RUNNING, _S.CANCELLED}),
        _S.RUNNING: frozenset({_S.CANCELLING, _S.DONE, _S.FAILED}),
        # What was finished before it could be stopped is finished.
        _S.CANCELLING: frozenset({_S.CANCELLED, _S.DONE, _S.FAILED}),
        _S.DONE: frozenset(),
        _S.FAILED: frozenset(),
        _S.CANCELLED: frozenset(),
    }
    State = JobState

    kind = models.CharField(_("kind of work"), max_length=60)
    title = models.CharField(_("what it is about"), max_length=200, blank=True)
    key = models.CharField(_("key"), max_length=120, blank=True)
    input = models.JSONField(_("input"), default=dict)
    unit_id = models.BigIntegerField(_("unit"), null=True, blank=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    ordered_at = models.DateTimeField(_("ordered at"))
    state = models.CharField(
        _("state"), max_length=10, choices=JobState.choices, default=JobState.QUEUED
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    fault = models.CharField(_("why it failed"), max_length=500, blank=True)
    result = models.JSONField(_("result"), default=dict)

    objects = JobQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("long work")
        verbose_name_plural = _("long work")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=JobState.values), name="jobs_job_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SETTLED_STATES, settled_at__isnull=False)
                | Q(state__in=LIVE_STATES, settled_at__isnull=True),
                name="jobs_job_settled_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=_S.FAILED) & ~Q(fault="") | ~Q(state=_S.FAILED) & Q(fault=""),
                name="jobs_job_failed_says_why",
            ),
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=LIVE_STATES) & ~Q(key=""),
                name="jobs_job_one_live_a_key",
            ),
        ]
        indexes = [
            models.Index(fields=["ordered_by", "-ordered_at"], name="jobs_job_of_person"),
            models.Index(fields=["unit_id", "-ordered_at"], name="jobs_job_of_unit"),
            models.Index(
                fields=["ordered_at"], condition=Q(state__in=LIVE_STATES), name="jobs_job_live"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}".strip()

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES


class JobProgress(models.Model):
    """How far a job has come, changed in the transaction of each of its chunks.

    `cursor` says where the next chunk begins. Whoever holds the job is `worker`, and its last
    sign of life `heartbeat_at`; `tries` counts claims since the last finished chunk. Not audited:
    nobody acts, and what a chunk changes has its own event. A row of its own, so that a chunk
    under way never keeps a person's wish to stop waiting.
    """

    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="progress")
    phase = models.CharField(_("what is being done"), max_length=40, blank=True)
    done_count = models.PositiveBigIntegerField(_("done"), default=0)
    total_count = models.PositiveBigIntegerField(_("of"), null=True, blank=True)
    cursor = models.JSONField(_("where it goes on"), default=dict)
    worker = models.CharField(_("worker"), max_length=120, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life at"), null=True, blank=True)
    turn_at = models.DateTimeField(_("its turn comes at"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [
            models.CheckConstraint(
                condition=Q(total_count__isnull=True) | Q(done_count__lte=F("total_count")),
                name="jobs_progress_within_the_whole",
            ),
            models.CheckConstraint(
                condition=Q(worker="") | Q(heartbeat_at__isnull=False),
                name="jobs_progress_worker_shows_life",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.done_count}/{self.total_count or '?'}"
