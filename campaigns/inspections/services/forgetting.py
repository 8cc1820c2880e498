"""Forgetting photos on the day that was promised."""

from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.audit import services as audit_services
from campaigns.directives import models as directives_models
from campaigns.inspections import models
from campaigns.inspections.services import following, photos
from campaigns.kernel import actor, writing
from campaigns.kernel import models as kernel_models

# Said where the model declares its personal fields.
KEPT_AFTER_END = timedelta(days=90)


def purge_photos(*, by: actor.Actor, at: datetime) -> int:
    """Delete the photos, and where inspectors stood, 90 days after the last campaign ended; return
    how many photos.

    The records stay. While a campaign runs, or has no end, the rest does too. A second run finds
    nothing.
    """
    campaigns = directives_models.Campaign.objects.all()
    last_end = timezone.localdate(at) - KEPT_AFTER_END
    if not campaigns.exists() or campaigns.exclude(ends_date__lt=last_end).exists():
        return 0
    with writing.writing(by=by, at=at):
        due = models.InspectionPhoto.objects.exclude(file="").order_by("pk")
        rows = list(due.select_for_update())
        for photo in rows:
            photos.drop_file(photo)
        count = models.InspectionPhoto.objects.filter(pk__in=[p.pk for p in rows]).update(file="")
        coming = following.forget()
        if count or coming:
            after = {"photos": count, "coming": coming}
            audit_services.record("inspections.photos_forgotten", campaigns.all()[0], after=after)
        _forget_stamps()
    return count


def _forget_stamps() -> None:
    """Where inspectors stood goes from the records, and from what their phones sent."""
    stamped = models.Inspection.objects.filter(stamp_latitude__isnull=False).order_by("pk")
    rows = list(stamped.select_for_update())
    if not rows:
        return
    numbers = [row.record_uuid for row in rows if row.record_uuid]
    for receipt in kernel_models.FieldReceipt.objects.filter(pk__in=numbers):
        receipt.payload.pop("stamp", None)
        receipt.save(update_fields=["payload"])
    models.Inspection.objects.filter(pk__in=[row.pk for row in rows]).update(
        stamp_latitude=None, stamp_longitude=None, stamp_accuracy_m=None
    )
    audit_services.record("inspections.stamps_forgotten", rows[0], after={"stamps": len(rows)})
