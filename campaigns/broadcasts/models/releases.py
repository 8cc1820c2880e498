"""Releases: scripts placed on an outlet's rundown."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts.models.outlets import Outlet, Slot
from campaigns.broadcasts.models.scripts import Script
from campaigns.broadcasts.models.vocabulary import Medium, Priority, air_day, day_bounds
from campaigns.kernel import models as kernel_models

_DAY = timedelta(days=1)


class ReleaseState(models.TextChoices):
    """Stored states of a release; what came of it is derived from its airing."""

    PLANNED = "PLANNED", _("Planned")
    CANCELLED = "CANCELLED", _("Cancelled")


TRANSITIONS = {
    ReleaseState.PLANNED: frozenset({ReleaseState.CANCELLED}),
    ReleaseState.CANCELLED: frozenset[ReleaseState](),
}


class ReleaseQuerySet(kernel_models.AuditedQuerySet["Release"]):
    """Releases in the words of the house."""

    def planned(self) -> "ReleaseQuerySet":
        return self.filter(state=ReleaseState.PLANNED)

    def unconfirmed(self) -> "ReleaseQuerySet":
        """Planned, and nobody has said yet (or what was said is taken back) whether they aired."""
        said = Release.airings.rel.related_model.objects.current().filter(release=OuterRef("pk"))  # type: ignore[attr-defined]  # the model stands a file further
        return self.planned().filter(~Exists(said))

    def between(self, start: datetime, end: datetime) -> "ReleaseQuerySet":
        """Planned to start at or after `start` and before `end`."""
        return self.filter(planned_start_at__gte=start, planned_start_at__lt=end)

    def on_rundown_of(self, day: date) -> "ReleaseQuerySet":
        """What stands on the rundown of a day: a slot over midnight belongs to the day it began."""
        start, end = day_bounds(day)
        near = self.filter(planned_start_at__gte=start, planned_start_at__lt=end + _DAY)
        return near.filter(
            Q(slot__isnull=True, planned_start_at__lt=end)
            | Q(slot_starts_at__gte=start, slot_starts_at__lt=end)
        )

    def with_newer_text(self) -> "ReleaseQuerySet":
        """Annotate `newer_script_id`: the latest text of the piece, where it is a newer one."""
        newer = Script.objects.newer_than_outer().order_by("-revision_id")
        return self.annotate(newer_script_id=Subquery(newer.values("pk")[:1]))

    def visible_to(self, user: models.Model, on: date) -> "ReleaseQuerySet":
        return self.filter(outlet__in=Outlet.objects.visible_to(user, on))


class Release(kernel_models.AuditedModel):
    """A script placed on an outlet's rundown: when, how long, with what priority.

    `slot_starts_at` is the start of the slot's occurrence in which it stands; both are null for
    a release outside the timetable. `not_before_at` is an embargo.
    A cancelled release without `cancelled_by` was cancelled by Loa, in favour of a newer text.
    """

    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="releases")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="releases")
    slot = models.ForeignKey(
        Slot, on_delete=models.PROTECT, null=True, blank=True, related_name="releases"
    )
    slot_starts_at = models.DateTimeField(_("slot starts at"), null=True, blank=True)
    medium = models.CharField(_("medium"), max_length=12, choices=Medium.choices)
    planned_start_at = models.DateTimeField(_("planned start"))
    planned_end_at = models.DateTimeField(_("planned end"))
    planned_seconds = models.PositiveIntegerField(_("planned seconds"))
    priority = models.CharField(
        _("priority"), max_length=10, choices=Priority.choices, default=Priority.NORMAL
    )
    not_before_at = models.DateTimeField(_("not before"), null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(_("placed at"))
    state = models.CharField(
        _("state"), max_length=10, choices=ReleaseState.choices, default=ReleaseState.PLANNED
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_reason = models.CharField(
        _("reason for the cancellation"), max_length=500, blank=True
    )
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [
            models.UniqueConstraint(
                fields=["script", "outlet", "planned_start_at"],
                condition=Q(state="PLANNED"),
                name="broadcasts_release_placed_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReleaseState.values), name="broadcasts_release_state"
            ),
            models.CheckConstraint(
                condition=Q(priority__in=Priority.values), name="broadcasts_release_priority"
            ),
            models.CheckConstraint(
                condition=Q(planned_end_at__gte=F("planned_start_at")),
                name="broadcasts_release_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(slot__isnull=True, slot_starts_at__isnull=True)
                | Q(slot__isnull=False, slot_starts_at__isnull=False),
                name="broadcasts_release_slot_whole",
            ),
            models.CheckConstraint(
                condition=Q(not_before_at__isnull=True)
                | Q(planned_start_at__gte=F("not_before_at")),
                name="broadcasts_release_keeps_embargo",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="PLANNED",
                    cancelled_at__isnull=True,
                    cancelled_by__isnull=True,
                    cancelled_reason="",
                )
                | Q(
                    state="CANCELLED",
                    cancelled_at__isnull=False,
                    cancelled_reason__gt="",
                ),
                name="broadcasts_release_cancelled_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["outlet", "planned_start_at"], name="broadcasts_rundown"),
            models.Index(
                fields=["planned_end_at"],
                condition=Q(state="PLANNED", reminded_at__isnull=True),
                name="broadcasts_to_remind",
            ),
        ]

    @property
    def day(self) -> date:
        """The day on whose rundown it stands: a slot over midnight belongs to the day it began."""
        return air_day(self.slot_starts_at or self.planned_start_at)

    def __str__(self) -> str:
        return f"{self.script_id} → {self.outlet_id} {self.planned_start_at:%Y-%m-%d %H:%M}"
