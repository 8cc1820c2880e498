"""Commendations: units and persons named for good work."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.conduct.models.recognition import RecognitionForm
from campaigns.kernel import models as kernel_models
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions


class CitationQuerySet(kernel_models.AuditedQuerySet["Citation"]):
    """Citations in the words of the house."""

    def decided(self) -> "CitationQuerySet":
        return self.filter(state=Citation.State.DECIDED)

    def of_subtree(self, unit: units_models.Unit | int, on: date) -> "CitationQuerySet":
        """Citations of the unit and of everything under it on that day."""
        below = units_models.Unit.objects.subtree_of(unit, on)
        return self.filter(unit__in=below.values("pk"))

    def decided_between(self, from_date: date, to_date: date) -> "CitationQuerySet":
        """Commendations whose decision is dated within the period, both days included."""
        return self.decided().filter(decision_date__range=(from_date, to_date))

    def visible_to(self, user: accounts_models.User, on: date) -> "CitationQuerySet":
        """What is public, where the user's grants reach; what is not, where they may see it."""
        reached = units_models.Unit.objects.visible_to(user, on).values("pk")
        trusted = units_permissions.units_where(user, roles.Permission.VIEW_CITATION, on=on)
        return self.filter(
            Q(state=Citation.State.DECIDED, unit__in=reached) | Q(unit__in=trusted.values("pk"))
        )


class Citation(kernel_models.AuditedModel):
    """A unit named for its work: proposed by one officer, decided by another.

    `accountable_head` headed the unit on the last day of the period, null when nobody was named.
    The stages of a council (verified, reviewed, raised) belong to statutory forms only.
    """

    class Kind(models.TextChoices):
        COMMENDATION = "COMMENDATION", _("Commendation")

    class State(models.TextChoices):
        NOMINATED = "NOMINATED", _("Proposed")
        DECIDED = "DECIDED", _("Decided")
        NOT_MET = "NOT_MET", _("Declined")
        WITHDRAWN = "WITHDRAWN", _("Withdrawn")

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {
        State.NOMINATED: frozenset({State.DECIDED, State.NOT_MET, State.WITHDRAWN}),
        State.DECIDED: frozenset(),
        State.NOT_MET: frozenset(),
        State.WITHDRAWN: frozenset(),
    }

    kind = models.CharField(
        _("kind"), max_length=12, choices=Kind.choices, default=Kind.COMMENDATION
    )
    unit = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    accountable_head = models.ForeignKey(
        units_models.UnitHead,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accountable head"),
    )
    form = models.ForeignKey(
        RecognitionForm, on_delete=models.PROTECT, related_name="+", verbose_name=_("form")
    )
    title = models.CharField(_("title"), max_length=200)
    folded_title = models.CharField(_("search text"), max_length=400)
    reasons = models.TextField(_("reasons"))
    from_date = models.DateField(_("period from"))
    to_date = models.DateField(_("period to"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.NOMINATED
    )
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    nominated_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.TextField(_("reason of the decision"), blank=True)
    decision_number = models.CharField(_("decision number"), max_length=60, blank=True)
    decision_date = models.DateField(_("decision date"), null=True, blank=True)
    decision_year = models.PositiveSmallIntegerField(_("decision year"), null=True, blank=True)
    signatory = models.CharField(_("signatory"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    is_demo = models.BooleanField(_("invented for the demo"), default=False)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "signatory", "name who signed the decision", "as long as the decision stands"
        ),
    )
    objects = CitationQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="COMMENDATION"), name="conduct_citation_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["NOMINATED", "DECIDED", "NOT_MET", "WITHDRAWN"]),
                name="conduct_citation_known_state",
            ),
            models.CheckConstraint(
                condition=Q(to_date__gte=F("from_date")), name="conduct_citation_period"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("nominated_by")),
                name="conduct_citation_decider_is_another",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="conduct_citation_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["DECIDED", "NOT_MET"], decided_at__isnull=False)
                | ~Q(state__in=["DECIDED", "NOT_MET"]) & Q(decided_at__isnull=True),
                name="conduct_citation_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="DECIDED", decision_date__isnull=False)
                & ~Q(decision_number="")
                & ~Q(signatory="")
                | ~Q(state="DECIDED")
                & Q(decision_date__isnull=True, decision_number="", signatory=""),
                name="conduct_citation_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="NOT_MET") | ~Q(decision_reason=""),
                name="conduct_citation_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="WITHDRAWN", withdrawn_at__isnull=False)
                | ~Q(state="WITHDRAWN") & Q(withdrawn_at__isnull=True),
                name="conduct_citation_withdrawn_at",
            ),
            models.CheckConstraint(
                condition=Q(decision_date__isnull=True, decision_year__isnull=True)
                | Q(decision_date__isnull=False, decision_year__isnull=False)
                & Q(decision_date__year=F("decision_year")),
                name="conduct_citation_decision_year",
            ),
            models.UniqueConstraint(
                fields=["decision_number", "decision_year"],
                condition=Q(state="DECIDED"),
                name="conduct_citation_number_once_a_year",
            ),
            # One achievement, one award (Law 06/2022/QH15, chapter IV).
            models.UniqueConstraint(
                fields=["unit", "form", "from_date", "to_date"],
                condition=Q(state__in=["NOMINATED", "DECIDED"]),
                name="conduct_citation_one_achievement_one_award",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "decision_date"], name="conduct_citation_unit"),
            models.Index(fields=["state", "decision_date"], name="conduct_citation_state"),
        ]

    def __str__(self) -> str:
        return self.title
