"""Units, their tree through time, their heads, and the grants that give people rights in them."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.kernel import models as kernel_models
from campaigns.kernel import roles


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose validity holds on a day; `valid_to_date` is the last day, null means open."""
    return Q(**{f"{prefix}valid_from_date__lte": on}) & (
        Q(**{f"{prefix}valid_to_date__isnull": True}) | Q(**{f"{prefix}valid_to_date__gte": on})
    )


def _ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_to_date__isnull=True) | Q(valid_to_date__gte=F("valid_from_date")),
        name=name,
    )


class UnitKind(kernel_models.AuditedModel):
    """A kind of unit from the kit: commune, department, mass organisation, media outlet…

    `is_commanded` is false for bodies outside the People's Committee's command (Party bodies,
    mass organisations): they are requested, not ordered (clause 2: «đề nghị»). `is_governing` is
    true for committees that stand over the territory under which they hang (`UnitClosure`).
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    is_territorial = models.BooleanField(_("is a territory"), default=False)
    is_commanded = models.BooleanField(_("is under the committee's command"), default=True)
    is_governing = models.BooleanField(_("governs its territory"), default=False)

    class Meta:
        verbose_name = _("unit kind")
        verbose_name_plural = _("unit kinds")

    def __str__(self) -> str:
        return self.name_vi


class UnitQuerySet(kernel_models.AuditedQuerySet["Unit"]):
    """Units in the words of the house."""

    def in_force(self, on: date) -> "UnitQuerySet":
        return self.filter(in_force(on))

    def subtree_of(self, unit: "Unit | int", on: date) -> "UnitQuerySet":
        """The unit and everything under it on that day."""
        pk = unit if isinstance(unit, int) else unit.pk
        below = UnitClosure.objects.filter(in_force(on), ancestor_id=pk).values("descendant_id")
        return self.filter(pk__in=below)

    def visible_to(self, user: models.Model, on: date) -> "UnitQuerySet":
        """Units in which the user's grants reach on that day."""
        granted = Grant.objects.filter(in_force(on), user_id=user.pk).values("unit_id")
        below = UnitClosure.objects.filter(in_force(on), ancestor_id__in=granted)
        return self.filter(pk__in=below.values("descendant_id"))


class Unit(kernel_models.AuditedModel):
    """An organisation or territory with duties, on its days of validity.

    A code is not an identity: 18 of the 24 communes of 2025 carry a code that named another
    commune in 2021. Identity is code plus validity. `folded_text` holds names and aliases folded
    for search; matching compares the names themselves.
    """

    code = models.CharField(_("code"), max_length=20)
    kind = models.ForeignKey(UnitKind, on_delete=models.PROTECT, verbose_name=_("kind"))
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    short_name_vi = models.CharField(_("short name"), max_length=120)
    folded_text = models.CharField(_("search text"), max_length=800)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    valid_from_date = models.DateField(_("valid from"))
    valid_to_date = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = UnitQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from_date"], name="units_unit_code_and_start"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_to_date__isnull=True),
                name="units_unit_open_code",
            ),
            _ends_after_start("units_unit_ends_after_start"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="units_unit_point_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["folded_text"], name="units_unit_folded"),
            # Lists of anything in units are sorted by their names.
            models.Index(fields=["name_vi", "id"], name="units_unit_by_name"),
        ]

    def __str__(self) -> str:
        return self.name_vi


