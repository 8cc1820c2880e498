"""Forgetting photos on the day that was promised."""

from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.audit import services as audit_services
from campaigns.directives import models as directives_models
from campaigns.inspections import models
from campaigns.inspections.services import photos
from campaigns.kernel import actor, writing

# Said where the model declares its personal fields.
KEPT_AFTER_END = timedelta(days=90)


def purge_photos(*, by: actor.Actor, at: datetime) -> int:
    """Delete the photos 90 days after the last campaign ended; return how many.

    The records stay. While a campaign runs, or has no end, the photos do too. A second run finds
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
        if count:
            audit_services.record(
                "inspections.photos_forgotten", rows[0].inspection, after={"photos": count}
            )
    return count
