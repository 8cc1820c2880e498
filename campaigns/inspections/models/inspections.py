"""One inspection: planned, given to an inspector, and its record."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.inspections.models.checklists import ChecklistVersion
from campaigns.kernel import models as kernel_models
from campaigns.kernel import roles
from campaigns.premises import models as premises_models
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions


class InspectionState(models.TextChoices):
    """How far an inspection has come; whether it is late is derived from its day."""

    PLANNED = "PLANNED", _("planned, nobody named")
    ASSIGNED = "ASSIGNED", _("given to an inspector")
    DONE = "DONE", _("recorded")
    CANCELLED = "CANCELLED", _("called off")


S = InspectionState
OPEN_STATES = (S.PLANNED, S.ASSIGNED)


class InspectionQuerySet(kernel_models.AuditedQuerySet["Inspection"]):
    """Inspections in the words of the house."""

    def open(self) -> "InspectionQuerySet":
        """Those still to be carried out."""
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, *, on: date) -> "InspectionQuerySet":
        """Those whose day went by without a record."""
        return self.open().filter(planned_date__lt=on)

    def visible_to(self, user: units_permissions.Visitor, *, on: date) -> "InspectionQuerySet":
        """Inspections of premises that the user may see."""
        return self.at_premises_where(user, roles.Permission.VIEW_PREMISES, on=on)

    def inspectable_by(self, user: units_permissions.Visitor, *, on: date) -> "InspectionQuerySet":
        """Inspections of premises that the user may inspect."""
        return self.at_premises_where(user, roles.Permission.INSPECT_PREMISES, on=on)

    def at_premises_where(
        self, user: units_permissions.Visitor, permission: roles.Permission, *, on: date
    ) -> "InspectionQuerySet":
        """Inspections of premises in, or answered for by, a unit where the user holds it."""
        # As a list: with a subquery, the database cannot tell a commune from a province.
        pks = list(
            units_permissions.units_where(user, permission, on=on).values_list("pk", flat=True)
        )
        return self.filter(Q(premises__commune_id__in=pks) | Q(premises__owner_id__in=pks))


class Inspection(kernel_models.AuditedModel):
    """A visit to a premises with a checklist.

    `unit` is whose inspectors go. `answers` (item code → answer) are drafts until the record is
    made, and frozen then together with the version that they answer. `points` of `points_possible`
    come from the weights of the items that applied; none possible: not scored. `record_uuid` is
    made when the form opens: sent twice, a record is stored once. `inspected_at` is when it
    happened, `received_at` when Loa heard of it. `item_notes` (item code → words) stand beside
    answers. The stamp is where the inspector's phone stood, in degrees and metres, if they gave it.
    """

    State = InspectionState
    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        S.PLANNED: frozenset({S.ASSIGNED, S.DONE, S.CANCELLED}),
        S.ASSIGNED: frozenset({S.ASSIGNED, S.DONE, S.CANCELLED}),
        S.DONE: frozenset(),
        S.CANCELLED: frozenset(),
    }

    premises = models.ForeignKey(
        premises_models.Premises,
        on_delete=models.PROTECT,
        related_name="inspections",
        verbose_name=_("premises"),
    )
    version = models.ForeignKey(
        ChecklistVersion,
        on_delete=models.PROTECT,
        related_name="inspections",
        verbose_name=_("checklist"),
    )
    unit = models.ForeignKey(
        units_models.Unit,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("inspecting unit"),
    )
    state = models.CharField(_("state"), max_length=9, choices=InspectionState.choices)
    planned_date = models.DateField(_("planned for"))
    planned_at = models.DateTimeField(_("planned at"))
    planned_by = models.CharField(_("planned by"), max_length=64)
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("inspector"),
    )
    assigned_at = models.DateTimeField(_("given at"), null=True)
    assigned_by = models.CharField(_("given by"), max_length=64, blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    note = models.TextField(_("remarks"), max_length=2000, blank=True)
    item_notes = models.JSONField(_("notes on items"), default=dict, blank=True)
    stamp_latitude = models.FloatField(_("latitude of the stamp"), null=True, blank=True)
    stamp_longitude = models.FloatField(_("longitude of the stamp"), null=True, blank=True)
    stamp_accuracy_m = models.PositiveIntegerField(
        _("accuracy of the stamp in metres"), null=True, blank=True
    )
    points = models.PositiveIntegerField(_("points"), null=True)
    points_possible = models.PositiveIntegerField(_("points possible"), null=True)
    inspected_at = models.DateTimeField(_("inspected at"), null=True)
    inspected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("inspected by"),
    )
    received_at = models.DateTimeField(_("received at"), null=True)
    record_uuid = models.UUIDField(_("number of the record"), null=True)
    record_sha256 = models.CharField(_("digest of the record"), max_length=64, blank=True)
    cancelled_at = models.DateTimeField(_("called off at"), null=True)
    cancelled_by = models.CharField(_("called off by"), max_length=64, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=400, blank=True)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = tuple(
        kernel_models.PersonalField(
            name, "shows that the inspector stood at the premises", "campaign end + 90 days"
        )
        for name in ("stamp_latitude", "stamp_longitude", "stamp_accuracy_m")
    )

    objects = InspectionQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=InspectionState.values), name="inspections_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=S.ASSIGNED)
                | Q(inspector__isnull=False, assigned_at__isnull=False) & ~Q(assigned_by=""),
                name="inspections_assigned_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=S.DONE,
                    inspected_at__isnull=False,
                    inspected_by__isnull=False,
                    received_at__isnull=False,
                    record_uuid__isnull=False,
                )
                | ~Q(state=S.DONE)
                & Q(
                    inspected_at__isnull=True,
                    inspected_by__isnull=True,
                    received_at__isnull=True,
                    record_uuid__isnull=True,
                ),
                name="inspections_recorded_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True, points_possible__isnull=True)
                | Q(
                    points__isnull=False,
                    points_possible__isnull=False,
                    points_possible__gte=1,
                    points__lte=F("points_possible"),
                ),
                name="inspections_points_within_possible",
            ),
            models.CheckConstraint(
                condition=Q(state=S.CANCELLED, cancelled_at__isnull=False)
                & ~Q(cancelled_by="")
                & ~Q(cancel_reason="")
                | ~Q(state=S.CANCELLED) & Q(cancelled_at__isnull=True, cancelled_by=""),
                name="inspections_called_off_says_why",
            ),
            models.UniqueConstraint(
                fields=["premises"],
                condition=Q(state__in=OPEN_STATES),
                name="inspections_one_open_a_premises",
            ),
            models.UniqueConstraint(fields=["record_uuid"], name="inspections_record_once"),
            models.CheckConstraint(
                condition=Q(
                    stamp_latitude__isnull=True,
                    stamp_longitude__isnull=True,
                    stamp_accuracy_m__isnull=True,
                )
                | Q(
                    state=S.DONE,
                    stamp_latitude__range=(-90, 90),
                    stamp_longitude__range=(-180, 180),
                    stamp_accuracy_m__isnull=False,
                ),
                name="inspections_stamp_is_a_place",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "planned_date", "id"], name="inspections_by_day"),
            models.Index(fields=["inspector", "state"], name="inspections_of_inspector"),
        ]

    def __str__(self) -> str:
        return f"{self.premises_id} {self.planned_date} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def percent(self) -> int | None:
        """Points of those possible, in whole percent, cut off: 99.9 is not full marks."""
        if self.points is None or not self.points_possible:
            return None
        return 100 * self.points // self.points_possible
