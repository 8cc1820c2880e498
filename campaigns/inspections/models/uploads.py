"""Photos of records that were made on a phone without network: they follow piece by piece."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.inspections.models.inspections import Inspection
from campaigns.kernel import models as kernel_models
from campaigns.kernel import uploads


class PhotoUpload(kernel_models.AuditedModel):
    """How much of the photo of an item has come; what is kept of it is an `InspectionPhoto`.

    `sha256` and `size` are of the bytes on the phone; the record's answer to the item is that
    digest. `damages` counts the uploads whose bytes were others than announced.
    """

    class State(models.TextChoices):
        UPLOADING = "UPLOADING", _("on its way")
        KEPT = "KEPT", _("kept")
        REFUSED = "REFUSED", _("refused: no picture")
        FORGOTTEN = "FORGOTTEN", _("forgotten after its time")

    TRANSITIONS: dict[str, frozenset[str]] = {
        State.UPLOADING: frozenset({State.KEPT, State.REFUSED, State.FORGOTTEN}),
        State.KEPT: frozenset({State.FORGOTTEN}),
        State.REFUSED: frozenset(),
        State.FORGOTTEN: frozenset(),
    }

    client_uuid = models.UUIDField(_("photo number"), primary_key=True)
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="uploads", verbose_name=_("inspection")
    )
    item = models.CharField(_("item"), max_length=40)
    sha256 = models.CharField(_("digest as announced"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    received_bytes = models.PositiveIntegerField(_("bytes that came"), default=0)
    damages = models.PositiveSmallIntegerField(_("damaged uploads"), default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.UPLOADING
    )
    announced_at = models.DateTimeField(_("announced at"))

    class Meta:
        verbose_name = _("photo on its way")
        verbose_name_plural = _("photos on their way")
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=uploads.MAX_PHOTO_BYTES),
                name="inspections_upload_size",
            ),
            models.CheckConstraint(
                condition=Q(received_bytes__lte=F("size")), name="inspections_upload_not_beyond"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["UPLOADING", "KEPT", "REFUSED", "FORGOTTEN"]),
                name="inspections_upload_known_state",
            ),
            models.UniqueConstraint(
                fields=["inspection", "item"], name="inspections_upload_once_an_item"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.client_uuid}"

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left for the phone to send: all came and was kept, at least once."""
        return self.state in {self.State.KEPT, self.State.FORGOTTEN}
