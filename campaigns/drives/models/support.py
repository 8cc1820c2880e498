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


class VisitReason(models.TextChoices):
    """Why nothing was done in a household that was visited; households are counted, not people."""

    NOT_HOME = "NOT_HOME", _("nobody at home")
    BUSY = "BUSY", _("had no time")
    REFUSED = "REFUSED", _("refused")
    NO_SMARTPHONE = "NO_SMARTPHONE", _("no smartphone")
    NO_NETWORK = "NO_NETWORK", _("no network")
    COME_BACK = "COME_BACK", _("asked us to come back")
    OTHER = "OTHER", _("another reason")


# Outcomes of one app; all others tell of the visit and name no app.
APP_OUTCOMES = (Outcome.INSTALLED, Outcome.DECLARED, Outcome.ALREADY_HAD)


class SupportEntryQuerySet(kernel_models.AuditedQuerySet["SupportEntry"]):
    """Entries in the words of the house."""

    def standing(self) -> "SupportEntryQuerySet":
        """Entries that count: neither corrected by a later one, nor withdrawn, nor held back."""
        return self.filter(voided_at__isnull=True, is_held=False)

    def held(self) -> "SupportEntryQuerySet":
        """Entries that wait for the organiser's word."""
        return self.filter(is_held=True)

    def sent_by(
        self, sender: accounts_models.User | joining_models.DeviceToken
    ) -> "SupportEntryQuerySet":
        """Entries that a phone, or a member by account, sent."""
        if isinstance(sender, joining_models.DeviceToken):
            return self.filter(by_device=sender)
        return self.filter(by_user=sender)

    def visible_to(self, user: units_permissions.Visitor, *, on: date) -> "SupportEntryQuerySet":
        """Entries made in, or organised by, a unit where the user may see drives.

        Whoever saw a unit on the day of an entry still sees that entry when the unit has ended or
        moved.
        """
        may = roles.Permission.VIEW_DRIVE
        pks = units_permissions.units_once_where(user, may, on=on).values("pk")
        return self.filter(
            Q(unit_id__in=pks)
            | Q(drive__organiser_id__in=pks)
            | Q(units_permissions.stood_where(user, may, on=on))
        )


class SupportEntry(kernel_models.AuditedModel):
    """One support record as it counts: how many residents were helped, when and where.

    `receipt_uuid` names the field receipt that keeps the bytes as sent. `occurred_at` is the
    phone's time put right by its clock offset; `day` is that day in Viet Nam and decides in which
    period the record counts, however late it arrives. Facts are never changed: a correction is a
    later entry (`replaced_by`), a withdrawal has none; either voids this one.
    `people` is a number of its own: never the sum of app counts. `households` were visited, with or
    without anything done there. `unit` is the drive's commune, or the hamlet of it that the record
    names. What `is_held` is implausible and counts for nothing until the organiser confirms it
    (`Hold`). `photo_sha256` is of a picture that the phone has yet to upload, or has uploaded.
    """

    receipt_uuid = models.UUIDField(_("record number"), unique=True)
    # Foreign keys without an index of their own are the first column of one below.
    drive = models.ForeignKey(
        drive_models.Drive,
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name=_("drive"),
        db_index=False,
    )
    shift = models.ForeignKey(
        drive_models.Shift,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("shift"),
        db_index=False,
    )
    unit = models.ForeignKey(
        units_models.Unit,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unit"),
        db_index=False,
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
    households = models.PositiveIntegerField(_("households visited"), default=0)
    photo_sha256 = models.CharField(_("digest of the photo"), max_length=64, blank=True)
    by_user = models.ForeignKey(
        accounts_models.User,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("logged by"),
        db_index=False,
    )
    by_device = models.ForeignKey(
        joining_models.DeviceToken,
        on_delete=models.PROTECT,
        related_name="entries",
        null=True,
        verbose_name=_("logged by phone"),
        db_index=False,
    )
    is_held = models.BooleanField(_("waits for the organiser's word"), default=False)
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
            models.CheckConstraint(
                condition=Q(is_held=False) | Q(voided_at__isnull=True),
                name="drives_entry_void_is_not_held",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "day"], name="drives_entry_unit_day"),
            models.Index(fields=["drive", "day"], name="drives_entry_drive_day"),
            models.Index(
                fields=["by_device", "occurred_at"],
                condition=Q(by_device__isnull=False),
                name="drives_entry_device_when",
            ),
            models.Index(
                fields=["by_user", "occurred_at"],
                condition=Q(by_user__isnull=False),
                name="drives_entry_user_when",
            ),
            models.Index(
                fields=["shift"], condition=Q(shift__isnull=False), name="drives_entry_shift"
            ),
            models.Index(fields=["drive"], condition=Q(is_held=True), name="drives_entry_held"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.people}"


class SupportCount(kernel_models.AuditedModel):
    """How often one outcome happened in an entry, for one app or for none."""

    # Found by entry through the first constraint; nobody asks for all counts of an app.
    entry = models.ForeignKey(
        SupportEntry, on_delete=models.PROTECT, related_name="counts", db_index=False
    )
    app = models.ForeignKey(
        directives_models.DeclarationApp,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
    )
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices)
    count = models.PositiveIntegerField(_("count"))

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "outcome", "app"], name="drives_count_once_an_app"
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


class ReasonCount(kernel_models.AuditedModel):
    """How many households of an entry gave one reason why nothing was done there."""

    entry = models.ForeignKey(
        SupportEntry, on_delete=models.PROTECT, related_name="reasons", db_index=False
    )
    reason = models.CharField(_("reason"), max_length=16, choices=VisitReason.choices)
    count = models.PositiveIntegerField(_("households"))

    class Meta:
        verbose_name = _("reason of households")
        verbose_name_plural = _("reasons of households")
        constraints = [
            models.UniqueConstraint(fields=["entry", "reason"], name="drives_reason_once_an_entry"),
            models.CheckConstraint(condition=Q(count__gte=1), name="drives_reason_from_one"),
            models.CheckConstraint(
                condition=Q(reason__in=VisitReason.values), name="drives_reason_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.count}"
