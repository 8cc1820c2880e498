"""Guidance that comes back: telling chief editors once a date, and finding it still right."""

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import services as broadcast_services
from campaigns.kernel import actor, errors, roles, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services
from cms import models, queries
from cms.services import edges

SWEEP = actor.SystemActor("newsroom")


class DateMissing(errors.LoaError):
    """The next day of another look must lie ahead."""


def notify_reviews_due(*, at: datetime) -> int:
    """Tell the chief editors which texts have come to their day of another look."""
    today: date = timezone.localdate(at)
    told = 0
    with writing.writing(by=SWEEP, at=at):
        for page in queries.pages_to_review(today):
            unit = queries.newsroom_of(page).unit
            told += notification_services.tell(
                users=queries.people_with(roles.Permission.PUBLISH_GUIDANCE, unit, today),
                topic=f"cms.review:{page.pk}:{page.review_by_date}",
                text=_("Look at it again: %(title)s") % {"title": page.title},
                url=reverse("newsroom:review", args=[page.pk]),
                at=at,
                kind=notification_models.Kind.REVIEWS,
                about=notification_services.About(
                    permission=roles.Permission.PUBLISH_GUIDANCE, unit_id=unit.pk
                ),
            )
    return told


def extend_review(
    *,
    page: models.GuidancePage,
    review_by_date: date,
    by: accounts_models.User,
    at: datetime,
) -> models.GuidancePage:
    """Find public guidance still right until another day; drafts of it take the day over.

    Raises:
        DateMissing: the day does not lie ahead.
        AlreadyDecided: the page is not public.
    """
    with writing.writing(by=by, at=at):
        if review_by_date <= timezone.localdate(at):
            raise DateMissing(_("Choose a day to come on which it is looked at again."))
        pages = models.GuidancePage.objects.live().filter(pk=page.pk)
        before = pages.values_list("review_by_date", flat=True).first()
        if pages.update(review_by_date=review_by_date, reviewed_at=at) != 1:
            raise edges.AlreadyDecided(_("This page is not public."))
        broadcast_services.set_review_by(page_id=page.pk, date=review_by_date, by=by, at=at)
        audit_services.record(
            "cms.guidance_found_still_right",
            page,
            unit_id=queries.newsroom_of(page).unit_id,
            before={"review_by_date": before.isoformat() if before else None},
            after={"review_by_date": review_by_date.isoformat()},
        )
    extended: models.GuidancePage = models.GuidancePage.objects.get(pk=page.pk)
    return extended
