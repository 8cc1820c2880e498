"""Photos of records: how far one has come, and which may be seen."""

import uuid

from campaigns.accounts import models as accounts_models
from campaigns.drives import models


def find_photo(
    number: uuid.UUID, sender: accounts_models.User | models.DeviceToken
) -> models.EntryPhoto | None:
    """The photo that the sender announced under a number; None when they announced none."""
    sent = models.SupportEntry.objects.sent_by(sender)
    rows = models.EntryPhoto.objects.select_related("entry__drive")
    return rows.filter(pk=number, entry__in=sent).first()


def has_picture(entry: models.SupportEntry) -> bool:
    """Whether a photo of the entry can be shown; it is to be selected along with the entry."""
    photo: models.EntryPhoto | None = getattr(entry, "photo", None)
    return photo is not None and photo.state == models.EntryPhoto.State.KEPT
