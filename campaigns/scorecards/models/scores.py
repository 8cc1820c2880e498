"""What units reached: a row a unit, indicator and period; and the unit's own words beside it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.scorecards.models import vocabulary
from campaigns.scorecards.models.indicators import Indicator
from campaigns.units import models as units_models


class ScorePeriod(kernel_models.AuditedModel):
    """A week or month that is scored; whoever counts it holds this row.

    `computed_at` is when its figures last changed.
    """

    kind = models.CharField(
        _("kind of period"), max_length=5, choices=vocabulary.PeriodKind.choices
    )
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"))
    computed_at = models.DateTimeField(_("computed at"))

    class Meta:
        verbose_name = _("scored period")
        verbose_name_plural = _("scored periods")
        constraints = [
            models.UniqueConstraint(fields=["kind", "start_date"], name="scorecards_period_once"),
            models.CheckConstraint(
                condition=Q(kind__in=vocabulary.PeriodKind.values, end_date__gt=F("start_date")),
                name="scorecards_period_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start_date}"


class Score(kernel_models.AuditedModel):
    """One figure of one unit; derived, and recomputed to the same from the rows that it counts.

    `denominator` is null for counts. Grey always says why, another colour never. A score without
    a value has no rank; `peers` counts those of its kind that have one. `previous_value` is what
    the same version gave of the period before.
    """

    period = models.ForeignKey(ScorePeriod, on_delete=models.PROTECT, related_name="scores")
    unit = models.ForeignKey(units_models.Unit, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="scores")
    numerator = models.DecimalField(_("numerator"), max_digits=16, decimal_places=2, null=True)
    denominator = models.BigIntegerField(_("denominator"), null=True)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2, null=True)
    colour = models.CharField(_("colour"), max_length=4, choices=vocabulary.Colour.choices)
    grey_reason = models.CharField(
        _("why it is grey"), max_length=9, choices=vocabulary.GreyReason.choices, blank=True
    )
    rank = models.PositiveIntegerField(_("rank"), null=True)
    peers = models.PositiveIntegerField(_("units with a rank"), default=0)
    trend = models.CharField(_("trend"), max_length=6, choices=vocabulary.Trend.choices)
    previous_value = models.DecimalField(
        _("value of the period before"), max_digits=16, decimal_places=2, null=True
    )
    late = models.PositiveIntegerField(_("late"), default=0)
    flagged = models.PositiveIntegerField(_("doubtful"), default=0)
    estimated = models.PositiveIntegerField(_("estimated"), default=0)
    missing = models.PositiveIntegerField(_("missing"), default=0)
    computed_at = models.DateTimeField(_("computed at"))

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "indicator"], name="scorecards_score_once"
            ),
            models.CheckConstraint(
                condition=Q(colour="GREY", grey_reason__in=vocabulary.GreyReason.values)
                | Q(colour__in=["GOOD", "FAIR", "LOW"], grey_reason="", value__isnull=False),
                name="scorecards_score_grey_says_why",
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True)
                | Q(rank__gte=1, rank__lte=F("peers"), value__isnull=False),
                name="scorecards_score_rank_among_peers",
            ),
            models.CheckConstraint(
                condition=Q(trend__in=vocabulary.Trend.values), name="scorecards_score_known_trend"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "indicator", "period"], name="scorecards_of_unit"),
            models.Index(fields=["period", "indicator", "value"], name="scorecards_by_value"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.indicator_id} {self.value}"


class ScoreComment(kernel_models.AuditedModel):
    """What a unit says itself of a period; what it said before stands in the record of changes."""

    period = models.ForeignKey(ScorePeriod, on_delete=models.PROTECT, related_name="comments")
    unit = models.ForeignKey(units_models.Unit, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("the unit's own words"), max_length=1000)
    made_at = models.DateTimeField(_("at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("comment of a unit")
        verbose_name_plural = _("comments of units")
        constraints = [
            models.UniqueConstraint(fields=["period", "unit"], name="scorecards_comment_once"),
            models.CheckConstraint(condition=~Q(text=""), name="scorecards_comment_says_something"),
        ]

    def __str__(self) -> str:
        return self.text
