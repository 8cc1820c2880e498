"""Airings: what was really read, and the rollup that screens count from."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts.models.outlets import Outlet
from campaigns.broadcasts.models.releases import Release
from campaigns.broadcasts.models.scripts import Script
from campaigns.broadcasts.models.vocabulary import (
    AIR_ZONE,
    SPOKEN_MEDIA,
    FrozenModel,
    FrozenQuerySet,
    Medium,
    air_day,
    day_bounds,
)
from campaigns.kernel import languages
from campaigns.kernel import models as kernel_models
from campaigns.units import models as units_models


class AiringSource(models.TextChoices):
    """How it is known that a piece was aired."""

    AUTOMATIC = "AUTOMATIC", _("Reported by the playout system")
    DECLARED = "DECLARED", _("Declared by a person")
    EVIDENCED = "EVIDENCED", _("Shown by evidence")


class Outcome(models.TextChoices):
    """What came of a release, derived from its plan and its airing; never stored."""

    AIRED_ON_TIME = "AIRED_ON_TIME", _("Aired on time")
    LATE = "LATE", _("Aired late")
    SHORT = "SHORT", _("Cut short")
    NOT_AIRED = "NOT_AIRED", _("Not aired")
    UNPLANNED = "UNPLANNED", _("Aired outside the plan")
    OLD_REVISION = "OLD_REVISION", _("Old text aired")


class NotAiredReason(models.TextChoices):
    """Why a release was not aired."""

    POWER_CUT = "POWER_CUT", _("Power cut")
    PROGRAMME_CHANGE = "PROGRAMME_CHANGE", _("Change of programme")
    TECHNICAL_FAULT = "TECHNICAL_FAULT", _("Technical fault")
    TEXT_LATE = "TEXT_LATE", _("The text came too late")
    NOT_SUITABLE = "NOT_SUITABLE", _("The text did not suit")
    OTHER = "OTHER", _("Another reason")


_REASONS_IN_CODE = sorted(set(NotAiredReason.values) - {NotAiredReason.OTHER.value})


class AiringQuerySet(FrozenQuerySet["Airing"]):
    """Airings in the words of the house."""

    def current(self) -> "AiringQuerySet":
        """Without those that a correction replaced, and without what was taken back."""
        return self.filter(replaced_by__isnull=True, is_void=False)

    def counted(self) -> "AiringQuerySet":
        """Current ones that really went on air: the rows of the figure 'pieces aired'."""
        return self.current().filter(has_aired=True)

    def on_days(self, from_date: date, to_date: date) -> "AiringQuerySet":
        """Aired on the days of broadcasting from the first to the last, both included."""
        start, end = day_bounds(from_date)[0], day_bounds(to_date)[1]
        return self.filter(aired_at__gte=start, aired_at__lt=end)

    def within(self, unit: units_models.Unit) -> "AiringQuerySet":
        """By outlets that stood under the unit on the day of the airing, or by its own."""
        dated: AiringQuerySet = self.annotate(air_date=TruncDate("aired_at", tzinfo=AIR_ZONE))
        return dated.filter(_stood_under(unit, "outlet__unit", "air_date"))

    def with_text_age(self) -> "AiringQuerySet":
        """Annotate `is_old_text`: a newer text stood, or this one was withdrawn, when it aired."""
        newer = Script.objects.newer_than_outer().filter(published_at__lte=OuterRef("aired_at"))
        is_withdrawn = Q(script__withdrawn_at__lte=F("aired_at"))
        return self.annotate(
            is_old_text=Case(
                When(is_withdrawn, then=Value(value=True)),
                default=Exists(newer),
                output_field=models.BooleanField(),
            )
        )

    def with_outcome(self) -> "AiringQuerySet":
        """Annotate `outcome`, as `queries.outcome_of` derives it of a row."""
        aged = self.with_text_age().annotate(
            air_date=TruncDate("aired_at", tzinfo=AIR_ZONE),
            plan_date=TruncDate("release__planned_start_at", tzinfo=AIR_ZONE),
        )
        spoken = Q(medium__in=SPOKEN_MEDIA)
        tolerance = timedelta(seconds=settings.LOA_AIRING_LATE_SECONDS)
        late_on_air = spoken & Q(aired_at__gt=F("release__planned_start_at") + tolerance)
        enough = F("release__planned_seconds") * Value(settings.LOA_AIRING_SHORT_RATIO)
        outcome = Case(
            When(has_aired=False, then=Value(Outcome.NOT_AIRED)),
            When(is_old_text=True, then=Value(Outcome.OLD_REVISION)),
            When(release__isnull=True, then=Value(Outcome.UNPLANNED)),
            When(late_on_air, then=Value(Outcome.LATE)),
            When(~spoken & Q(air_date__gt=F("plan_date")), then=Value(Outcome.LATE)),
            When(seconds__lt=enough, then=Value(Outcome.SHORT)),
            default=Value(Outcome.AIRED_ON_TIME),
            output_field=models.CharField(),
        )
        rows: AiringQuerySet = aged.annotate(outcome=outcome)
        return rows

    def visible_to(self, user: models.Model, on: date) -> "AiringQuerySet":
        return self.filter(outlet__in=Outlet.objects.visible_to(user, on))


def _stood_under(unit: units_models.Unit, unit_path: str, day_path: str) -> Exists:
    day: date = OuterRef(day_path)  # type: ignore[assignment]  # resolved by the database
    edges = units_models.UnitClosure.objects.filter(units_models.in_force(day))
    return Exists(edges.filter(ancestor=unit, descendant=OuterRef(unit_path)))


class Airing(FrozenModel):
    """One line of the as-run log; append-only.

    A correction is a new row that names the old in `replaces`. `has_aired` is false where
    somebody says that a release was not aired, and then `not_aired_reason` says why, in words of
    its own (`evidence_text`) for any other reason. `is_void` takes a line back that was recorded
    by mistake: the release waits again, and the next to confirm it replaces the void line.
    `seconds` is the length on air, 0 for media that are read by eye. Without a release it was
    outside the plan; without a script too, `folded_text` makes what is said of it searchable.
    """

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, null=True, blank=True, related_name="airings"
    )
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="airings")
    script = models.ForeignKey(
        Script, on_delete=models.PROTECT, null=True, blank=True, related_name="airings"
    )
    medium = models.CharField(_("medium"), max_length=12, choices=Medium.choices)
    language = models.CharField(_("language"), max_length=12, choices=languages.Language.choices)
    has_aired = models.BooleanField(_("was aired"), default=True)
    aired_at = models.DateTimeField(_("aired at"))
    seconds = models.PositiveIntegerField(_("seconds on air"))
    source = models.CharField(_("source"), max_length=10, choices=AiringSource.choices)
    evidence_text = models.CharField(_("note or evidence"), max_length=1000, blank=True)
    evidence_url = models.URLField(_("address of the evidence"), max_length=500, blank=True)
    not_aired_reason = models.CharField(
        _("reason"), max_length=20, choices=NotAiredReason.choices, blank=True
    )
    is_void = models.BooleanField(_("taken back"), default=False)
    folded_text = models.TextField(_("search text"), blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    destination = models.ForeignKey(
        "broadcasts.Destination",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("automation"),
    )
    confirmed_at = models.DateTimeField(_("confirmed at"))
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    objects = AiringQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("airing")
        verbose_name_plural = _("airings")
        constraints = [
            models.UniqueConstraint(
                fields=["release"],
                condition=Q(replaces__isnull=True, release__isnull=False),
                name="broadcasts_airing_confirmed_once",
            ),
            models.CheckConstraint(
                condition=Q(source__in=AiringSource.values), name="broadcasts_airing_source"
            ),
            models.CheckConstraint(
                condition=Q(has_aired=True, not_aired_reason="")
                | Q(is_void=True, seconds=0, not_aired_reason="")
                | Q(is_void=False, seconds=0, not_aired_reason__in=_REASONS_IN_CODE)
                | Q(is_void=False, seconds=0, not_aired_reason="OTHER", evidence_text__gt=""),
                name="broadcasts_airing_not_aired_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=False, destination__isnull=True)
                | Q(confirmed_by__isnull=True, destination__isnull=False, source="AUTOMATIC"),
                name="broadcasts_airing_said_by_one",
            ),
            models.CheckConstraint(
                condition=Q(is_void=False) | Q(has_aired=False, replaces__isnull=False),
                name="broadcasts_airing_void_takes_back",
            ),
            models.CheckConstraint(
                condition=~Q(source="EVIDENCED") | Q(evidence_text__gt="") | Q(evidence_url__gt=""),
                name="broadcasts_airing_evidence_is_there",
            ),
            models.CheckConstraint(
                condition=Q(release__isnull=False)
                | Q(script__isnull=False)
                | Q(evidence_text__gt=""),
                name="broadcasts_airing_says_what",
            ),
            models.CheckConstraint(
                condition=Q(aired_at__lte=F("confirmed_at")), name="broadcasts_airing_is_past"
            ),
        ]
        indexes = [models.Index(fields=["outlet", "aired_at"], name="broadcasts_as_run")]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.aired_at:%Y-%m-%d %H:%M}"

    @property
    def air_day(self) -> date:
        return air_day(self.aired_at)

    @property
    def who(self) -> str:
        """Who said it: a person, or the outlet's automation."""
        return str(self.confirmed_by or self.destination)

    @property
    def note(self) -> str:
        """Why it was not aired, in words, and what else was noted."""
        reason = self.get_not_aired_reason_display() if self._is_reason_telling else ""
        return ": ".join(part for part in (reason, self.evidence_text) if part)

    @property
    def _is_reason_telling(self) -> bool:
        return self.not_aired_reason in _REASONS_IN_CODE


