"""The register: a place or vehicle that must post its code, and the days on which it was open."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.kernel import roles
from campaigns.premises.models.vocabulary import PaymentMethod, PremisesKind
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

# Code of the kind of unit in which premises count (units, kit data).
COMMUNE = "commune"


class PremisesState(models.TextChoices):
    """Whether it works now. A hotel that does not trade has to say so (domain, 4.6): paused."""

    OPEN = "OPEN", _("open")
    PAUSED = "PAUSED", _("temporarily closed")
    CLOSED = "CLOSED", _("closed for good")


class PosterStage(models.TextChoices):
    """How far the best of a premises' sheets has come; kept in step with the sheets themselves."""

    NONE = "NONE", _("no sheet")
    ORDERED = "ORDERED", _("sheet under way")
    POSTED = "POSTED", _("posted, not verified")
    VERIFIED = "VERIFIED", _("posted and verified")
    DAMAGED = "DAMAGED", _("sheet damaged")


class SafetyLevel(models.TextChoices):
    """The levels of the national system (domain, 4.6), and two that are none.

    NOT_ASSESSED is a count of its own; UNDECIDED was reviewed by a set that states no level for
    the result. That a place is closed says its state, whatever it was before.
    """

    NOT_ASSESSED = "NONE", _("not yet assessed")
    SAFE = "SAFE", _("safe")
    SOME_RISK = "SOME_RISK", _("some risk")
    UNSAFE = "UNSAFE", _("unsafe")
    UNDECIDED = "UNDECIDED", _("reviewed, no level stated")


class PremisesQuerySet(kernel_models.AuditedQuerySet["Premises"]):
    """Premises in the words of the house."""

    def standing(self) -> "PremisesQuerySet":
        """Those that are on the register for themselves, closed ones too; merged ones are not."""
        return self.filter(merged_into__isnull=True)

    def active(self) -> "PremisesQuerySet":
        """Those open now: what coverage is measured against."""
        return self.standing().filter(state=PremisesState.OPEN)

    def reviewing(self) -> "PremisesQuerySet":
        """Those open now that have to review their safety level: of one of the eight groups."""
        return self.active().filter(kind__safety_group__isnull=False)

    def review_overdue(self, *, on: date) -> "PremisesQuerySet":
        """Those that have to review and never did, or whose next review was due before the day."""
        return self.reviewing().filter(
            Q(safety_level=SafetyLevel.NOT_ASSESSED) | Q(safety_due_date__lt=on)
        )

    def visible_to(self, user: units_permissions.Visitor, *, on: date) -> "PremisesQuerySet":
        """Premises in, or answered for by, a unit where the user may see premises."""
        return self._in(units_permissions.units_where(user, roles.Permission.VIEW_PREMISES, on=on))

    def kept_by(self, user: units_permissions.Visitor, *, on: date) -> "PremisesQuerySet":
        """Premises that the user may change."""
        return self._in(
            units_permissions.units_where(user, roles.Permission.MANAGE_PREMISES, on=on)
        )

    def near(self, user: models.Model, *, on: date) -> "PremisesQuerySet":
        """Premises in units that the user knows, whatever their roles there let them see."""
        return self._in(units_models.Unit.objects.all().visible_to(user, on))

    def _in(self, units: units_models.UnitQuerySet) -> "PremisesQuerySet":
        # As a list: with a subquery, the database cannot tell a commune from a province.
        pks = list(units.values_list("pk", flat=True))
        return self.filter(Q(commune_id__in=pks) | Q(owner_id__in=pks))


