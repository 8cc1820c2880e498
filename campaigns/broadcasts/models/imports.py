"""What a station's automation says it played: logs that were brought in, and their lines."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts.models.airings import Airing
from campaigns.broadcasts.models.destinations import Destination
from campaigns.broadcasts.models.outlets import Outlet
from campaigns.broadcasts.models.releases import Release
from campaigns.broadcasts.models.scripts import Script
from campaigns.kernel import models as kernel_models


class LogState(models.TextChoices):
    """How far a log has come."""

    CHECKED = "CHECKED", _("Checked, nothing written yet")
    ORDERED = "ORDERED", _("Waits to be written")
    DONE = "DONE", _("Written into the as-run log")
    DISCARDED = "DISCARDED", _("Discarded")


TRANSITIONS = {
    LogState.CHECKED: frozenset({LogState.ORDERED, LogState.DISCARDED}),
    LogState.ORDERED: frozenset({LogState.DONE}),
    LogState.DONE: frozenset[LogState](),
    LogState.DISCARDED: frozenset[LogState](),
}


class LineVerdict(models.TextChoices):
    """What a line of a log is to Loa."""

    MATCHED = "MATCHED", _("Airs a planned script")
    UNPLANNED = "UNPLANNED", _("Airs a known script outside the plan")
    UPGRADES = "UPGRADES", _("Bears out what a person declared")
    CONTRADICTS = "CONTRADICTS", _("Contradicts what is in the log")
    DUPLICATE = "DUPLICATE", _("Was brought in before")
    FOREIGN = "FOREIGN", _("None of our scripts")
    UNREADABLE = "UNREADABLE", _("Cannot be read")


# Lines that become lines of the as-run log.
WRITTEN_VERDICTS = (LineVerdict.MATCHED, LineVerdict.UNPLANNED, LineVerdict.UPGRADES)


class PlayoutLogQuerySet(kernel_models.AuditedQuerySet["PlayoutLog"]):
    """Logs in the words of the house."""

    def visible_to(self, user: models.Model, on: date) -> "PlayoutLogQuerySet":
        return self.filter(outlet__in=Outlet.objects.visible_to(user, on))


class PlayoutLog(kernel_models.AuditedModel):
    """A file of an outlet's automation. Its bytes are kept until it is written or discarded.

    `columns` says which header holds what (queries.playout.FIELDS); the next log of the outlet
    begins with it. `is_day_first` reads 06/7 as the sixth of July.
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="playout_logs")
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"), editable=False)
    encoding = models.CharField(_("encoding"), max_length=12)
    columns = models.JSONField(_("columns"), default=dict)
    is_day_first = models.BooleanField(_("day before month"), default=True)
    is_day_order_sure = models.BooleanField(_("order of day and month is sure"), default=True)
    state = models.CharField(
        _("state"), max_length=10, choices=LogState.choices, default=LogState.CHECKED
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("brought in at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = PlayoutLogQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("playout log")
        verbose_name_plural = _("playout logs")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("CHECKED", "ORDERED"), settled_at__isnull=True)
                | Q(state__in=("DONE", "DISCARDED"), settled_at__isnull=False),
                name="broadcasts_log_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class PlayoutLine(kernel_models.AuditedModel):
    """One line that an automation handed in, in a file or through the interface.

    `digest` is of the caller's own number of the line where there is one, else of what it says;
    once the line is kept, no other line of the outlet with the same digest is. What contradicts
    the as-run log is kept as evidence and changes nothing.
    """

    log = models.ForeignKey(
        PlayoutLog, on_delete=models.PROTECT, null=True, blank=True, related_name="lines"
    )
    destination = models.ForeignKey(
        Destination, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("line"))
    digest = models.CharField(_("digest"), max_length=64)
    line_id = models.CharField(_("number of the sender"), max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("began at"), null=True, blank=True)
    seconds = models.PositiveIntegerField(_("seconds"), null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=12, choices=LineVerdict.choices)
    fault = models.CharField(_("what is wrong"), max_length=300, blank=True)
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    script = models.ForeignKey(
        Script, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    airing = models.ForeignKey(
        Airing, on_delete=models.PROTECT, null=True, blank=True, related_name="playout_lines"
    )
    is_kept = models.BooleanField(_("is kept"), default=False)
    received_at = models.DateTimeField(_("received at"))

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("playout line")
        verbose_name_plural = _("playout lines")
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "digest"],
                condition=Q(is_kept=True),
                name="broadcasts_playout_line_once",
            ),
            models.CheckConstraint(
                condition=Q(log__isnull=False, destination__isnull=True)
                | Q(log__isnull=True, destination__isnull=False),
                name="broadcasts_playout_line_from_one",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="UNREADABLE") | Q(fault__gt=""),
                name="broadcasts_playout_line_fault",
            ),
        ]
        indexes = [models.Index(fields=["log", "number"], name="broadcasts_log_lines")]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"
