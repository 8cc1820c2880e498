"""What was done for residents, in counts. Never who they were."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.directives import models as directives_models
from campaigns.drives.models import drive as drive_models
from campaigns.drives.models import joining as joining_models
from campaigns.kernel import languages, roles
from campaigns.kernel import models as kernel_models
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions


class Setting(models.TextChoices):
    """Where residents were met."""

    DRIVE_POINT = "DRIVE_POINT", _("drive point")
    HOUSEHOLD_VISIT = "HOUSEHOLD_VISIT", _("household visit")
    MARKET = "MARKET", _("market")
    PUBLIC_OFFICE = "PUBLIC_OFFICE", _("public office")
    HEALTH_FACILITY = "HEALTH_FACILITY", _("health facility")
    SCHOOL = "SCHOOL", _("school")
    SURVEILLANCE_ROUND = "SURVEILLANCE_ROUND", _("surveillance team's round")
    OTHER = "OTHER", _("another place")


class AgeBand(models.TextChoices):
    """Of most of the people in the entry; left empty when mixed or not asked."""

    UNDER_18 = "UNDER_18", _("under 18")
    FROM_18 = "FROM_18", _("18 to 34")
    FROM_35 = "FROM_35", _("35 to 59")
    FROM_60 = "FROM_60", _("60 and over")


class Outcome(models.TextChoices):
    """What came of it. Installing an app and declaring in it are two acts (clause 2)."""

    INSTALLED = "INSTALLED", _("installed")
    DECLARED = "DECLARED", _("declared")
    ALREADY_HAD = "ALREADY_HAD", _("already had it")
    REMINDED = "REMINDED", _("reminded")
    NO_SMARTPHONE = "NO_SMARTPHONE", _("no smartphone")
    NO_NETWORK = "NO_NETWORK", _("no network")
    REFUSED = "REFUSED", _("refused")


# Outcomes of one app; all others tell of the visit and name no app.
APP_OUTCOMES = (Outcome.INSTALLED, Outcome.DECLARED, Outcome.ALREADY_HAD)


class SupportEntryQuerySet(kernel_models.AuditedQuerySet["SupportEntry"]):
    """Entries in the words of the house."""

    def standing(self) -> "SupportEntryQuerySet":
        """Entries that count: neither corrected by a later one nor withdrawn."""
        return self.filter(voided_at__isnull=True)

    def visible_to(self, user: units_permissions.Visitor, *, on: date) -> "SupportEntryQuerySet":
        """Entries made in, or organised by, a unit where the user may see drives."""
        within = units_permissions.units_where(user, roles.Permission.VIEW_DRIVE, on=on)
        pks = within.values("pk")
        return self.filter(Q(unit_id__in=pks) | Q(drive__organiser_id__in=pks))

    def within(
        self, unit: units_models.Unit, from_date: date, to_date: date
    ) -> "SupportEntryQuerySet":
        """Entries of a unit's subtree, as the tree stood on the last day, captured in the days."""
        below = units_models.Unit.objects.all().subtree_of(unit, to_date)
        return self.filter(unit__in=below, day__range=(from_date, to_date))


class SupportEntry(kernel_models.AuditedModel):
    """One support record as it counts: how many residents were helped, when and where.

    `receipt_uuid` names the field receipt that keeps the bytes as sent. `occurred_at` is the
    phone's time put right by its clock offset; `day` is that day in Viet Nam and decides in which
    period the record counts, however late it arrives. Facts are never changed: a correction is a
    later entry (`replaced_by`), a withdrawal has none; either voids this one.
    `people` is a number of its own: never the sum of app counts.
    """

    receipt_uuid = models.UUIDField(_("record number"), unique=True)
    drive = models.ForeignKey(
        drive_models.Drive,
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name=_("drive"),
    )
    shift = models.ForeignKey(
        drive_models.Shift,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("shift"),
    )
    unit = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    occurred_at = models.DateTimeField(_("when"))
    day = models.DateField(_("day"))
    received_at = models.DateTimeField(_("received at"))
    setting = models.CharField(_("setting"), max_length=20, choices=Setting.choices)
    language = models.CharField(
        _("language"), max_length=8, choices=languages.Language.choices, blank=True
    )
    age_band = models.CharField(_("age"), max_length=10, choices=AgeBand.choices, blank=True)
    people = models.PositiveIntegerField(_("residents helped"))
    by_user = models.ForeignKey(
        accounts_models.User,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("logged by"),
    )
    by_device = models.ForeignKey(
        joining_models.DeviceToken,
        on_delete=models.PROTECT,
        related_name="entries",
        null=True,
        verbose_name=_("logged by phone"),
    )
    voided_at = models.DateTimeField(_("no longer counts since"), null=True)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="replaces", null=True
    )

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()
    objects = SupportEntryQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("support entry")
        verbose_name_plural = _("support entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(by_user__isnull=False, by_device__isnull=True)
                | Q(by_user__isnull=True, by_device__isnull=False),
                name="drives_entry_by_one_sender",
            ),
            models.CheckConstraint(
                condition=Q(setting__in=Setting.values), name="drives_entry_known_setting"
            ),
            models.CheckConstraint(
                condition=Q(language__in=["", *languages.Language.values]),
                name="drives_entry_known_language",
            ),
            models.CheckConstraint(
                condition=Q(age_band__in=["", *AgeBand.values]), name="drives_entry_known_age"
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(voided_at__isnull=False),
                name="drives_entry_replaced_is_void",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "day"], name="drives_entry_unit_day"),
            models.Index(fields=["drive", "day"], name="drives_entry_drive_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.people}"


class SupportCount(kernel_models.AuditedModel):
    """How often one outcome happened in an entry, for one app or for none."""

    entry = models.ForeignKey(SupportEntry, on_delete=models.PROTECT, related_name="counts")
    app = models.ForeignKey(
        directives_models.DeclarationApp, on_delete=models.PROTECT, related_name="+", null=True
    )
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices)
    count = models.PositiveIntegerField(_("count"))

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "app", "outcome"],
                condition=Q(app__isnull=False),
                name="drives_count_once_an_app",
            ),
            models.UniqueConstraint(
                fields=["entry", "outcome"],
                condition=Q(app__isnull=True),
                name="drives_count_once_without_app",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="drives_count_from_one"),
            models.CheckConstraint(
                condition=Q(outcome__in=APP_OUTCOMES, app__isnull=False)
                | Q(
                    outcome__in=[o for o in Outcome if o not in APP_OUTCOMES],
                    app__isnull=True,
                ),
                name="drives_count_app_where_one_belongs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.count}"
