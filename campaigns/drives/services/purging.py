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
    """Empty names, phone numbers and addresses of volunteers 90 days after their campaign ended.

    What they logged stays, as do their hours: neither holds a name. A campaign without an end
    keeps them until one is entered. Return how many rows were emptied; a second run empties none.
    """
    last_end = timezone.localdate(at) - KEPT_AFTER_CAMPAIGN
    return sum(
        _forget(campaign, by, at)
        for campaign in directives_models.Campaign.objects.filter(ends_date__lt=last_end)
    )


def _forget(campaign: directives_models.Campaign, by: actor.Actor, at: datetime) -> int:
    phones = models.DeviceToken.objects.filter(drive__movement__campaign=campaign).exclude(
        display_name="", phone=""
    )
    team = models.TeamMember.objects.filter(drive__movement__campaign=campaign).exclude(
        display_name="", phone="", email=""
    )
    if not phones.exists() and not team.exists():
        return 0
    with writing.writing(by=by, at=at):
        after = {
            "phones": phones.update(display_name="", phone=""),
            "members": team.update(display_name="", phone="", email=""),
        }
        audit_services.record("drives.volunteers_forgotten", campaign, after=after)
    return sum(after.values())
