"""Safety levels (clause 1.c): criteria sets as dated versions, and reviews by them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.premises.models.registry import Premises, SafetyLevel
from campaigns.premises.models.vocabulary import SafetyGroup


class Direction(models.TextChoices):
    """What a higher score means; schools and hospitals differ from workplaces and markets."""

    MORE_IS_SAFER = "MORE_IS_SAFER", _("a higher score is safer")
    MORE_IS_RISKIER = "MORE_IS_RISKIER", _("a higher score is riskier")


class Entry(models.TextChoices):
    """How a review by the set is entered: what is known of its items decides."""

    ITEMS = "ITEMS", _("item by item")
    TOTAL = "TOTAL", _("the total of the sheet")
    STATED = "STATED", _("the level that the national system shows")


class Measure(models.TextChoices):
    """What the bands of a set are measured in."""

    POINTS = "POINTS", _("points")
    PERCENT = "PERCENT", _("percent of the most points")


class CriteriaSet(kernel_models.AuditedModel):
    """One version of a set of criteria; kit data, with the source that it was taken from.

    `group` None serves all groups. `items` are dicts `no, text_vi, text_en, low, high, knock_out`
    with whole points; `bands` are dicts `name_vi, name_en, level, range, is_clear_only`, tried in
    their order (queries.scoring). What a review was made by never changes: another wording is
    another version. `is_sample` marks a set that no document prescribes here.
    """

    code = models.SlugField(_("code"), max_length=40)
    version = models.CharField(_("version"), max_length=40)
    group = models.ForeignKey(
        SafetyGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="criteria_sets",
        verbose_name=_("safety group"),
    )
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    entry = models.CharField(_("entered"), max_length=6, choices=Entry.choices)
    measure = models.CharField(
        _("bands in"), max_length=7, choices=Measure.choices, default=Measure.POINTS
    )
    direction = models.CharField(_("direction"), max_length=15, choices=Direction.choices)
    most_points = models.PositiveIntegerField(_("most points"), default=0)
    knock_out_vi = models.CharField(_("what knocks out"), max_length=300, blank=True)
    items = models.JSONField(_("items"), default=list, blank=True)
    bands = models.JSONField(_("bands"), default=list)
    is_sample = models.BooleanField(_("is a sample"), default=False)
    valid_from_date = models.DateField(_("in force from"), null=True, blank=True)
    valid_to_date = models.DateField(_("in force until"), null=True, blank=True)
    note_vi = models.TextField(_("note"), blank=True)
    source = models.CharField(_("source"), max_length=300)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("criteria set")
        verbose_name_plural = _("criteria sets")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"], name="premises_criteria_version_once"
            ),
            models.CheckConstraint(
                condition=Q(entry__in=Entry.values)
                & Q(measure__in=Measure.values)
                & Q(direction__in=Direction.values),
                name="premises_criteria_known_ways",
            ),
            models.CheckConstraint(
                condition=Q(entry="STATED", most_points=0)
                | ~Q(entry="STATED") & Q(most_points__gte=1, most_points__lte=100_000),
                name="premises_criteria_points_to_reach",
            ),
            models.CheckConstraint(
                condition=Q(valid_from_date__isnull=True)
                | Q(valid_to_date__isnull=True)
                | Q(valid_to_date__gte=F("valid_from_date")),
                name="premises_criteria_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="premises_criteria_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.name_vi} ({self.version})"


class SafetyReview(kernel_models.AuditedModel):
    """What a premises' safety was found to be on a day, by one version of a set.

    `answers` are points by item number, empty where the total or the level alone was entered.
    `band` is what the set calls the result; both it and the level are empty words where the set
    states none. A wrong review is never changed: another corrects it, with the reason.
    """

    Level = SafetyLevel

    premises = models.ForeignKey(
        Premises,
        on_delete=models.PROTECT,
        related_name="safety_reviews",
        verbose_name=_("premises"),
    )
    criteria = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("criteria")
    )
    review_date = models.DateField(_("day of the review"))
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    points = models.PositiveIntegerField(_("points"), null=True)
    is_knocked_out = models.BooleanField(_("knocked out"), default=False)
    level = models.CharField(_("safety level"), max_length=9, choices=SafetyLevel.choices)
    band = models.CharField(_("result"), max_length=300, blank=True)
    due_date = models.DateField(_("next review by"), null=True)
    note = models.CharField(_("note"), max_length=400, blank=True)
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("corrects"),
    )
    reason = models.CharField(_("reason of the correction"), max_length=400, blank=True)
    is_standing = models.BooleanField(_("stands"), default=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=64)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("safety review")
        verbose_name_plural = _("safety reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["premises", "review_date"],
                condition=Q(is_standing=True),
                name="premises_review_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(level__in=["SAFE", "SOME_RISK", "UNSAFE", "UNDECIDED"]),
                name="premises_review_known_level",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="")
                | Q(corrects__isnull=False) & ~Q(reason=""),
                name="premises_review_correction_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(due_date__isnull=True) | Q(due_date__gt=F("review_date")),
                name="premises_review_due_later",
            ),
        ]
        indexes = [models.Index(fields=["premises", "-review_date"], name="premises_review_latest")]

    def __str__(self) -> str:
        return f"{self.premises_id} {self.review_date} {self.level}"
