"""Photos that answer an item."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.inspections.models.inspections import Inspection
from campaigns.kernel import models as kernel_models


class InspectionPhoto(kernel_models.AuditedModel):
    """The picture of an item, encoded anew, without place or device; its file's name is random.

    After its time the file goes and the row stays: the record still says that there was one.
    """

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="photos", verbose_name=_("inspection")
    )
    item = models.CharField(_("item"), max_length=40)
    file = models.FileField(_("picture"), max_length=120, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("digest"), max_length=64)
    kept_at = models.DateTimeField(_("kept since"))
    kept_by = models.CharField(_("sent by"), max_length=64)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "file", "shows the premises; people may be seen", "campaign end + 90 days"
        ),
    )

    class Meta:
        verbose_name = _("photo of an inspection")
        verbose_name_plural = _("photos of inspections")
        constraints = [
            models.CheckConstraint(
                condition=~Q(item="") & ~Q(sha256=""), name="inspections_photo_of_an_item"
            ),
            models.UniqueConstraint(
                fields=["inspection", "item"], name="inspections_photo_once_an_item"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.item}"