class RollupQuerySet(kernel_models.AuditedQuerySet["AiringRollup"]):
    """Sums by day in the words of the house."""

    def on_days(self, from_date: date, to_date: date) -> "RollupQuerySet":
        return self.filter(day_date__range=(from_date, to_date))

    def within(self, unit: units_models.Unit) -> "RollupQuerySet":
        """Of units that stood under the unit on that day, itself included."""
        return self.filter(_stood_under(unit, "unit", "day_date"))


class AiringRollup(kernel_models.AuditedModel):
    """Pieces and seconds that a unit's outlet aired on a day, by medium and language.

    Changed in the transaction of each airing; `recount_airings` compares it with the log.
    """

    unit = models.ForeignKey(units_models.Unit, on_delete=models.PROTECT, related_name="+")
    day_date = models.DateField(_("day"))
    medium = models.CharField(_("medium"), max_length=12, choices=Medium.choices)
    language = models.CharField(_("language"), max_length=12, choices=languages.Language.choices)
    pieces = models.IntegerField(_("pieces"), default=0)
    seconds = models.IntegerField(_("seconds"), default=0)

    objects = RollupQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("airings of a day")
        verbose_name_plural = _("airings by day")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day_date", "medium", "language"],
                name="broadcasts_rollup_once",
            ),
            models.CheckConstraint(
                condition=Q(pieces__gte=0, seconds__gte=0), name="broadcasts_rollup_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day_date} {self.medium}: {self.pieces}"
