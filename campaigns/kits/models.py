"""What of a kit was applied, so that applying it again knows what people changed since."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models


class KitRow(kernel_models.AuditedModel):
    """One row of a kit as it was last applied.

    `digest` is of what the kit said; `snapshot` holds the values of the object right after. A
    difference between the snapshot and the object now is the work of people and is never
    overwritten.
    """

    kit_code = models.SlugField(_("kit"), max_length=40)
    kind = models.CharField(_("kind of row"), max_length=30)
    key = models.CharField(_("key"), max_length=250)
    digest = models.CharField(_("digest"), max_length=64)
    snapshot = models.JSONField(_("values as applied"))
    applied_at = models.DateTimeField(_("applied at"))

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("applied kit row")
        verbose_name_plural = _("applied kit rows")
        constraints = [
            models.UniqueConstraint(
                fields=["kit_code", "kind", "key"], name="kits_row_applied_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kit_code}: {self.kind} {self.key}"
