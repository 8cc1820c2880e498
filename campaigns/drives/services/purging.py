"""Forgetting volunteers on the day that they were promised."""

from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.audit import services as audit_services
from campaigns.directives import models as directives_models
from campaigns.drives import models
from campaigns.kernel import actor, writing

# Said on the join page, and where the model declares its personal fields.
KEPT_AFTER_CAMPAIGN = timedelta(days=90)


def purge_volunteers(*, by: actor.Actor, at: datetime) -> int:
    """Empty names and phone numbers of volunteers 90 days after their campaign ended.

    What they logged stays: it never held a name. A campaign without an end keeps them until
    one is entered. Return how many phones were emptied; a second run empties none.
    """
    last_end = timezone.localdate(at) - KEPT_AFTER_CAMPAIGN
    return sum(
        _forget(campaign, by, at)
        for campaign in directives_models.Campaign.objects.filter(ends_date__lt=last_end)
    )


def _forget(campaign: directives_models.Campaign, by: actor.Actor, at: datetime) -> int:
    phones = models.DeviceToken.objects.filter(drive__movement__campaign=campaign)
    due = list(phones.exclude(display_name="", phone="").values_list("pk", flat=True))
    if not due:
        return 0
    with writing.writing(by=by, at=at):
        models.DeviceToken.objects.filter(pk__in=due).update(display_name="", phone="")
        audit_services.record("drives.volunteers_forgotten", campaign, after={"phones": len(due)})
    return len(due)