class UnitAlias(kernel_models.AuditedModel):
    """Another spelling or name under which a unit is met."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="units_alias_once_a_unit")
        ]

    def __str__(self) -> str:
        return self.name


class UnitOutline(kernel_models.AuditedModel):
    """Where a territory lies, as a kit draws it: a GeoJSON Polygon or MultiPolygon in degrees.

    `is_schematic` says that the line is no official border; every map then says so too.
    """

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="outline")
    geometry = models.JSONField(_("outline"))
    is_schematic = models.BooleanField(_("schematic"), default=False)

    class Meta:
        verbose_name = _("outline of a unit")
        verbose_name_plural = _("outlines of units")

    def __str__(self) -> str:
        return str(self.unit_id)


class ActiveRange(kernel_models.AuditedModel):
    """Days on which a unit works, and so is expected to report; a unit may have several."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="active_ranges")
    valid_from_date = models.DateField(_("from"))
    valid_to_date = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("active range")
        verbose_name_plural = _("active ranges")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "valid_from_date"], name="units_active_range_start"
            ),
            _ends_after_start("units_active_range_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from_date} – {self.valid_to_date or '…'}"


class UnitEdge(kernel_models.AuditedModel):
    """Who stood under whom, from when to when."""

    child = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parent_edges")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="child_edges")
    valid_from_date = models.DateField(_("from"))
    valid_to_date = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("place in the tree")
        verbose_name_plural = _("places in the tree")
        constraints = [
            models.UniqueConstraint(fields=["child", "valid_from_date"], name="units_edge_start"),
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(valid_to_date__isnull=True),
                name="units_edge_one_open_parent",
            ),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="units_edge_not_itself"),
            _ends_after_start("units_edge_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} ⊂ {self.parent_id}"


class UnitClosure(models.Model):
    """Every ancestor of every unit, itself included at depth 0, per validity range.

    Derived from edges by `services.rebuild_closure`, in the transaction that changed them;
    answers «the subtree as of a day» in one query. A committee stands over the territories below
    its own and what it commands there: those rows say `is_governed`, so that who draws the tree can
    leave them out. Not audited: it says nothing of its own.
    """

    ancestor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    descendant = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    depth = models.PositiveSmallIntegerField(_("depth"))
    is_governed = models.BooleanField(_("governed by a committee"), default=False)
    valid_from_date = models.DateField(_("from"))
    valid_to_date = models.DateField(_("to"), null=True, blank=True)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("closure row")
        verbose_name_plural = _("closure rows")
        constraints = [
            models.UniqueConstraint(
                fields=["ancestor", "descendant", "valid_from_date"], name="units_closure_once"
            ),
            _ends_after_start("units_closure_ends_after_start"),
        ]
        indexes = [models.Index(fields=["descendant", "ancestor"], name="units_closure_upward")]

    def __str__(self) -> str:
        return f"{self.ancestor_id} ⊃ {self.descendant_id}"


def stood_under(ancestors: Any, unit: str = "unit_id", day: str = "day") -> Exists:
    """A condition on rows: their unit stood under one of these, or was it, on the row's own day.

    What is dated before a unit's first day or after its last counts where it stood then.
    """
    on = OuterRef(day)
    starts = Q(valid_from_date__lte=on) | Q(valid_from_date=F("descendant__valid_from_date"))
    ends = Q(valid_to_date__gte=on) | Q(valid_to_date=F("descendant__valid_to_date"))
    rows = UnitClosure.objects.filter(starts, ends | Q(valid_to_date__isnull=True))
    return Exists(rows.filter(ancestor_id__in=ancestors, descendant_id=OuterRef(unit)))


class UnitHead(kernel_models.AuditedModel):
    """Who answers for a unit, from when to when (clause 1.e: the head is fully responsible)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="heads")
    full_name = models.CharField(_("full name"), max_length=120)
    title_vi = models.CharField(pgettext_lazy("of an office holder", "title"), max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    valid_from_date = models.DateField(_("from"))
    valid_to_date = models.DateField(_("to"), null=True, blank=True)
    is_demo = models.BooleanField(_("invented for the demo"), default=False)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "full_name", "name the accountable head (clause 1.e)", "as long as the decisions stand"
        ),
    )

    class Meta:
        verbose_name = _("head of unit")
        verbose_name_plural = _("heads of units")
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(valid_to_date__isnull=True),
                name="units_head_one_at_present",
            ),
            _ends_after_start("units_head_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.title_vi} {self.full_name}"


class Grant(kernel_models.AuditedModel):
    """A role that somebody holds in a unit and everything under it, from when to when."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants"
    )
    role = models.CharField(_("role"), max_length=20, choices=roles.Role.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants")
    valid_from_date = models.DateField(_("from"))
    valid_to_date = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=Q(valid_to_date__isnull=True),
                name="units_grant_open_once",
            ),
            models.CheckConstraint(
                condition=Q(role__in=roles.Role.values), name="units_grant_known_role"
            ),
            _ends_after_start("units_grant_ends_after_start"),
        ]
        indexes = [models.Index(fields=["user", "valid_to_date"], name="units_grant_user")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit_id}"


class Population(kernel_models.AuditedModel):
    """How many people live in a territory, as of a day, by a named source.

    Only what somebody entered: Loa invents none, adds none up and carries none forward by a rate.
    A rate uses the latest row that is not younger than the period's last day.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="populations", verbose_name=_("unit")
    )
    people = models.PositiveIntegerField(_("people"))
    as_of_date = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=300)
    is_demo = models.BooleanField(_("invented for the demo"), default=False)

    class Meta:
        verbose_name = _("population")
        verbose_name_plural = _("populations")
        constraints = [
            models.UniqueConstraint(fields=["unit", "as_of_date"], name="units_population_once"),
            models.CheckConstraint(condition=Q(people__gte=1), name="units_population_from_one"),
            models.CheckConstraint(condition=~Q(source=""), name="units_population_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.people} ({self.as_of_date:%d/%m/%Y})"


class TerritoryFileQuerySet(kernel_models.AuditedQuerySet["TerritoryFile"]):
    """Files in the words of the house."""

    def visible_to(self, user: models.Model, on: date) -> "TerritoryFileQuerySet":
        return self.filter(unit__in=Unit.objects.all().visible_to(user, on))


class TerritoryFile(kernel_models.AuditedModel):
    """A file of hamlets and populations: looked at first, then taken in whole or not at all.

    It may speak of `unit` and what stands under it. Its bytes are kept until it is settled; its
    lines are judged anew each time that somebody looks, by what Loa knows by then.
    """

    class State(models.TextChoices):
        CHECKED = "CHECKED", _("checked, nothing taken in yet")
        TAKEN_IN = "TAKEN_IN", _("taken in")
        DISCARDED = "DISCARDED", pgettext_lazy("of a file", "discarded")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.CHECKED: frozenset({State.TAKEN_IN, State.DISCARDED}),
        State.TAKEN_IN: frozenset(),
        State.DISCARDED: frozenset(),
    }

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="territory_files")
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"), editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.CHECKED
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("brought in at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    hamlets_count = models.PositiveIntegerField(_("hamlets entered"), default=0)
    populations_count = models.PositiveIntegerField(_("populations entered"), default=0)

    objects = TerritoryFileQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("file of hamlets and populations")
        verbose_name_plural = _("files of hamlets and populations")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="CHECKED", settled_at__isnull=True)
                | Q(state__in=("TAKEN_IN", "DISCARDED"), settled_at__isnull=False),
                name="units_territory_file_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
