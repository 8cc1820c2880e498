"""Photos of the point, announced by a record and uploaded piece by piece."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.drives.models import support as support_models
from campaigns.kernel import models as kernel_models
from campaigns.kernel import uploads

MAX_PHOTO_BYTES = uploads.MAX_PHOTO_BYTES


class EntryPhoto(kernel_models.AuditedModel):
    """The one photo of an entry: how much of it has come, and what is kept of it.

    `size` and `sha256` are of the bytes on the phone, `received_bytes` of them have come; what is
    kept (`file`, `kept_bytes`, `kept_sha256`) was encoded anew, without place or device. The file's
    name is random. `damages` counts the uploads whose bytes were others than announced.
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
    entry = models.OneToOneField(
        support_models.SupportEntry, on_delete=models.PROTECT, related_name="photo"
    )
    sha256 = models.CharField(_("digest as announced"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    received_bytes = models.PositiveIntegerField(_("bytes that came"), default=0)
    damages = models.PositiveSmallIntegerField(_("damaged uploads"), default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.UPLOADING
    )
    file = models.FileField(_("picture"), max_length=120, blank=True)
    kept_bytes = models.PositiveIntegerField(_("size as kept"), default=0)
    kept_sha256 = models.CharField(_("digest as kept"), max_length=64, blank=True)
    announced_at = models.DateTimeField(_("announced at"))
    kept_at = models.DateTimeField(_("kept since"), null=True)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "file", "shows the point; people may be seen", "campaign end + 90 days"
        ),
    )

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=MAX_PHOTO_BYTES), name="drives_photo_size"
            ),
            models.CheckConstraint(
                condition=Q(received_bytes__lte=F("size")), name="drives_photo_not_beyond_size"
            ),
            models.CheckConstraint(
                condition=(Q(state="KEPT") & ~Q(file="") & Q(kept_at__isnull=False))
                | (Q(state__in=["UPLOADING", "REFUSED", "FORGOTTEN"]) & Q(file="")),
                name="drives_photo_kept_has_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.client_uuid}"

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left for the phone to send: all came and was kept, at least once."""
        return self.state in {self.State.KEPT, self.State.FORGOTTEN}
