"""What a citation stands on, frozen as it was when it was put forward."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.conduct.models.citations import Citation
from campaigns.conduct.models.criticisms import Criticism
from campaigns.conduct.models.frozen import FrozenModel, FrozenQuerySet
from campaigns.conduct.models.statements import CitationFile


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is; the first four are read from rows that may change later."""

    FIGURE = "FIGURE", _("figure")
    FINDING = "FINDING", _("finding of an inspection")
    AIRING = "AIRING", _("airing")
    ASSIGNMENT = "ASSIGNMENT", _("duty")
    FILE = "FILE", _("file")
    TEXT = "TEXT", _("text")
    LINK = "LINK", _("link")


class EvidenceQuerySet(FrozenQuerySet["Evidence"]):
    """Evidence is added and read, never changed or removed."""


class Evidence(FrozenModel):
    """One thing that a citation stands on, frozen as it was when it was put forward.

    Of a commendation that is when it is proposed, of a criticism when the unit is given notice.
    `data` holds a `kernel.Figure` as values, what was read of a row (with the number and version of
    the reading), or a text, or a link with its label; `sha256` is the digest of its canonical JSON,
    also kept by the audit event of the act.
    """

    Kind = EvidenceKind

    citation = models.ForeignKey(
        Citation, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    criticism = models.ForeignKey(
        Criticism, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    file = models.ForeignKey(
        CitationFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=EvidenceKind.choices)
    data = models.JSONField(_("data"))
    sha256 = models.CharField(_("digest"), max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("added at"))

    objects = EvidenceQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EvidenceKind.values), name="conduct_evidence_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(citation__isnull=False, criticism__isnull=True)
                | Q(citation__isnull=True, criticism__isnull=False),
                name="conduct_evidence_of_one_citation",
            ),
            models.CheckConstraint(
                condition=Q(kind="FILE", file__isnull=False)
                | ~Q(kind="FILE") & Q(file__isnull=True),
                name="conduct_evidence_file_is_there",
            ),
            models.UniqueConstraint(
                fields=["citation", "position"], name="conduct_evidence_position_once"
            ),
            models.UniqueConstraint(
                fields=["criticism", "position"], name="conduct_evidence_criticism_position_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"
