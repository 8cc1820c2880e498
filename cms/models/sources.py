"""Which web text each rendition was cut from, so that it can say when that has changed."""

import hashlib
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import languages
from campaigns.kernel import models as kernel_models


def digest(written: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(written.encode()).hexdigest()


class SourceQuerySet(models.QuerySet["RenditionSource"]):
    """Sources in the words of the house."""

    def stale(self) -> "SourceQuerySet":
        """Whose web text has changed since, in the latest draft."""
        return self.exclude(sha256=models.F("latest_sha256"))


class RenditionSource(models.Model):
    """The web text that a rendition was last brought up to date with.

    Beside the page, not part of its drafts: to say that a rendition still holds makes no new
    draft, so it can be said of a text that waits for its approval. Kept by the services that save
    drafts (`services.note_sources`); goes with its page. `latest_sha256` is the digest of the web
    text in the latest draft; `revision_id` the draft in which `text` stood, a plain number,
    because drafts may be cleared away. Who said that it holds is in the record of changes.
    """

    page = models.ForeignKey(
        "cms.GuidancePage",
        on_delete=models.CASCADE,
        related_name="sources",
        verbose_name=_("page"),
    )
    medium = models.CharField(_("medium"), max_length=12, choices=broadcast_models.Medium.choices)
    language = models.CharField(_("language"), max_length=12, choices=languages.Language.choices)
    revision_id = models.PositiveBigIntegerField(_("revision"))
    text = models.TextField(_("web text"))
    sha256 = models.CharField(_("digest"), max_length=64)
    latest_sha256 = models.CharField(_("digest of the latest web text"), max_length=64)
    checked_at = models.DateTimeField(_("brought up to date at"))

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source of a rendition")
        verbose_name_plural = _("sources of renditions")
        constraints = [
            models.UniqueConstraint(fields=["page", "medium", "language"], name="cms_source_once"),
            models.CheckConstraint(
                condition=models.Q(medium__in=broadcast_models.Medium.values),
                name="cms_source_medium",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=languages.Language.values),
                name="cms_source_language",
            ),
        ]
        indexes = [
            models.Index(
                fields=["page"],
                condition=~models.Q(sha256=models.F("latest_sha256")),
                name="cms_source_stale",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.medium} {self.language}"
