"""Lists of premises brought in as files: what each says, what it changed, and what stood before."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.jobs import models as jobs_models
from campaigns.kernel import models as kernel_models
from campaigns.kernel import roles
from campaigns.premises.models.registry import Premises
from campaigns.premises.models.vocabulary import PremisesKind
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions


class ImportState(models.TextChoices):
    """How far a list has come, in the officer's words."""

    UPLOADED = "UPLOADED", _("columns to be confirmed")
    CHECKING = "CHECKING", _("being looked at")
    CHECKED = "CHECKED", _("looked at, nothing taken in yet")
    TAKING_IN = "TAKING_IN", _("being taken in")
    STOPPED = "STOPPED", _("stopped half-way")
    DONE = "DONE", pgettext_lazy("of a list", "taken in")
    UNDOING = "UNDOING", _("being undone")
    UNDONE = "UNDONE", pgettext_lazy("of a list", "undone")
    DISCARDED = "DISCARDED", pgettext_lazy("of a list", "discarded")


class ImportQuerySet(kernel_models.AuditedQuerySet["Import"]):
    """Lists in the words of the house."""

    def kept_by(self, user: units_permissions.Visitor) -> "ImportQuerySet":
        """Lists of units where the user keeps premises; they hold contacts, so nobody else's."""
        units = units_permissions.units_where(user, roles.Permission.MANAGE_PREMISES)
        return self.filter(unit__in=units.values("pk"))


S = ImportState


class Import(kernel_models.AuditedModel):
    """A list of premises as a file, from its upload to the register, and back if it was wrong.

    `unit` is whose list it is: its rows speak of communes of that unit, and the way in which its
    columns were read is remembered for its next list. `mapping` says in which column (from 0)
    each field stands. What the file holds is kept until `forgotten_at`; counts stay.
    """

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        S.UPLOADED: frozenset({S.CHECKING, S.DISCARDED}),
        S.CHECKING: frozenset({S.CHECKED, S.UPLOADED}),
        S.CHECKED: frozenset({S.CHECKING, S.TAKING_IN, S.DISCARDED}),
        S.TAKING_IN: frozenset({S.DONE, S.STOPPED}),
        S.STOPPED: frozenset({S.TAKING_IN, S.UNDOING}),
        S.DONE: frozenset({S.UNDOING}),
        S.UNDOING: frozenset({S.UNDONE, S.STOPPED}),
        S.UNDONE: frozenset(),
        S.DISCARDED: frozenset(),
    }
    State = ImportState

    unit = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("digest"), max_length=64)
    header = models.JSONField(_("headings"))
    mapping = models.JSONField(_("columns"), default=dict)
    kind = models.ForeignKey(
        PremisesKind,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kind of rows that name none"),
    )
    commune = models.ForeignKey(
        units_models.Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commune of rows that name none"),
    )
    state = models.CharField(_("state"), max_length=9, choices=S.choices, default=S.UPLOADED)
    job = models.ForeignKey(
        jobs_models.Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("brought in at"))
    taken_in_at = models.DateTimeField(_("taken in at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    forgotten_at = models.DateTimeField(_("file forgotten at"), null=True, blank=True)
    lines = models.PositiveIntegerField(_("lines"), default=0)
    new_rows = models.PositiveIntegerField(_("new"), default=0)
    changed_rows = models.PositiveIntegerField(_("changed"), default=0)
    same_rows = models.PositiveIntegerField(_("unchanged"), default=0)
    faulty_lines = models.PositiveIntegerField(_("faulty"), default=0)
    added = models.PositiveIntegerField(_("added"), default=0)
    amended = models.PositiveIntegerField(_("corrected"), default=0)
    left_out = models.PositiveIntegerField(_("left out"), default=0)
    restored = models.PositiveIntegerField(_("restored"), default=0)
    removed = models.PositiveIntegerField(_("removed"), default=0)
    kept = models.PositiveIntegerField(_("left as it is"), default=0)

    objects = ImportQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("list of premises")
        verbose_name_plural = _("lists of premises")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="premises_import_known"),
        ]
        indexes = [models.Index(fields=["unit", "-uploaded_at"], name="premises_import_of_unit")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def has_file(self) -> bool:
        """Whether what the file says is still kept: without it nothing can be undone."""
        return self.forgotten_at is None


class RegisterValues(models.Model):
    """What the register says of a premises, beside the register: fields as in `Premises`.

    Keys are not checked by the database here: they are when the values enter the register.
    """

    list_code = models.CharField(max_length=40, blank=True)
    kind = models.ForeignKey(
        PremisesKind, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    is_vehicle = models.BooleanField(default=False)
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=300, blank=True)
    hamlet = models.CharField(max_length=120, blank=True)
    commune = models.ForeignKey(
        units_models.Unit, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    owner = models.ForeignKey(
        units_models.Unit,
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
        null=True,
    )
    plate = models.CharField(max_length=30, blank=True)
    route = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    folded_name = models.CharField(max_length=200)
    folded_text = models.CharField(max_length=800)
    match_name = models.CharField(max_length=300)
    match_place = models.CharField(max_length=400, blank=True)
    # Keys of the payment methods, rising, with commas between; not said where empty.
    payments = models.CharField(max_length=200, blank=True, default="", db_default="")

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "contact_name", "take a list in, and undo it", "30 days after the list was brought in"
        ),
        kernel_models.PersonalField(
            "contact_phone", "take a list in, and undo it", "30 days after the list was brought in"
        ),
    )

    class Meta:
        abstract = True