class Premises(kernel_models.AuditedModel):
    """A place or vehicle that clause 1.b obliges to post its code.

    `code` is Loa's own and never changes; `list_code` is the number in the list from which it
    came. `commune` is the unit whose coverage it counts in. A vehicle has `owner`, `plate` (or
    fleet number) and `route` in place of address and point, and counts in its owner's commune.
    `commune`, `kind` and `state` say what is so now; `OpenRange` says what was when.
    `has_checkpoint` and `poster_stage` are kept in step with checkpoints and posters, `safety_*`
    with the latest standing review, so that lists of 100,000 find what lacks. `folded_*` are for search, `match_*` for comparing: tone
    marks carry identity there.
    """

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        PremisesState.OPEN: frozenset({PremisesState.PAUSED, PremisesState.CLOSED}),
        PremisesState.PAUSED: frozenset({PremisesState.OPEN, PremisesState.CLOSED}),
        PremisesState.CLOSED: frozenset({PremisesState.OPEN}),
    }
    State = PremisesState
    Stage = PosterStage
    Level = SafetyLevel

    code = models.CharField(_("code"), max_length=12, unique=True)
    list_code = models.CharField(_("number in the list"), max_length=40, blank=True)
    # Indexes that begin with kind and commune stand below; a second one of each would cost imports.
    kind = models.ForeignKey(
        PremisesKind,
        on_delete=models.PROTECT,
        related_name="premises",
        verbose_name=_("kind"),
        db_index=False,
    )
    is_vehicle = models.BooleanField(_("is a vehicle"), default=False)
    name = models.CharField(_("name"), max_length=200)
    description = models.CharField(_("description"), max_length=300, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    hamlet = models.CharField(_("hamlet or quarter"), max_length=120, blank=True)
    commune = models.ForeignKey(
        units_models.Unit,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("commune"),
        db_index=False,
    )
    owner = models.ForeignKey(
        units_models.Unit,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("unit in charge"),
    )
    plate = models.CharField(_("plate or fleet number"), max_length=30, blank=True)
    route = models.CharField(_("route"), max_length=200, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_phone = models.CharField(_("phone of the contact"), max_length=20, blank=True)
    payment_methods = models.ManyToManyField(
        PaymentMethod, related_name="+", blank=True, verbose_name=_("electronic payment")
    )
    state = models.CharField(
        _("state"), max_length=6, choices=PremisesState.choices, default=PremisesState.OPEN
    )
    has_checkpoint = models.BooleanField(_("has its code"), default=False)
    poster_stage = models.CharField(
        _("sheet"), max_length=8, choices=PosterStage.choices, default=PosterStage.NONE
    )
    safety_level = models.CharField(
        _("safety level"),
        max_length=9,
        choices=SafetyLevel.choices,
        default=SafetyLevel.NOT_ASSESSED,
    )
    safety_date = models.DateField(_("day of the last review"), null=True, blank=True)
    safety_due_date = models.DateField(_("next review by"), null=True, blank=True)
    folded_name = models.CharField(_("name for sorting"), max_length=200)
    folded_text = models.CharField(_("search text"), max_length=800)
    match_name = models.CharField(_("name for comparing"), max_length=300)
    match_place = models.CharField(_("place for comparing"), max_length=400, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        db_index=False,
    )
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.CharField(_("registered by"), max_length=64)
    is_demo = models.BooleanField(_("invented for the demo"), default=False)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "contact_name",
            "the commune can reach whoever answers for the place",
            "closed for good, or campaign end, + 90 days",
        ),
        kernel_models.PersonalField(
            "contact_phone",
            "the commune can reach whoever answers for the place",
            "closed for good, or campaign end, + 90 days",
        ),
    )
    objects = PremisesQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("premises")
        verbose_name_plural = _("premises")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PremisesState.values), name="premises_known_state"
            ),
            models.CheckConstraint(
                condition=Q(poster_stage__in=PosterStage.values), name="premises_known_stage"
            ),
            models.CheckConstraint(
                condition=Q(safety_level="NONE", safety_date__isnull=True)
                | Q(safety_level__in=["SAFE", "SOME_RISK", "UNSAFE", "UNDECIDED"])
                & Q(safety_date__isnull=False),
                name="premises_level_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(match_name=""), name="premises_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="premises_point_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(is_vehicle=False, plate="", route="")
                | Q(is_vehicle=True, address="", hamlet="", latitude__isnull=True)
                & Q(owner__isnull=False)
                & ~Q(plate=""),
                name="premises_vehicle_has_owner_and_plate",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="premises_not_merged_into_itself",
            ),
            models.UniqueConstraint(
                fields=["commune", "list_code"],
                condition=~Q(list_code="") & Q(merged_into__isnull=True),
                name="premises_list_code_once_a_commune",
            ),
        ]
        indexes = [
            models.Index(fields=["folded_name", "id"], name="premises_by_name"),
            models.Index(fields=["commune", "folded_name", "id"], name="premises_by_commune"),
            models.Index(fields=["kind", "folded_name", "id"], name="premises_by_kind"),
            models.Index(fields=["commune", "match_name"], name="premises_same_name"),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="premises_merged",
            ),
            # Counted from the index alone: who may see a premises depends on these two.
            models.Index(
                fields=["commune", "owner"],
                condition=Q(merged_into__isnull=True),
                name="premises_counted",
            ),
            models.Index(fields=["registered_at", "id"], name="premises_by_age"),
            models.Index(fields=["commune", "state", "safety_due_date"], name="premises_overdue"),
            models.Index(
                fields=["commune", "state", "has_checkpoint", "poster_stage", "kind"],
                name="premises_lacking",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.state == PremisesState.OPEN and self.merged_into_id is None


class OpenRange(kernel_models.AuditedModel):
    """Days on which a premises was open, or temporarily closed, as what kind and in which commune.

    What coverage of a day is counted from: a move or a change of kind ends one range and begins
    another, so that what was reported of earlier days stays. Without a range it was closed.
    `to_date` is the last day; null means until further notice. Ranges of one premises never
    overlap: its row is held while they change (services).
    """

    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="open_ranges")
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("to"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=6, choices=PremisesState.choices, default=PremisesState.OPEN
    )
    commune = models.ForeignKey(units_models.Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(PremisesKind, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("days of a premises")
        verbose_name_plural = _("days of premises")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(to_date__gte=F("from_date")),
                name="premises_range_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["OPEN", "PAUSED"]), name="premises_range_open_or_paused"
            ),
            models.UniqueConstraint(
                fields=["premises", "from_date"], name="premises_range_one_start_a_day"
            ),
            models.UniqueConstraint(
                fields=["premises"],
                condition=Q(to_date__isnull=True),
                name="premises_range_one_at_present",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.from_date} – {self.to_date or '…'}"
