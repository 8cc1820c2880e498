"""Renditions: a piece cut for one medium in one language."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import languages
from campaigns.kernel import models as kernel_models


class Rendition(models.Model):
    """The piece cut for one medium in one language. Part of the page: saved with its drafts.

    The Vietnamese web text is the page's own body, so there is no rendition of it.
    """

    page = ParentalKey("cms.GuidancePage", on_delete=models.CASCADE, related_name="renditions")
    medium = models.CharField(_("medium"), max_length=12, choices=broadcast_models.Medium.choices)
    language = models.CharField(
        _("language"),
        max_length=12,
        choices=languages.Language.choices,
        default=languages.Language.VIETNAMESE,
    )
    title = models.CharField(_("headline"), max_length=255)
    text = models.TextField(_("text"))
    recording = models.ForeignKey(
        broadcast_models.Recording,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recording"),
    )

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "medium", "language"], name="cms_rendition_once"
            ),
            models.CheckConstraint(
                condition=models.Q(medium__in=broadcast_models.Medium.values),
                name="cms_rendition_medium",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=languages.Language.values),
                name="cms_rendition_language",
            ),
            models.CheckConstraint(
                condition=~models.Q(medium="WEB", language="vi"),
                name="cms_rendition_not_the_page_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_medium_display()} · {self.get_language_display()}"
