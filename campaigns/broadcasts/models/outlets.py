"""Outlets and the recurring places on air that they offer."""

from datetime import date, time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts.models.vocabulary import Medium
from campaigns.kernel import languages
from campaigns.kernel import models as kernel_models
from campaigns.units import models as units_models


class OutletQuerySet(kernel_models.AuditedQuerySet["Outlet"]):
    """Outlets in the words of the house."""

    def active(self) -> "OutletQuerySet":
        return self.filter(is_active=True)

    def visible_to(self, user: models.Model, on: date) -> "OutletQuerySet":
        """Outlets of units in which the user's grants reach."""
        return self.filter(unit__in=units_models.Unit.objects.visible_to(user, on))


class Outlet(kernel_models.AuditedModel):
    """A media body as a place where scripts go on air; its name is its unit's.

    `syllables_per_minute` turns text into spoken time (domain, section 5.9: loudspeaker news is
    read at 170 to 200); `word_budget` is the length of a written item in words. Where a medium,
    or a language in it, has a figure of its own, `rates` and `word_budgets` hold it under
    `MEDIUM` or `MEDIUM/language`. How often and how long it may be heard in a day, and when it is
    to be quiet, differ from place to place (section 5.5): they warn before saving, and never
    refuse.
    """

    unit = models.OneToOneField(
        units_models.Unit, on_delete=models.PROTECT, verbose_name=_("unit"), related_name="outlet"
    )
    mediums = models.JSONField(_("media"), default=list)
    syllables_per_minute = models.PositiveSmallIntegerField(_("syllables a minute"), default=180)
    word_budget = models.PositiveSmallIntegerField(_("words of a written item"), default=600)
    rates = models.JSONField(_("syllables a minute by medium"), default=dict, blank=True)
    word_budgets = models.JSONField(_("words by medium"), default=dict, blank=True)
    max_sessions_a_day = models.PositiveSmallIntegerField(
        _("most sessions a day"), null=True, blank=True
    )
    max_minutes_a_day = models.PositiveSmallIntegerField(
        _("most minutes a day"), null=True, blank=True
    )
    quiet_from_time = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to_time = models.TimeField(_("quiet until"), null=True, blank=True)
    is_active = models.BooleanField(_("takes scripts"), default=True)

    objects = OutletQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        constraints = [
            models.CheckConstraint(
                condition=Q(syllables_per_minute__range=(60, 400)),
                name="broadcasts_outlet_speaks_humanly",
            ),
            models.CheckConstraint(
                condition=Q(word_budget__gte=1), name="broadcasts_outlet_word_budget"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from_time__isnull=True, quiet_to_time__isnull=True)
                | Q(quiet_from_time__isnull=False, quiet_to_time__isnull=False),
                name="broadcasts_outlet_quiet_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit)

    def rate_for(self, medium: str, language: str = "") -> int:
        """Syllables a minute at which the outlet reads this language aloud in this medium."""
        return _figure(self.rates, medium, language, self.syllables_per_minute)

    def word_budget_for(self, medium: str, language: str = "") -> int:
        """Words of a written item in this medium and language."""
        return _figure(self.word_budgets, medium, language, self.word_budget)

    def is_quiet_at(self, clock: time) -> bool:
        """Whether a local time of day lies in the quiet hours, which may run over midnight."""
        first, last = self.quiet_from_time, self.quiet_to_time
        if first is None or last is None:
            return False
        if first <= last:
            return first <= clock < last
        return clock >= first or clock < last


def _figure(figures: dict[str, int], medium: str, language: str, fallback: int) -> int:
    """The figure that fits closest."""
    return figures.get(f"{medium}/{language}", figures.get(str(medium), fallback))


class Slot(kernel_models.AuditedModel):
    """A recurring place on air: RFC 5545 rule, local time of day, length in seconds, language.

    The rule counts from `valid_from_date`. `is_assumed` says that the real timetable was not
    found and the time is a guess to be mended by the outlet.
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="slots")
    code = models.SlugField(_("code"), max_length=60)
    medium = models.CharField(_("medium"), max_length=12, choices=Medium.choices)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=120)
    recurrence = models.CharField(_("recurrence (RFC 5545)"), max_length=200)
    starts_time = models.TimeField(_("starts at"))
    seconds = models.PositiveIntegerField(_("length in seconds"))
    language = models.CharField(_("language"), max_length=12, choices=languages.Language.choices)
    valid_from_date = models.DateField(_("valid from"))
    valid_to_date = models.DateField(_("valid to"), null=True, blank=True)
    is_assumed = models.BooleanField(_("time is assumed"), default=False)

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        constraints = [
            models.UniqueConstraint(fields=["outlet", "code"], name="broadcasts_slot_code"),
            models.CheckConstraint(
                condition=Q(medium__in=Medium.values), name="broadcasts_slot_medium"
            ),
            models.CheckConstraint(
                condition=Q(seconds__range=(1, 86_400)), name="broadcasts_slot_has_length"
            ),
            models.CheckConstraint(
                condition=Q(valid_to_date__isnull=True)
                | Q(valid_to_date__gte=F("valid_from_date")),
                name="broadcasts_slot_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_vi} {self.starts_time:%H:%M}"
