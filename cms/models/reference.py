"""Reference data of the newsroom: how abbreviations are read out, whose rights are mirrored."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import languages
from campaigns.kernel import models as kernel_models


class LexiconKind(models.TextChoices):
    """What a spoken form is for."""

    ABBREVIATION = "ABBREVIATION", _("abbreviation")
    FOREIGN = "FOREIGN", _("foreign word")
    NAME = "NAME", _("proper name")
    UNIT = "UNIT", _("unit of measure")
    SYMBOL = "SYMBOL", _("sign")
    DOCUMENT = "DOCUMENT", _("part of a document's symbol")


class LexiconEntry(kernel_models.AuditedModel):
    """How an abbreviation or foreign name is read out: UBND is «Ủy ban nhân dân».

    Matched letter for letter, capitals too unless `is_case_sensitive` is off: folding would read
    «BA» as «Bà». A part of a document's symbol (VXNV in 2754/UBND-VXNV) is read there only.
    """

    written = models.CharField(_("as written"), max_length=60)
    spoken = models.CharField(_("as read out"), max_length=200)
    language = models.CharField(
        _("language"),
        max_length=12,
        choices=languages.Language.choices,
        default=languages.Language.VIETNAMESE,
    )
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=LexiconKind.choices,
        default=LexiconKind.ABBREVIATION,
        help_text=_("A part of a document's symbol is read in symbols only (2754/UBND-VXNV)."),
    )
    is_case_sensitive = models.BooleanField(
        _("only in these capitals"),
        default=True,
        help_text=_("Off, COVID-19 is also Covid-19."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("spoken form")
        verbose_name_plural = _("spoken forms")
        constraints = [
            models.UniqueConstraint(
                fields=["written", "language"], name="cms_lexicon_written_once"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=languages.Language.values),
                name="cms_lexicon_language",
            ),
            models.CheckConstraint(
                condition=models.Q(written__gt="", spoken__gt=""), name="cms_lexicon_not_empty"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=LexiconKind.values), name="cms_lexicon_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.written} → {self.spoken}"


class RightsMirror(models.Model):
    """As of which version of a person's grants, and which day, their CMS groups were set.

    Derived from grants by `services.mirror_rights`; not audited, because it says nothing of its
    own. The day is kept because grants begin and end by date without a new version.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    grants_version = models.PositiveIntegerField(_("version of the grants"))
    mirrored_date = models.DateField(_("mirrored on"))
    has_access = models.BooleanField(_("may enter the newsroom"), default=False)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("mirror of rights")
        verbose_name_plural = _("mirrors of rights")

    def __str__(self) -> str:
        return f"{self.user_id} v{self.grants_version}"
