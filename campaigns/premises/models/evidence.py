"""Photos that show a sheet where it hangs: kept as evidence, and forgotten on time."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.premises.models.posters import Poster


class EvidenceStep(models.TextChoices):
    """What of a sheet's life a photo shows."""

    POSTED = "POSTED", _("posted")
    VERIFIED = "VERIFIED", _("verified")


class PosterPhoto(kernel_models.AuditedModel):
    """One photo of a sheet at one step, encoded anew: upright, small, without place or device.

    The file's name is random; `sha256` and `size` (bytes) are of what is kept. Once forgotten, the
    row still says that there was a photo, when and by whom.
    """

    poster = models.ForeignKey(
        Poster, on_delete=models.PROTECT, related_name="photos", verbose_name=_("sheet")
    )
    step = models.CharField(_("shows"), max_length=8, choices=EvidenceStep.choices)
    file = models.FileField(_("picture"), max_length=120, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("digest"), max_length=64)
    kept_at = models.DateTimeField(_("kept since"))
    kept_by = models.CharField(_("by"), max_length=100)
    forgotten_at = models.DateTimeField(_("forgotten at"), null=True)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "file", "shows a door; people may be seen", "end of the sheet or campaign + 90 days"
        ),
    )

    class Meta:
        verbose_name = _("photo of a sheet")
        verbose_name_plural = _("photos of sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["poster", "step"], name="premises_posterphoto_one_a_step"
            ),
            models.CheckConstraint(
                condition=Q(step__in=EvidenceStep.values), name="premises_posterphoto_known_step"
            ),
            models.CheckConstraint(
                condition=(~Q(file="") & Q(forgotten_at__isnull=True))
                | (Q(file="") & Q(forgotten_at__isnull=False)),
                name="premises_posterphoto_file_until_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.poster_id} {self.step}"
