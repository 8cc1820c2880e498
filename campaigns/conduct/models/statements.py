"""What is said in a criticism's procedure, in the words of who said it, and the files with it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.conduct.models.criticisms import Criticism
from campaigns.conduct.models.frozen import FrozenModel, FrozenQuerySet
from campaigns.conduct.models.procedure import Side
from campaigns.kernel import models as kernel_models


class StatementKind(models.TextChoices):
    """What somebody says."""

    MORE_TIME = "MORE_TIME", _("request for more time")
    TIME_ANSWER = "TIME_ANSWER", _("answer to the request for more time")
    REPLY = "REPLY", _("reply")
    HEARING = "HEARING", _("note of a hearing")
    APPEAL = "APPEAL", _("appeal")


K = StatementKind


class Statement(FrozenModel):
    """One statement, added and never changed; `days` are working days asked for or given.

    A unit replies once, asks once for more time and appeals once.
    """

    criticism = models.ForeignKey(
        Criticism, on_delete=models.PROTECT, related_name="statements", verbose_name=_("criticism")
    )
    kind = models.CharField(_("kind"), max_length=11, choices=StatementKind.choices)
    text = models.TextField(_("text"))
    days = models.PositiveSmallIntegerField(_("working days"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("at"))

    objects = FrozenQuerySet["Statement"].as_manager()  # type: ignore[misc]  # narrows the base's

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=StatementKind.values) & ~Q(text=""),
                name="conduct_statement_says_something",
            ),
            models.UniqueConstraint(
                fields=["criticism", "kind"],
                condition=Q(kind__in=[K.MORE_TIME, K.TIME_ANSWER, K.REPLY, K.APPEAL]),
                name="conduct_statement_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.criticism_id}"


class CitationFile(FrozenModel):
    """A picture or PDF put forward by either side: looked into, written anew, without place or
    device; only the parties open it. Its name on disk is random; `statement` is what it came with.
    """

    MUTABLE: ClassVar[frozenset[str]] = frozenset({"file"})

    criticism = models.ForeignKey(
        Criticism, on_delete=models.PROTECT, related_name="files", verbose_name=_("criticism")
    )
    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="files",
        verbose_name=_("statement"),
    )
    side = models.CharField(_("side"), max_length=6, choices=Side.choices)
    file = models.FileField(_("file"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("kind"), max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("digest"), max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("added at"))

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "file", "evidence of either side; people may be seen", "as long as the decision stands"
        ),
    )
    objects = FrozenQuerySet["CitationFile"].as_manager()  # type: ignore[misc]  # narrows the base's

    class Meta:
        verbose_name = _("file of a citation")
        verbose_name_plural = _("files of citations")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    content_type__in=["image/jpeg", "application/pdf"], side__in=["OFFICE", "UNIT"]
                )
                & ~Q(sha256="")
                & ~Q(name=""),
                name="conduct_file_of_a_known_kind",
            ),
            # What the office puts forward belongs to the notice, what the unit does to its words.
            models.CheckConstraint(
                condition=Q(side="OFFICE", statement__isnull=True)
                | Q(side="UNIT", statement__isnull=False),
                name="conduct_file_of_a_side",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_data(self) -> dict[str, Any]:
        """What is frozen of it as evidence: the digest stands for the bytes."""
        return {
            "name": self.name,
            "content_type": self.content_type,
            "size": self.size,
            "sha256": self.sha256,
        }