class RowVerdict(models.TextChoices):
    """What taking a row in does."""

    NEW = "NEW", _("new")
    CHANGED = "CHANGED", _("changes what is known")
    SAME = "SAME", _("known already")


class RowOutcome(models.TextChoices):
    """What became of a row."""

    WAITING = "WAITING", _("not taken in")
    DONE = "DONE", _("taken in")
    LEFT_OUT = "LEFT_OUT", _("left out: its place, number or code went to another meanwhile")
    UNDONE = "UNDONE", _("undone")
    KEPT_CHANGED = "KEPT_CHANGED", _("left as it is: somebody changed it since")
    KEPT_USED = "KEPT_USED", _("left as it is: it has a code, a sheet or a history since")


class ImportRow(RegisterValues):
    """One line of a list without faults: what it says, whom it means, what became of it.

    `code` is the one that a new premises will have. With `has_own_code` the line named a code of
    Loa. `payload` is the official code that it states, and with `has_entered_code` it stands by this row.
    Not audited: the list is, with one event for each part that is taken in.
    """

    imported = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="rows", db_index=False
    )
    number = models.PositiveIntegerField(_("line"))
    code = models.CharField(max_length=12)
    payload = models.TextField(blank=True, default="", db_default="")
    payload_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    has_entered_code = models.BooleanField(default=False, db_default=False)
    has_own_code = models.BooleanField(default=False)
    from_date = models.DateField()
    premises = models.ForeignKey(
        Premises, on_delete=models.PROTECT, null=True, related_name="import_rows"
    )
    verdict = models.CharField(max_length=7, choices=RowVerdict.choices, default=RowVerdict.NEW)
    outcome = models.CharField(
        max_length=12, choices=RowOutcome.choices, default=RowOutcome.WAITING
    )

    class Meta:
        verbose_name = _("row of a list")
        verbose_name_plural = _("rows of lists")
        constraints = [
            models.UniqueConstraint(fields=["imported", "number"], name="premises_import_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class ImportBefore(RegisterValues):
    """What the register said of a premises before a list changed it; undoing brings it back."""

    imported = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="before", db_index=False
    )
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="import_before")

    class Meta:
        verbose_name = _("premises before a list")
        verbose_name_plural = _("premises before lists")
        constraints = [
            models.UniqueConstraint(
                fields=["imported", "premises"], name="premises_import_before_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.premises_id} {self.name}"


class ImportFault(models.Model):
    """A cell of a list that is to be mended: where it stands, what it holds, what to do."""

    imported = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="faults")
    number = models.PositiveIntegerField(_("line"))
    column = models.CharField(_("column"), max_length=120)
    value = models.CharField(_("what stands there"), max_length=120, blank=True)
    message = models.CharField(_("what to do"), max_length=400)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "value", "the officer can mend the list", "30 days after the list was brought in"
        ),
    )

    class Meta:
        verbose_name = _("fault of a list")
        verbose_name_plural = _("faults of lists")

    def __str__(self) -> str:
        return f"{self.number} {self.column}"
