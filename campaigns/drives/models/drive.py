"""The union's call, the days of work that answer it, and their shifts."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.directives import models as directives_models
from campaigns.kernel import languages, roles
from campaigns.kernel import models as kernel_models
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions


class Movement(kernel_models.AuditedModel):
    """A campaign-wide call of a mass organisation to help people declare (clause 2)."""

    campaign = models.ForeignKey(
        directives_models.Campaign,
        on_delete=models.PROTECT,
        related_name="movements",
        verbose_name=_("campaign"),
    )
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    unit = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("called by")
    )
    starts_date = models.DateField(_("begins"))
    ends_date = models.DateField(_("ends"), null=True, blank=True)

    class Meta:
        verbose_name = _("movement")
        verbose_name_plural = _("movements")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_date__isnull=True) | Q(ends_date__gte=F("starts_date")),
                name="drives_movement_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name_vi


class DriveQuerySet(kernel_models.AuditedQuerySet["Drive"]):
    """Drives in the words of the house."""

    def visible_to(self, user: units_permissions.Visitor, *, on: date) -> "DriveQuerySet":
        """Drives held in, or organised by, a unit where the user may see drives.

        Those of a unit that ended stay with whoever saw them to the end.
        """
        seen = units_permissions.units_once_where(user, roles.Permission.VIEW_DRIVE, on=on)
        return self._in(seen)

    def led_by(self, user: units_permissions.Visitor, *, on: date) -> "DriveQuerySet":
        """Drives in which the user may plan, show codes and close."""
        return self._in(units_permissions.units_where(user, roles.Permission.MANAGE_DRIVE, on=on))

    def near(self, user: accounts_models.User, *, on: date) -> "DriveQuerySet":
        """Drives in units that the user knows, whatever their roles there let them see."""
        return self._in(units_models.Unit.objects.all().visible_to(user, on=on))

    def _in(self, units: units_models.UnitQuerySet) -> "DriveQuerySet":
        pks = units.values("pk")
        return self.filter(Q(unit_id__in=pks) | Q(organiser_id__in=pks))


class Drive(kernel_models.AuditedModel):
    """A piece of outreach work in one place, over one window of time.

    `unit` is the commune where residents are helped and whose figures rise; `organiser` is the
    body that answers for the work. `ended_at` is the moment from which captured records no longer
    count, whether the drive was closed or cancelled then.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", _("open")
        CLOSED = "CLOSED", _("closed")
        CANCELLED = "CANCELLED", _("cancelled")

    TRANSITIONS: dict[str, frozenset[str]] = {
        State.OPEN: frozenset({State.CLOSED, State.CANCELLED}),
        State.CLOSED: frozenset({State.OPEN}),
        State.CANCELLED: frozenset(),
    }

    movement = models.ForeignKey(
        Movement, on_delete=models.PROTECT, related_name="drives", verbose_name=_("movement")
    )
    unit = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, related_name="drives", verbose_name=_("where")
    )
    organiser = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("organiser")
    )
    name = models.CharField(_("name of the drive"), max_length=160)
    place = models.CharField(_("place"), max_length=200)
    directions = models.CharField(_("how to get there"), max_length=400, blank=True)
    bring = models.CharField(_("what residents should bring"), max_length=300, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    target_residents = models.PositiveIntegerField(_("residents to reach"), null=True, blank=True)
    apps = models.ManyToManyField(
        directives_models.DeclarationApp, related_name="+", verbose_name=_("apps")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.OPEN, editable=False
    )
    opened_by = models.ForeignKey(
        accounts_models.User,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("opened by"),
        null=True,
        editable=False,
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    is_recruiting = models.BooleanField(_("volunteers sign up on the public page"), default=True)
    is_demo = models.BooleanField(_("invented for the demo"), default=False, editable=False)

    objects = DriveQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("drive")
        verbose_name_plural = _("drives")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="drives_drive_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="drives_drive_point_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN", ended_at__isnull=True)
                | Q(state__in=["CLOSED", "CANCELLED"], ended_at__isnull=False),
                name="drives_drive_ended_unless_open",
            ),
            models.CheckConstraint(
                condition=Q(target_residents__isnull=True) | Q(target_residents__gte=1),
                name="drives_drive_target_from_one",
            ),
        ]
        indexes = [models.Index(fields=["unit", "starts_at"], name="drives_drive_unit_start")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude; None where nobody set a point."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


class DriveLanguage(kernel_models.AuditedModel):
    """A language in which the drive can help: an attribute of the place, never of a resident."""

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="languages")
    language = models.CharField(_("language"), max_length=8, choices=languages.Language.choices)

    class Meta:
        verbose_name = _("language of a drive")
        verbose_name_plural = _("languages of a drive")
        constraints = [
            models.UniqueConstraint(
                fields=["drive", "language"], name="drives_language_once_a_drive"
            ),
            models.CheckConstraint(
                condition=Q(language__in=languages.Language.values),
                name="drives_language_known",
            ),
        ]

    def __str__(self) -> str:
        return self.get_language_display()


class Shift(kernel_models.AuditedModel):
    """Hours of one drive for which helpers are wanted, and what they should bring or know.

    `taken` counts the sign-ups that have a place, kept here so that the database itself refuses
    one too many.
    """

    drive = models.ForeignKey(
        Drive, on_delete=models.PROTECT, related_name="shifts", verbose_name=_("drive")
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    capacity = models.PositiveSmallIntegerField(_("helpers wanted"))
    needs = models.CharField(_("what is needed"), max_length=300, blank=True)
    # Changed by a filtered UPDATE in the transaction of the sign-up that it counts.
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="drives_shift_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1), name="drives_shift_capacity_from_one"
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="drives_shift_not_overfull"
            ),
            models.UniqueConstraint(
                fields=["drive", "starts_at", "ends_at"], name="drives_shift_once_a_drive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drive_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def places_left(self) -> int:
        return self.capacity - self.taken
