"""Scans of short links: a row each until the sweep counts it, and the totals that stay.

No address is kept. A visitor is told from another by a digest whose salt is drawn anew each day
and deleted with the digests on the day after, so that nobody can be followed from day to day or
found again later.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.premises.models.links import Link

CLAIMED_LETTERS = 40
"""How much of a claimed code is kept; ours have ten letters."""
VISITOR_LETTERS = 32
_NOBODY_KNOWS: tuple[kernel_models.PersonalField, ...] = (
    kernel_models.PersonalField(
        "visitor", "count a phone once a day", "until it is counted, the next day at the latest"
    ),
)


class Scan(models.Model):
    """One hit that the sweep has not counted yet, taken from the file in which it was noted.

    With `claimed` it is a possible forgery: the code is unknown (`link` is null) or was revoked.
    """

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="+", null=True)
    claimed = models.CharField(_("claimed code"), max_length=CLAIMED_LETTERS, blank=True)
    scanned_at = models.DateTimeField(_("scanned at"))
    is_human = models.BooleanField(_("by a person"))
    visitor = models.CharField(_("visitor"), max_length=VISITOR_LETTERS, blank=True)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = _NOBODY_KNOWS

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        constraints = [
            models.CheckConstraint(
                condition=Q(link__isnull=False) | ~Q(claimed=""), name="premises_scan_of_something"
            ),
            models.CheckConstraint(
                condition=Q(is_human=True) & ~Q(visitor="") | Q(is_human=False, visitor=""),
                name="premises_scan_people_have_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link_id or self.claimed} {self.scanned_at}"


class ScanFile(models.Model):
    """How far a file of scans was taken into the database; `ended_at` when it was taken whole."""

    name = models.CharField(_("file"), max_length=40)
    taken_bytes = models.PositiveBigIntegerField(_("taken, in bytes"), default=0)
    ended_at = models.DateTimeField(_("taken whole at"), null=True, blank=True)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("file of scans")
        verbose_name_plural = _("files of scans")
        constraints = [
            models.UniqueConstraint(fields=["name"], name="premises_scan_file_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ScanSalt(models.Model):
    """What a day's digests were made with; deleted the day after."""

    salt_date = models.DateField(_("day"), unique=True)
    salt = models.CharField(_("salt"), max_length=64)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField("salt", "count a phone once a day", "the day after"),
    )

    class Meta:
        verbose_name = _("salt of a day")
        verbose_name_plural = _("salts of days")
        constraints = [
            models.CheckConstraint(condition=~Q(salt=""), name="premises_salt_not_empty"),
        ]

    def __str__(self) -> str:
        return str(self.salt_date)


class ScanVisitor(models.Model):
    """A digest that was counted at a link this day; deleted the day after."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="+")
    scan_date = models.DateField(_("day"))
    visitor = models.CharField(_("visitor"), max_length=VISITOR_LETTERS)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = _NOBODY_KNOWS

    class Meta:
        verbose_name = _("visitor of a day")
        verbose_name_plural = _("visitors of a day")
        constraints = [
            models.UniqueConstraint(
                fields=["scan_date", "link", "visitor"], name="premises_visitor_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.scan_date}"


class ScanRollup(models.Model):
    """Scans of a link within an hour.

    `total` is every answer that was sent; `human` leaves out robots, previews and requests for the
    head alone; `visitors` counts of these each phone in the hour in which it came first that day,
    so that hours add up to the day. Days do not add up to people: who comes again counts again.
    """

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="rollups")
    hour_at = models.DateTimeField(_("hour"))
    total = models.PositiveBigIntegerField(_("all"), default=0)
    human = models.PositiveBigIntegerField(_("by people"), default=0)
    visitors = models.PositiveBigIntegerField(_("different phones"), default=0)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("total of scans")
        verbose_name_plural = _("totals of scans")
        constraints = [
            models.UniqueConstraint(fields=["link", "hour_at"], name="premises_scans_once_an_hour"),
            models.CheckConstraint(
                condition=Q(human__lte=F("total"), visitors__lte=F("human")),
                name="premises_scans_parts_of_the_whole",
            ),
        ]
        indexes = [models.Index(fields=["hour_at"], name="premises_scans_by_hour")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.hour_at} {self.total}"


class StrayReason(models.TextChoices):
    """Why a scanned code did not lead anywhere."""

    UNKNOWN = "UNKNOWN", _("never given out")
    REVOKED = "REVOKED", _("revoked")


class StrayRollup(models.Model):
    """Scans of a code that nobody gave out or that was revoked, in a day: a possible forgery.

    `link` is the revoked link, or the one of ours whose code is but a letter away. Beyond some
    hundreds of unknown codes a day, as from somebody who guesses, the rest count as one with an
    empty `claimed`.
    """

    scan_date = models.DateField(_("day"))
    claimed = models.CharField(_("claimed code"), max_length=CLAIMED_LETTERS, blank=True)
    reason = models.CharField(_("why"), max_length=7, choices=StrayReason.choices)
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="+", null=True)
    total = models.PositiveBigIntegerField(_("all"), default=0)
    human = models.PositiveBigIntegerField(_("by people"), default=0)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("possible forgery")
        verbose_name_plural = _("possible forgeries")
        constraints = [
            models.UniqueConstraint(
                fields=["scan_date", "claimed"], name="premises_stray_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(reason="UNKNOWN") | Q(reason="REVOKED", link__isnull=False),
                name="premises_stray_revoked_was_a_link",
            ),
            models.CheckConstraint(
                condition=Q(human__lte=F("total")), name="premises_stray_parts_of_the_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scan_date} {self.claimed}"
