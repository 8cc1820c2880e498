"""Reports that come round: the form of an obligation, and each report that a unit owes."""

from datetime import date, datetime, time
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.directives.models import outcomes
from campaigns.directives.models.letters import Obligation
from campaigns.kernel import models as kernel_models
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions


class Rhythm(models.TextChoices):
    """How long a period is: a day, Monday to Sunday, a calendar month."""

    DAILY = "DAILY", _("daily")
    WEEKLY = "WEEKLY", _("weekly")
    MONTHLY = "MONTHLY", _("monthly")


class ReportForm(kernel_models.AuditedModel):
    """What an obligation's units report each period, by when, and until when they may.

    Asked are the units named and those of the kinds named, as far as they stand under the unit
    that collects on the last day of the period (`queries.units_expected`). `due_days` counts
    working days after the period's end, plain days for a daily report: a daily rhythm knows no
    holidays. Units are reminded `remind_days` working days before, 0 for not at all, and once more on
    the day; of a daily report on the day alone. `questions` are `questions.Question` as data. `is_interval_assumed`: the letter
    states no interval, this one is a setting. Nobody is late with what was due before
    `announced_at`.
    """

    obligation = models.ForeignKey(
        Obligation,
        on_delete=models.PROTECT,
        related_name="report_forms",
        verbose_name=_("obligation"),
    )
    collector = models.ForeignKey(
        units_models.Unit,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("collected for"),
    )
    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_vi = models.CharField(_("name"), max_length=200)
    rhythm = models.CharField(_("rhythm"), max_length=7, choices=Rhythm.choices)
    questions = models.JSONField(_("questions"), default=list)
    due_days = models.PositiveSmallIntegerField(_("due days after the period"), default=0)
    timely_until_time = models.TimeField(_("timely until"), default=time(17))
    lock_days = models.PositiveSmallIntegerField(_("days until it locks"), default=7)
    valid_from_date = models.DateField(_("from"))
    valid_to_date = models.DateField(_("to"), null=True, blank=True)
    remind_days = models.PositiveSmallIntegerField(_("reminded so many days before"), default=1)
    is_interval_assumed = models.BooleanField(_("the interval is our setting"), default=True)
    announced_at = models.DateTimeField(_("announced at"))
    units = models.ManyToManyField(
        units_models.Unit, related_name="+", blank=True, verbose_name=_("units by name")
    )
    kinds = models.ManyToManyField(
        units_models.UnitKind, related_name="+", blank=True, verbose_name=_("kinds of unit")
    )

    class Meta:
        verbose_name = _("recurring report")
        verbose_name_plural = _("recurring reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(rhythm__in=Rhythm.values), name="directives_report_form_known_rhythm"
            ),
            models.CheckConstraint(
                condition=Q(valid_to_date__isnull=True)
                | Q(valid_to_date__gte=F("valid_from_date")),
                name="directives_report_form_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name_vi


class ExpectedReportQuerySet(kernel_models.AuditedQuerySet["ExpectedReport"]):
    """Expected reports in the words of the house."""

    def judged(self, at: datetime) -> Self:
        """With `outcome`, as the database derives it."""
        return self.annotate(outcome=outcomes.as_expression(at))

    def standing(self, *found: outcomes.Outcome, at: datetime) -> Self:
        """Those that stand so at a moment."""
        return self.judged(at).filter(Q(outcome__in=found))

    def unanswered(self) -> Self:
        """Those for which the unit sent nothing."""
        return self.filter(submitted_at__isnull=True)

    def writable(self, at: datetime) -> Self:
        """Those into which the unit may write at a moment: not locked, or unlocked until later."""
        return self.filter(Q(locks_at__gt=at) | Q(unlocked_until_at__gt=at))

    def visible_to(
        self,
        user: units_permissions.Visitor,
        *,
        on: date,
        permission: roles.Permission = roles.Permission.VIEW_OBLIGATION,
    ) -> Self:
        """Those of units where the user may see obligations, ended units among them."""
        units = units_permissions.units_once_where(user, permission, on=on)
        # As a list: with a subquery, the database cannot tell a commune from a province.
        return self.filter(unit_id__in=list(units.values_list("pk", flat=True)))


class ExpectedReport(kernel_models.AuditedModel):
    """One report that one unit owes for one period.

    `due_days` is the form's when the row was made: a change of the calendar counts the due date
    anew from it, a change of the form does not. `original_due_date` never moves. `submitted_at` is
    when the first version came and decides whether it was in time; `version` counts versions, 0 is
    none; `answer` is that of the latest, with its questions. How it stands is derived
    (`outcomes`).
    """

    form = models.ForeignKey(
        ReportForm, on_delete=models.PROTECT, related_name="reports", verbose_name=_("report")
    )
    unit = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    period_start_date = models.DateField(_("period from"))
    period_end_date = models.DateField(_("period to"))
    due_days = models.PositiveSmallIntegerField(_("due days after the period"))
    original_due_date = models.DateField(_("due at first"))
    due_date = models.DateField(_("due"))
    timely_until_at = models.DateTimeField(_("timely until"))
    locks_at = models.DateTimeField(_("locks at"))
    version = models.PositiveSmallIntegerField(_("version"), default=0)
    answer = models.JSONField(_("answer"), null=True, blank=True)
    is_nil = models.BooleanField(_("nothing to report"), default=False)
    submitted_at = models.DateTimeField(_("sent at"), null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    excused_at = models.DateTimeField(_("excused at"), null=True)
    excused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    excuse_reason = models.CharField(_("excused because"), max_length=400, blank=True)
    unlocked_until_at = models.DateTimeField(_("unlocked until"), null=True)
    unlocked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    unlock_reason = models.CharField(_("unlocked because"), max_length=400, blank=True)

    objects = ExpectedReportQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("expected report")
        verbose_name_plural = _("expected reports")
        constraints = [
            models.UniqueConstraint(
                fields=["form", "unit", "period_start_date"], name="directives_expected_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    period_end_date__gte=F("period_start_date"),
                    due_date__gte=F("period_end_date"),
                    original_due_date__gte=F("period_end_date"),
                    locks_at__gte=F("timely_until_at"),
                ),
                name="directives_expected_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    version=0,
                    submitted_at__isnull=True,
                    submitted_by__isnull=True,
                    answer__isnull=True,
                    is_nil=False,
                )
                | Q(version__gte=1, submitted_at__isnull=False, submitted_by__isnull=False)
                & (Q(is_nil=True, answer__isnull=True) | Q(is_nil=False, answer__isnull=False)),
                name="directives_expected_sent_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(excused_at__isnull=True, excused_by__isnull=True, excuse_reason="")
                | Q(excused_at__isnull=False, excused_by__isnull=False) & ~Q(excuse_reason=""),
                name="directives_expected_excuse_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    unlocked_until_at__isnull=True, unlocked_by__isnull=True, unlock_reason=""
                )
                | Q(unlocked_until_at__isnull=False, unlocked_by__isnull=False)
                & ~Q(unlock_reason=""),
                name="directives_expected_unlock_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_date"], name="directives_reports_of_unit"),
            models.Index(fields=["form", "period_end_date"], name="directives_reports_of_form"),
            models.Index(fields=["due_date", "id"], name="directives_reports_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} · {self.unit_id} · {self.period_start_date}"

    def is_locked(self, at: datetime) -> bool:
        """Whether nobody writes into it at a moment."""
        is_open_again = self.unlocked_until_at is not None and self.unlocked_until_at > at
        return self.locks_at <= at and not is_open_again


class AppendOnly(RuntimeError):
    """A version was about to be changed or removed; a programming error."""


class ReportVersionQuerySet(kernel_models.AuditedQuerySet["ReportVersion"]):
    """Versions are added and read, never changed; they go only with their report."""

    def update(self, **kwargs: Any) -> int:
        raise AppendOnly("A version stays as it was sent.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly("A version stays as it was sent.")


class ReportVersion(kernel_models.AuditedModel):
    """What a unit sent, as it sent it; a correction is a new version, and none is changed.

    Triggers keep it so whoever writes (`directives_report_version_is_kept`).
    """

    report = models.ForeignKey(ExpectedReport, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    answer = models.JSONField(_("answer"), null=True, blank=True)
    is_nil = models.BooleanField(_("nothing to report"), default=False)
    made_at = models.DateTimeField(_("at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReportVersionQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("version of a report")
        verbose_name_plural = _("versions of reports")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"], name="directives_report_version_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1)
                & (Q(is_nil=True, answer__isnull=True) | Q(is_nil=False, answer__isnull=False)),
                name="directives_report_version_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("A version stays as it was sent.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("A version stays as it was sent.")
