"""Removing the inspections of invented people and places, for good: the end of a demo."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.inspections import models
from campaigns.inspections.services import following, photos
from campaigns.kernel import actor, erasing, writing
from campaigns.premises import models as premises_models


def erase_made_by(*, users: Sequence[accounts_models.User], by: actor.Actor, at: datetime) -> int:
    """Erase the inspections that the users planned, carry out, recorded or had a hand in, and those
    of premises that they entered. Return how many rows went."""
    actors = [user.actor_id for user in users]
    places = premises_models.Premises.objects.filter(Q(is_demo=True) | Q(registered_by__in=actors))
    touched = models.Finding.objects.filter(
        Q(found_by__in=users) | Q(remedied_by__in=users) | Q(confirmed_by__in=users)
    )
    with writing.writing(by=by, at=at):
        gone = models.Inspection.objects.filter(
            Q(planned_by__in=actors)
            | Q(inspector__in=users)
            | Q(inspected_by__in=users)
            | Q(premises__in=places)
            | Q(pk__in=touched.values("inspection"))
        )
        pictures = models.InspectionPhoto.objects.filter(inspection__in=gone)
        for photo in pictures:
            photos.drop_file(photo)
        coming = models.PhotoUpload.objects.filter(inspection__in=gone)
        following.let_go(coming)
        count = erasing.erase(
            pictures, coming, models.Finding.objects.filter(inspection__in=gone), gone
        )
        audit_services.record("inspections.made_by_erased", users[0], after={"rows": count})
    return count
