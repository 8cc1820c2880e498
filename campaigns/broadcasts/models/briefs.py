"""Briefs: what the newsroom is asked to tell, with the facts that it may tell."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts.models.vocabulary import FrozenModel, FrozenQuerySet
from campaigns.directives import models as directives_models
from campaigns.kernel import roles
from campaigns.units import models as units_models

_READING_ROLES = [
    role for role, held in roles.ROLE_PERMISSIONS.items() if roles.Permission.VIEW_COVERAGE in held
]


class BriefSource(models.TextChoices):
    """What a brief stands on."""

    CLAUSE = "CLAUSE", _("Clause of a directive")
    CITATION = "CITATION", _("Commendation or criticism")
    FREE = "FREE", _("The newsroom's own matter")


class CitationKind(models.TextChoices):
    """Kinds of citations that become briefs; their rows live in a higher storey."""

    COMMENDATION = "COMMENDATION", _("Commendation")
    CRITICISM = "CRITICISM", _("Criticism")


class BriefQuerySet(FrozenQuerySet["Brief"]):
    """Briefs in the words of the house."""

    def standing(self) -> "BriefQuerySet":
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, user: models.Model, on: date) -> "BriefQuerySet":
        """Briefs of units over the user's newsrooms, of these, and of what stands under them.

        A brief of the province is read by every newsroom in it.
        """
        granted = units_models.Grant.objects.filter(
            units_models.in_force(on), user_id=user.pk, role__in=_READING_ROLES
        )
        closure = units_models.UnitClosure.objects.filter(units_models.in_force(on))
        over = closure.filter(descendant_id__in=granted.values("unit_id")).values("ancestor_id")
        under = closure.filter(ancestor_id__in=granted.values("unit_id")).values("descendant_id")
        return self.filter(Q(unit_id__in=over) | Q(unit_id__in=under))


class Brief(FrozenModel):
    """A matter that newsrooms of a unit are asked to tell, frozen when it is issued.

    A citation is named by plain values: this storey knows nothing of the one it stands in. Then
    `facts` holds just what was issued, and no piece may say more of it. Only the withdrawal is
    written later.
    """

    MUTABLE: ClassVar[frozenset[str]] = frozenset(
        {"withdrawn_by", "withdrawn_at", "withdrawn_reason"}
    )

    unit = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    title = models.CharField(_("title"), max_length=200)
    folded_title = models.CharField(_("search text"), max_length=400)
    about = models.TextField(_("what it is about"), blank=True)
    source = models.CharField(_("source"), max_length=10, choices=BriefSource.choices)
    clause = models.ForeignKey(
        directives_models.Clause,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("clause"),
    )
    citation_kind = models.CharField(
        _("kind of citation"), max_length=12, choices=CitationKind.choices, blank=True
    )
    citation_id = models.PositiveBigIntegerField(_("citation"), null=True, blank=True)
    facts = models.TextField(_("facts as issued"), blank=True)
    issued_at = models.DateTimeField(_("issued at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("reason for the withdrawal"), max_length=500, blank=True)

    objects = BriefQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    source="CLAUSE",
                    clause__isnull=False,
                    citation_id__isnull=True,
                    citation_kind="",
                )
                | Q(
                    source="CITATION",
                    clause__isnull=True,
                    citation_id__isnull=False,
                    citation_kind__in=CitationKind.values,
                    facts__gt="",
                )
                | Q(source="FREE", clause__isnull=True, citation_id__isnull=True, citation_kind=""),
                name="broadcasts_brief_stands_on_one_source",
            ),
            models.UniqueConstraint(
                fields=["citation_kind", "citation_id"],
                condition=Q(source="CITATION", withdrawn_at__isnull=True),
                name="broadcasts_brief_once_a_citation",
            ),
            models.CheckConstraint(
                condition=Q(
                    withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawn_reason=""
                )
                | Q(
                    withdrawn_by__isnull=False,
                    withdrawn_at__isnull=False,
                    withdrawn_reason__gt="",
                ),
                name="broadcasts_brief_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title
