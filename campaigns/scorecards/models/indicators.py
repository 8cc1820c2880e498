"""Indicators: what is measured of a clause, as dated versions from the kit."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.scorecards.models import vocabulary
from campaigns.units import models as units_models


class IndicatorQuerySet(kernel_models.AuditedQuerySet["Indicator"]):
    """Indicators in the words of the house."""

    def in_force(self, on: date) -> "IndicatorQuerySet":
        """The versions that hold on a day; of overlapping ones the readers take the highest."""
        return self.filter(
            Q(valid_to_date__isnull=True) | Q(valid_to_date__gte=on), valid_from_date__lte=on
        )


class Indicator(kernel_models.AuditedModel):
    """One version of an indicator; kit data.

    `measure` names the query that counts it and `filters` narrow that query
    (`queries.MEASURES`). A period is judged by the version in force on its last day. `legends` are
    dicts `kinds, periods, good, fair`, the first that fits a unit's kind and a period gives the
    thresholds: at `good` or better it is reached, at `fair` or better close. Below
    `min_denominator` there is no colour and no rank, and a change within `effective_gap` is no
    trend. Units of the kinds in `peer_kinds` are scored and ranked among their own kind.
    """

    code = models.SlugField(_("code"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"))
    clause_code = models.CharField(_("clause"), max_length=20)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    counted_vi = models.CharField(_("what is counted, in Vietnamese"), max_length=400)
    counted_en = models.CharField(_("what is counted, in English"), max_length=400)
    measure = models.SlugField(_("measure"), max_length=40)
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    value_kind = models.CharField(_("value"), max_length=8, choices=vocabulary.ValueKind.choices)
    direction = models.CharField(_("direction"), max_length=4, choices=vocabulary.Direction.choices)
    scope = models.CharField(_("whose rows"), max_length=7, choices=vocabulary.Scope.choices)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2, null=True)
    legends = models.JSONField(_("thresholds"), default=list, blank=True)
    min_denominator = models.PositiveIntegerField(_("fewest to judge"), default=1)
    effective_gap = models.DecimalField(
        _("gap that counts"), max_digits=12, decimal_places=2, default=0
    )
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    periods = models.JSONField(_("periods"), default=list)
    peer_kinds = models.ManyToManyField(
        units_models.UnitKind, related_name="+", verbose_name=_("kinds of unit")
    )
    valid_from_date = models.DateField(_("in force from"))
    valid_to_date = models.DateField(_("in force until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = IndicatorQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"], name="scorecards_indicator_version_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    value_kind__in=vocabulary.ValueKind.values,
                    direction__in=vocabulary.Direction.values,
                    scope__in=vocabulary.Scope.values,
                ),
                name="scorecards_indicator_known_words",
            ),
            models.CheckConstraint(
                condition=Q(valid_to_date__isnull=True)
                | Q(valid_to_date__gte=F("valid_from_date")),
                name="scorecards_indicator_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1, min_denominator__gte=1, effective_gap__gte=0),
                name="scorecards_indicator_sane_numbers",
            ),
        ]

    def __str__(self) -> str:
        return self.name_vi
